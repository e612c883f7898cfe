"""Rules that join what clients asked with what the log has."""

import collections
import json

from .run import place
from .story import whole

# What a command of this kind appends, if it appends anything.
MAKES = {
    "send": "MessageSent",
    "edit": "MessageEdited",
    "delete": "MessageDeleted",
    "restore": "MessageRestored",
    "read": "ConversationRead",
    "report": "MessageReported",
    "start": "ConversationStarted",
    "subject": "SubjectChanged",
    "status": "StatusChanged",
    "add": "ParticipantAdded",
    "remove": "ParticipantRemoved",
    "project": "ProjectCreated",
    "member": "MemberAdded",
    "person": "UserRegistered",
}
PROBLEM = ("type", "title", "status", "code", "requestId")
# Words that tell a client what it must not know.
SPILLS = ("select ", "insert into", "panicked", ".rs:", "/root/", "/home/", "postgres://", "sqlx")


def acknowledged_is_in_the_log(run, found):
    """What was acknowledged is there, once, with what the answer says; what nobody knows, at most once."""
    rule = "acknowledged_is_in_the_log"
    made = run.by_trace()
    reads = collections.defaultdict(int)
    for event in run.events:
        if event["event_type"] == "ConversationRead":
            where = event["aggregate_id"]
            reads[where] = max(reads[where], event["payload"]["upTo"])
    joined = whole(run.events).joined()
    for op in run.ops:
        events = made.get(op["trace"], [])
        if len(events) > 1:
            found(rule, f"op {op['op']} ({op['what']}) has {len(events)} events")
        if op["type"] != "ok":
            continue
        if not events:
            if op["what"] == "read":
                # Marks of one reader that wait together are one act of reading.
                where = f"{op['conversation']}:{op['user']}"
                if max(reads[where], joined[where]) < op["request"]["seq"]:
                    found(rule, f"op {op['op']}: read up to {op['request']['seq']}, and the log has less")
            elif not op["idle"]:
                found(rule, f"op {op['op']} ({op['what']}) was acknowledged and is not in the log")
            continue
        same_as_asked(op, events[0], found)


def same_as_asked(op, event, found):
    rule, what, p, answer = "acknowledged_is_in_the_log", op["what"], event["payload"], op["answer"]
    says = lambda text: found(rule, f"op {op['op']} ({what}), position {event['position']}: {text}")
    if event["event_type"] != MAKES[what]:
        says(f"is a {event['event_type']}")
        return
    if what != "person" and p["by"] != op["user"]:
        says("somebody else did it")
    if "position" in answer and place(answer["position"]) < event["position"]:
        says("the answer names an earlier position")
    if what in ("send", "edit", "restore"):
        message = answer["message"]
        if what == "send":
            seq, text, id_ = event["sequence"], p["body"]["text"], p["id"]
        else:
            seq, text, id_ = p["message"]["seq"], p["message"]["body"]["text"], p["message"]["id"]
        if (message["seq"], message["id"]) != (seq, id_):
            says(f"was answered as {message['seq']} {message['id']}")
        if what != "restore" and text != op["request"]["body"]:
            says("has another text than was asked")
        if message["body"] != text:
            says("was answered with another text")
        if what == "send":
            files = sorted(op["request"].get("fileIds", []))
            if sorted(file["id"] for file in p.get("files", [])) != files:
                says("has other files than was asked")
    elif what in ("start", "subject", "status", "add", "remove"):
        core = answer["conversation"]
        if core["version"] != p["core"]["version"] or core["lastSeq"] != event["sequence"]:
            says("was answered with another version")
        if what in ("start", "subject") and p["core"]["subject"]["text"] != op["request"]["subject"]:
            says("has another subject than was asked")
    elif what == "read" and p["upTo"] < op["request"]["seq"]:
        says("reads less than was asked")
    elif what == "report" and answer["reportId"] != event["aggregate_id"]:
        says("is another report")


