"""Whether the run was one: quiet at its end, and everything that should happen did."""

import collections


def all_is_quiet_at_the_end(run, found):
    """All caught up within 30 s of the last fault, nothing left open, nothing parked."""
    rule, quiet = "all_is_quiet_at_the_end", run.about["quiet"]
    if not quiet["reached"]:
        found(rule, f"after {quiet['after_ms']} ms it is not: {quiet}")
    for name in ("idle_in_transaction", "parked", "lag"):
        if quiet[name]:
            found(rule, f"{name} is {quiet[name]}")
    for window in run.about["windows"]:
        slow = window.get("back_ms")
        if slow is not None and slow - stalled_ms(run, window) > window["back_ms_max"]:
            found(rule, f"{window['fault']} of {window['target']}: back after {slow} ms")
    for process in run.about["logs"]:
        if process.get("restarts") and not run.about["stalls"]:
            found(rule, f"{process['name']} ended at its start, {process['restarts']} times")
        for secret in process["spilled"]:
            found(rule, f"the log of {process['name']} has {secret}")


def stalled_ms(run, window):
    """How long the machine itself stood still meanwhile."""
    parts = (
        min(stall["end"], window["end"]) - max(stall["begin"], window["begin"])
        for stall in run.about["stalls"]
    )
    return sum(part for part in parts if part > 0) / 1_000


def topic_is_the_log(run, found):
    """Where there is a bus, it has every event, and the first of each in the order of the log."""
    if run.topic is None:
        return
    rule, last = "topic_is_the_log", 0
    events = {event["position"]: event["event_id"] for event in run.events}
    for record in run.topic:
        if events.get(record["position"]) != record["event_id"]:
            found(rule, f"a record at {record['position']} is not of this log")
        if record["position"] > last + 1:
            found(rule, f"{record['position']} comes after {last}")
        last = max(last, record["position"])
    if last != run.head:
        found(rule, f"the topic ends at {last} of {run.head}")


def counts(run):
    counted = collections.Counter()
    for op in run.ops:
        counted[f"op {op['type']}"] += 1
        for one in op["tries"]:
            counted["repeat answered"] += bool(one.get("replayed"))
            counted[f"status {one['status']}"] += 1
    counted["resumed"] = sum(line["cursor"] is not None for line in run.opens)
    counted["frames"] = len(run.frames)
    counted["events"] = len(run.events)
    for window in run.about["windows"]:
        counted[f"fault {window['fault']}"] += 1
    for crash in run.about["crashes"]:
        counted[f"crash {crash['point']}"] += crash["hit"]
    return counted


def things_that_should_happen_did(run, found):
    """A run in which nothing happened proves nothing."""
    counted = counts(run)
    for name in run.about["sometimes"]:
        if not counted[name]:
            found("things_that_should_happen_did", f"never: {name}")


def summary(run):
    counted = counts(run)
    return [", ".join(f"{name} {number}" for name, number in sorted(counted.items()) if number)]
