"""The log is not what it was, or not what was acknowledged."""

import copy

from checks.story import Story

from .finding import breaks, event, first, op, rehash


@breaks("acknowledged_is_in_the_log")
def an_acknowledged_message_is_lost(run):
    run.events.remove(event(run, "MessageSent", last=True))
    rehash(run)


@breaks("acknowledged_is_in_the_log")
def a_repeat_has_sent_the_message_again(run):
    again = copy.deepcopy(event(run, "MessageSent"))
    again["event_id"], again["payload"]["id"] = "0" * 36, "1" * 36
    run.events.append(again)
    rehash(run)


@breaks("acknowledged_is_in_the_log")
def a_mark_as_read_is_lost(run):
    lost = event(run, "ConversationRead", last=True)
    run.events = [e for e in run.events if e["aggregate_id"] != lost["aggregate_id"]]
    rehash(run)


@breaks("acknowledged_is_in_the_log")
def a_message_has_the_text_of_another(run):
    one, other = [e for e in run.events if e["event_type"] == "MessageSent"][:2]
    one["payload"]["body"], other["payload"]["body"] = other["payload"]["body"], one["payload"]["body"]
    rehash(run)


@breaks("acknowledged_is_in_the_log")
def the_answer_names_another_place(run):
    op(run, "send")["answer"]["message"]["seq"] += 1


@breaks("nothing_is_there_that_nobody_asked")
def a_refused_command_has_an_event(run):
    refused = op(run, "send")
    refused["type"], refused["status"] = "fail", 409


@breaks("nothing_is_there_that_nobody_asked")
def an_event_is_there_that_nobody_asked_for(run):
    event(run, "MessageSent")["metadata"] = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}


@breaks("positions_and_sequences_are_dense")
def a_sequence_is_left_out(run):
    stream = event(run, "MessageSent")["aggregate_id"]
    for e in run.events:
        if e["aggregate_id"] == stream and e["sequence"] > 2:
            e["sequence"] += 1


@breaks("positions_and_sequences_are_dense")
def a_position_is_left_out(run):
    for e in run.events[len(run.events) // 2:]:
        e["position"] += 1


@breaks("positions_and_sequences_are_dense")
def time_goes_back_in_a_conversation(run):
    late = event(run, "MessageSent", lambda e: e["sequence"] > 3)
    late["occurred_at"] = "2001-01-01T00:00:00.000Z"


@breaks("order_is_real_time")
def two_messages_have_changed_places(run):
    made = {e["metadata"].get("traceparent", "")[3:35]: e for e in run.events}
    sends = [o for o in run.ops if o["what"] == "send" and o["type"] == "ok" and o["trace"] in made]
    one = first(sends)
    other = first(sends, lambda o: o["conversation"] == one["conversation"] and o["begin"] > one["end"])
    a, b = made[one["trace"]], made[other["trace"]]
    for key in ("payload", "metadata", "event_id", "message_id"):
        a[key], b[key] = b[key], a[key]
    rehash(run)


@breaks("hashes_hold")
def a_text_was_altered_in_the_log(run):
    event(run, "MessageSent")["payload"]["body"]["text"] += "!"


@breaks("hashes_hold")
def the_tail_was_cut_off(run):
    covered = max(point["size"] for point in run.checkpoints)
    run.events = run.events[: covered - 1]


@breaks("hashes_hold")
def the_log_was_rewritten_with_all_its_hashes(run):
    covered = max(point["size"] for point in run.checkpoints)
    first(run.events[:covered], lambda e: e["event_type"] == "MessageSent")["payload"]["body"]["text"] += "!"
    rehash(run)


@breaks("prefix_is_unchanged")
def an_event_is_another_one_than_it_was_before(run):
    run.prefixes[-1]["hash"] = "0" * 64


@breaks("history_is_legal")
def a_deleted_message_was_edited(run):
    gone = event(run, "MessageDeleted")
    edit = copy.deepcopy(event(run, "MessageEdited"))
    story = Story()
    for e in run.events:
        story.tell(e)
    message = story.talks[gone["aggregate_id"]].messages[gone["payload"]["seq"]][0]
    edit["aggregate_id"], edit["event_id"] = gone["aggregate_id"], "2" * 36
    edit["payload"]["message"] = message | {"version": message["version"] + 1}
    edit["payload"]["by"] = message["authorId"]
    run.events.append(edit)
    rehash(run)


@breaks("history_is_legal")
def a_stranger_has_written(run):
    story = Story()
    for e in run.events:
        story.tell(e)
    sent = event(run, "MessageSent")
    parts = story.talks[sent["aggregate_id"]].parts
    sent["payload"]["by"] = first(
        u for u, row in story.users.items() if u not in parts and row["role"] == "client"
    )


@breaks("history_is_legal")
def what_was_read_is_unread_again(run):
    mark = copy.deepcopy(event(run, "ConversationRead", lambda e: e["payload"]["after"] > 1, last=True))
    mark["payload"]["upTo"], mark["event_id"] = mark["payload"]["after"] - 1, "3" * 36
    mark["payload"]["after"] = 0
    run.events.append(mark)
    rehash(run)
