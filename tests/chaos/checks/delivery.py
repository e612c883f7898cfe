"""What sockets were told: all of it, once, in order, to nobody else, and as the log has it."""

import bisect
import collections

from .run import place
from .story import Story, memberships, unread

# Frames of events whose conversation everybody in it hears of.
NAMES = {
    "MessageSent": "new-message",
    "MessageEdited": "message-updated",
    "MessageRestored": "message-updated",
    "FileStateChanged": "message-updated",
    "MessageDeleted": "message-deleted",
    "ConversationStarted": "conversation-updated",
    "ParticipantAdded": "conversation-updated",
    "ParticipantRemoved": "conversation-updated",
    "SubjectChanged": "conversation-updated",
    "StatusChanged": "conversation-updated",
}


class Sessions:
    """The recorded lines by session, and the sessions of each client in their order."""

    def __init__(self, run):
        self.frames, self.ready, self.resync, self.closed = collections.defaultdict(list), {}, {}, {}
        self.body = {body["body"]: body for body in run.bodies}
        for frame in run.frames:
            self.frames[frame["session"]].append(frame)
        for line in run.readies:
            self.ready[line["session"]] = line
        for line in run.resyncs:
            self.resync[line["session"]] = line
        for line in run.closes:
            self.closed[line["session"]] = line
        self.of_client = collections.defaultdict(list)
        for line in run.opens:
            self.of_client[line["client"]].append(line)

    def durable(self, session):
        """(position, body) of each durable frame, as they came."""
        for frame in self.frames[session]:
            body = self.body[frame["body"]]
            if body["event"] not in ("cursor", "presence") and "position" in body["data"]:
                yield place(body["data"]["position"]), body


def frames_are_complete_and_in_order(run, found):
    rule = "frames_are_complete_and_in_order"
    sessions, spans = Sessions(run), memberships(run.events)
    events = {event["position"]: event for event in run.events}
    mine = collections.defaultdict(list)
    for (conversation, user), parts in spans.items():
        mine[user].append((conversation, parts))
    streams = collections.defaultdict(list)
    for event in run.events:
        if event["aggregate_type"] == "Conversation":
            streams[event["aggregate_id"]].append(event["position"])
    marks = collections.defaultdict(list)
    for event in run.events:
        if event["event_type"] == "ConversationRead":
            conversation, reader = event["aggregate_id"].split(":")
            marks[conversation].append((event["position"], reader, event["payload"]["upTo"]))
    for client, opens in sessions.of_client.items():
        last, cursor = None, None
        for line in opens:
            session, user = line["session"], line["user"]
            name = f"client {client}, session {session}"
            # A client that comes back hands in the newest cursor that it holds; so does the check.
            if line["cursor"] != cursor and cursor is not None and session not in sessions.resync:
                found(rule, f"{name}: came back with another cursor than it held")
            start = place(line["cursor"]) if line["cursor"] else None
            if session in sessions.resync:
                start = place(sessions.resync[session]["cursor"])
                cursor, last = sessions.resync[session]["cursor"], None
            ready = sessions.ready.get(session)
            if start is None and ready:
                start = place(ready["cursor"])
            last = max(last or 0, start or 0)
            got = collections.defaultdict(list)
            for at, body in sessions.durable(session):
                if at <= last:
                    found(rule, f"{name}: {body['event']} at {at} after {last}: twice or out of order")
                event = events.get(at)
                if event is None:
                    found(rule, f"{name}: a frame of position {at}, which is not in the log")
                    continue
                reached(event, body, user, spans, lambda text: found(rule, f"{name}: {text}"))
                got[at].append(body)
                last, cursor = max(last, at), body["data"]["cursor"]
            if ready is None:
                continue
            # Up to here it must have been told: to where it is, or to the end of the log.
            until = max([last, place(ready["cursor"])])
            if line["live_at_end"]:
                until = run.head
            cursor = newest(sessions, session, cursor, ready)
            missed = due(start, until, place(ready["cursor"]), mine[user], streams, user)
            for at in missed:
                if at not in got:
                    found(rule, f"{name}: {events[at]['event_type']} at {at} was never told")
            due_marks(name, start, until, place(ready["cursor"]), mine[user], marks, user, got, found)


