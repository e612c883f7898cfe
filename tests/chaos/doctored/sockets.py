"""Frames that are missing, doubled, wrong, or told to somebody else."""

from checks.run import place
from checks.story import memberships

from .finding import breaks, event, first, frame


@breaks("frames_are_complete_and_in_order")
def a_frame_was_never_told(run):
    run.frames.remove(frame(run, "new-message")[0])


@breaks("frames_are_complete_and_in_order")
def the_last_frame_was_never_told(run):
    live = {line["session"] for line in run.opens if line["live_at_end"]}
    bodies = {body["body"]: body for body in run.bodies}
    named = ("new-message", "message-updated", "message-deleted")
    last = first(
        reversed(run.frames), lambda f: f["session"] in live and bodies[f["body"]]["event"] in named
    )
    run.frames.remove(last)


@breaks("frames_are_complete_and_in_order")
def a_frame_was_told_twice(run):
    found, _ = frame(run, "new-message")
    run.frames.insert(run.frames.index(found) + 1, dict(found))


@breaks("frames_are_complete_and_in_order")
def two_frames_have_changed_places(run):
    bodies = {body["body"]: body for body in run.bodies}
    sent = [f for f in run.frames if bodies[f["body"]]["event"] == "new-message"]
    one = first(sent)
    other = first(sent, lambda f: f["session"] == one["session"] and f["body"] != one["body"])
    one["body"], other["body"] = other["body"], one["body"]


@breaks("frames_are_complete_and_in_order")
def a_stranger_was_told(run):
    found, body = frame(run, "new-message")
    spans, where = memberships(run.events), body["data"]["conversationId"]
    strange = first(run.opens, lambda line: not spans.get((where, line["user"])) and has_frames(run, line))
    index = first(i for i, f in enumerate(run.frames) if f["session"] == strange["session"])
    run.frames.insert(index, found | {"session": strange["session"]})


def has_frames(run, line):
    return any(f["session"] == line["session"] for f in run.frames)


@breaks("frames_are_complete_and_in_order")
def who_was_put_out_was_told_more(run):
    out = event(run, "ParticipantRemoved")
    where, user = out["aggregate_id"], out["payload"]["userId"]
    spans = memberships(run.events)[where, user]
    later = first(
        run.bodies,
        lambda b: b["event"] == "new-message" and b["data"]["conversationId"] == where
        and place(b["data"]["position"]) > out["position"]
        and not any(begin <= place(b["data"]["position"]) for begin, end in spans if end is None),
    )
    session = first(run.opens, lambda line: line["user"] == user)["session"]
    run.frames.append({"session": session, "at": 0, "body": later["body"], "frame": 10**9})


@breaks("frames_are_complete_and_in_order")
def what_was_missed_was_not_told_on_the_way_back(run):
    back = {line["session"] for line in run.opens if line["cursor"]}
    ready = {line["session"]: line for line in run.readies}
    bodies = {body["body"]: body for body in run.bodies}
    missed = lambda f: (
        f["session"] in back and f["session"] in ready
        and bodies[f["body"]]["event"] == "new-message"
        and place(bodies[f["body"]]["data"]["position"]) <= place(ready[f["session"]]["cursor"])
    )
    run.frames.remove(first(run.frames, missed))


@breaks("frames_say_what_the_log_says")
def a_frame_has_another_text(run):
    frame(run, "new-message")[1]["data"]["message"]["body"] += "!"


@breaks("frames_say_what_the_log_says")
def a_frame_has_an_older_last_message(run):
    bodies = [b for b in run.bodies if b["data"].get("lastMessage")]
    first(bodies)["data"]["lastMessage"]["seq"] -= 1


@breaks("frames_say_what_the_log_says")
def a_frame_counts_one_too_many_as_unread(run):
    first(run.bodies, lambda b: b["event"] == "message-read" and "unread" in b["data"])["data"]["unread"] += 1