def nothing_is_there_that_nobody_asked(run, found):
    """Every event is of a command that was acknowledged, or of which nobody knows; none of a refused one."""
    rule = "nothing_is_there_that_nobody_asked"
    ops = {op["trace"]: op for op in run.ops}
    for trace, events in run.by_trace().items():
        op = ops.get(trace)
        for event in events:
            at, name = event["position"], event["event_type"]
            if op is None:
                # People are made known by whatever they ask first.
                if name != "UserRegistered":
                    found(rule, f"position {at}: nobody asked for this {name}")
            elif op["type"] == "fail":
                found(rule, f"position {at}: op {op['op']} was refused with {op['status']}")


def order_is_real_time(run, found):
    """What was answered before something else was asked comes before it, conversation by conversation."""
    made, streams = run.by_trace(), collections.defaultdict(list)
    for op in run.ops:
        for event in made.get(op["trace"], [])[:1]:
            streams[event["aggregate_type"], event["aggregate_id"]].append((event["sequence"], op))
    for stream, steps in streams.items():
        steps.sort(key=lambda step: step[0])
        # From the end: the earliest answer among those that come later in the log.
        earliest = None
        for sequence, op in reversed(steps):
            if earliest is not None and earliest[1]["end"] < op["begin"]:
                found(
                    "order_is_real_time",
                    f"{stream}: op {earliest[1]['op']} was answered before op {op['op']} began,"
                    f" and is {earliest[0]} after {sequence}",
                )
            if op["type"] == "ok" and (earliest is None or op["end"] < earliest[1]["end"]):
                earliest = sequence, op


def repeats_are_answered_alike(run, found):
    """All successes of one key say the same; a key stands in the log once, for what it did."""
    rule = "repeats_are_answered_alike"
    kept = collections.Counter((key["user_id"], key["key"]) for key in run.keys)
    rows = {(key["user_id"], key["key"]): key for key in run.keys}
    made = run.by_trace()
    for op in run.ops:
        if op.get("key") is None:
            continue
        key = op["user"], op["key"]
        successes = [one for one in op["tries"] if one["status"] in (200, 201)]
        if len({(one["status"], json.dumps(one["answer"], sort_keys=True)) for one in successes}) > 1:
            # What changed nothing is answered with the present state.
            if not op["idle"]:
                found(rule, f"op {op['op']} ({op['what']}) was answered in different ways")
        if successes and kept[key] != 1:
            found(rule, f"op {op['op']}: its key stands in the log {kept[key]} times")
        events, row = made.get(op["trace"], []), rows.get(key)
        if events and (row is None or (row["position"], row["count"]) != (events[0]["position"], 1)):
            found(rule, f"op {op['op']}: its key does not lead to what it did")
        for n, one in enumerate(op["tries"]):
            if one.get("replayed") and n == 0:
                found(rule, f"op {op['op']}: its first try was answered as a repeat")


def errors_are_problems_in_their_windows(run, found):
    """Nobody sees a failure unless something was broken; each says what it is, and nothing else. Who has
    more to do than it can says so (503), and of a hundred requests it may say so to one."""
    rule = "errors_are_problems_in_their_windows"
    tries = [one | {"name": f"op {op['op']}"} for op in run.ops for one in op["tries"]]
    tries += [get | {"name": f"GET {get['path']}"} for get in run.gets]
    busy = 0
    for one in tries:
        status, answer = one["status"], one["answer"]
        broken = status is None or status >= 500
        if broken and not (run.in_window(one["begin"]) or run.in_window(one["end"])):
            busy += status == 503
            if status != 503:
                found(rule, f"{one['name']}: {status or 'no answer'} while nothing was broken")
        if status == 500:
            found(rule, f"{one['name']}: 500")
        if status is not None and status >= 400:
            if not isinstance(answer, dict) or any(part not in answer for part in PROBLEM):
                found(rule, f"{one['name']}: {status} without a problem: {answer!r}")
            elif any(spill in json.dumps(answer).lower() for spill in SPILLS):
                found(rule, f"{one['name']}: {answer}")
    if busy * 100 > len(tries):
        found(rule, f"{busy} of {len(tries)} were refused as too much while nothing was broken")