def newest(sessions, session, cursor, ready):
    """The newest cursor that a session ended with."""
    best = ready["cursor"]
    for frame in sessions.frames[session]:
        data = sessions.body[frame["body"]]["data"]
        if "cursor" in data and place(data["cursor"]) >= place(best):
            best = data["cursor"]
    if cursor is not None and place(cursor) > place(best):
        best = cursor
    return best


def is_in(parts, at):
    return any(begin <= at and (end is None or at < end) for begin, end in parts)


def reached(event, body, user, spans, wrong):
    """Only who takes part at that position hears of it; who is put out hears that and no more."""
    at, kind = event["position"], event["aggregate_type"]
    if kind == "User":
        return
    conversation = event["aggregate_id"].split(":")[0]
    parts = spans.get((conversation, user), [])
    leaves = event["event_type"] == "ParticipantRemoved" and event["payload"]["userId"] == user
    if not is_in(parts, at) and not leaves:
        wrong(f"{body['event']} at {at} is of a conversation that they take no part in")
    if body["data"].get("conversationId") != conversation:
        wrong(f"{body['event']} at {at} names another conversation")
    if kind == "Report":
        wrong(f"a report at {at} is on a socket")


def due(start, until, live, mine, streams, user):
    """Positions that a session from `start` to `until` must have been told; up to `live` it was replayed,
    and a replay leaves out what one is not in at its end."""
    for conversation, parts in mine:
        positions = streams[conversation]
        for begin, end in parts:
            low = max(begin - 1, start)
            high = min(until, end if end is not None else until)
            for at in positions[bisect.bisect_right(positions, low):bisect.bisect_right(positions, high)]:
                replayed = at <= live
                if replayed and end is not None and end <= live and at != end:
                    continue
                # Who came in during a replay drops what they hold and fetches.
                yield at


def due_marks(name, start, until, live, mine, marks, user, got, found):
    """Of each reader and conversation at least the newest act of reading was told."""
    read = {}
    for bodies in got.values():
        for body in bodies:
            if body["event"] == "message-read":
                key = body["data"]["conversationId"], body["data"]["userId"]
                read[key] = max(read.get(key, 0), body["data"]["readSeq"])
    for conversation, parts in mine:
        begin, end = parts[-1]
        if end is not None:
            continue
        wanted = {}
        for at, reader, up_to in marks[conversation]:
            if max(start, begin) < at <= until:
                wanted[reader] = up_to
        for reader, up_to in wanted.items():
            if read.get((conversation, reader), 0) < up_to:
                found(
                    "frames_are_complete_and_in_order",
                    f"{name}: that {reader} has read up to {up_to} in {conversation} was never told",
                )


def frames_say_what_the_log_says(run, found):
    """Every frame has what the log has at its position, and nothing that was deleted before."""
    rule = "frames_say_what_the_log_says"
    bodies = collections.defaultdict(list)
    for body in run.bodies:
        if "position" in body["data"] and body["event"] not in ("cursor", "ready", "resync"):
            bodies[place(body["data"]["position"])].append(body)
    story = Story()
    for event in run.events:
        story.tell(event)
        for body in bodies.get(event["position"], []):
            wrong = compare(body, event, story)
            if wrong:
                found(rule, f"{body['event']} at {event['position']}: {wrong}")


def compare(body, event, story):
    data, kind, p = body["data"], event["aggregate_type"], event["payload"]
    if kind == "User":
        return "" if body["event"] == "person-updated" else "is another frame"
    talk = story.talks[event["aggregate_id"].split(":")[0]]
    if kind == "ReadMarker":
        if body["event"] == "conversation-updated":
            return "" if data["muted"] == p["mine"]["muted"] else "is muted otherwise"
        if (data["userId"], data["readSeq"]) != (p["by"], p["upTo"]):
            return f"{data['userId']} read up to {data['readSeq']}"
        if "unread" in data:
            # What is unread as of the mark, whatever was read meanwhile.
            count = unread(talk, p["by"])
            return "" if data["unread"] == count else f"{data['unread']} unread, not {count}"
        return ""
    if body["event"] != NAMES[event["event_type"]] or data["seq"] != event["sequence"]:
        return f"is {body['event']} {data.get('seq')}"
    if "message" in data:
        seq = event["sequence"] if event["event_type"] == "MessageSent" else p["message"]["seq"]
        wrong = differs(data["message"], message_view(talk, seq))
        if wrong:
            return wrong
    if "lastMessage" in data:
        wrong = differs(data["lastMessage"] or {}, last_view(talk) or {})
        if wrong:
            return f"lastMessage: {wrong}"
    if "messageId" in data and data["messageId"] != p["id"]:
        return "is another message"
    if "conversation" in data:
        return differs(data["conversation"], core_view(talk, with_activity=True))
    return ""


def differs(has, wants):
    """What is otherwise than wanted, in words; "" if nothing is."""
    for key in set(has) | set(wants):
        if has.get(key) != wants.get(key):
            return f"{key} is {has.get(key)!r}, not {wants.get(key)!r}"
    return ""


def message_view(talk, seq):
    """A message as people see it now. Where files are is not compared."""
    message, gone = talk.messages[seq]
    view = {
        "id": message["id"], "conversationId": talk.id, "seq": seq, "version": message["version"],
        "authorId": message["authorId"], "body": "" if gone else message["body"]["text"],
        "files": [] if gone else [file_view(file) for file in message.get("files") or []],
        "sentAt": message["sentAt"],
    }
    if message.get("editedAt"):
        view["editedAt"] = message["editedAt"]
    if gone:
        view |= {"deletedAt": gone["at"], "deletedBy": gone["by"]}
    if message.get("replyTo"):
        original, hidden = talk.messages[message["replyTo"]["seq"]]
        view["replyTo"] = message["replyTo"] | {
            "preview": "" if hidden else original["body"]["text"][:120], "deleted": hidden is not None,
        }
    return view


def file_view(file):
    url = f"/api/messaging/files/{file['id']}"
    view = {
        "id": file["id"], "name": file["name"]["text"], "size": file["size"],
        "contentType": file["contentType"], "sha256": file["sha256"], "state": file["state"], "url": url,
    }
    view |= {key: file[key] for key in ("width", "height") if key in file}
    if file.get("hasPreview"):
        view["previewUrl"] = url + "/preview"
    return view


def last_view(talk):
    newest = talk.newest()
    return newest and {
        "id": newest["id"], "seq": newest["seq"], "authorId": newest["authorId"],
        "preview": newest["body"]["text"][:120], "sentAt": newest["sentAt"],
    }


def core_view(talk, with_activity=False):
    core = talk.core
    view = {key: core[key] for key in ("id", "projectId", "status", "version", "createdBy", "createdAt")}
    view |= {"subject": core["subject"]["text"], "lastSeq": talk.last_seq}
    view["participants"] = core["participants"]
    if with_activity:
        view["lastActivityAt"] = talk.active_at
    return view


def pushes_go_on_without_the_bus(run, found):
    """From 3 s after the bus is gone, what is sent is pushed within 3 s all the same."""
    gone = [w for w in run.about["windows"] if w["fault"] == "kill-kafka"]
    for at, millis in pushes(run):
        late = [w for w in gone if w["begin"] + 3_000_000 <= at <= w["end"]]
        if late and millis > 3_000:
            found("pushes_go_on_without_the_bus", f"{millis:.0f} ms after what was sent at {at}")


def pushes(run):
    """When something was acknowledged, and how many milliseconds later each socket was told."""
    sent = {}
    for op in run.ops:
        if op["what"] == "send" and op["type"] == "ok":
            sent[op["answer"]["message"]["id"]] = op["end"]
    bodies = {b["body"]: b["data"]["message"]["id"] for b in run.bodies if b["event"] == "new-message"}
    # What was missed and told on the way back is not a push.
    ready = {line["session"]: line["at"] for line in run.readies}
    for frame in run.frames:
        at = sent.get(bodies.get(frame["body"]))
        if at is not None and ready.get(frame["session"], frame["at"]) < at:
            yield at, max(0, frame["at"] - at) / 1_000


def latency(run):
    """How long from the acknowledgement to the frame, inside and outside of the windows, in words."""
    inside, outside = [], []
    for at, millis in pushes(run):
        (inside if run.in_window(at) else outside).append(millis)
    return [words(name, times) for name, times in (("quiet", outside), ("broken", inside)) if times]


def words(name, times):
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))]
    return (
        f"send to frame while {name}: p50 {at(.5):.1f} ms, p99 {at(.99):.1f} ms,"
        f" p99.9 {at(.999):.1f} ms of {len(times)}"
    )
