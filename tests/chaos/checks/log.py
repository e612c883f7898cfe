"""Rules about the log alone."""

import collections
import datetime

from . import hashing
from .run import millis
from .story import whole


def positions_and_sequences_are_dense(run, found):
    """1..n over all, 1..n in each stream, in the same order; no event id twice; time never goes back."""
    rule = "positions_and_sequences_are_dense"
    last, times, ids = collections.Counter(), {}, set()
    for n, event in enumerate(run.events, 1):
        at = event["position"]
        stream = event["aggregate_type"], event["aggregate_id"]
        if at != n:
            found(rule, f"position {at} stands where {n} is due")
        last[stream] += 1
        if event["sequence"] != last[stream]:
            found(rule, f"position {at}: {stream} has {event['sequence']} where {last[stream]} is due")
            last[stream] = event["sequence"]
        if event["event_id"] in ids:
            found(rule, f"position {at}: the event id is there before")
        ids.add(event["event_id"])
        time = millis(event["occurred_at"])
        if time < times.get(stream, time):
            found(rule, f"position {at}: {stream} goes back in time")
        times[stream] = time


def hashes_hold(run, found):
    """Every hash from genesis on, and every checkpoint signed during the run is a root of this log."""
    rule = "hashes_hold"
    log_id, previous, tree, roots = run.about["log"], {}, hashing.Tree(), {0: hashing.Tree().root()}
    wanted = {point["size"] for point in run.checkpoints}
    for event in run.events:
        stream = event["aggregate_type"], event["aggregate_id"]
        before = previous.get(stream) or hashing.genesis(log_id, event)
        at = datetime.datetime.fromtimestamp(millis(event["occurred_at"]) / 1_000, datetime.timezone.utc)
        time = at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{millis(event['occurred_at']) % 1_000:03d}Z"
        hash_ = hashing.event_hash(log_id, before, event, time)
        if hash_.hex() != event["hash"]:
            found(rule, f"position {event['position']}: the hash does not cover what stands there")
        previous[stream] = bytes.fromhex(event["hash"])
        tree.add(event["position"], previous[stream])
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    for point in run.checkpoints:
        root = roots.get(point["size"])
        if root is None:
            found(rule, f"a checkpoint covers {point['size']} of {tree.size} events")
        elif root.hex() != point["root"]:
            found(rule, f"the checkpoint at {point['size']} has another root than the log")


def history_is_legal(run, found):
    """No event that its aggregate must have refused."""
    for wrong in whole(run.events).illegal:
        found("history_is_legal", wrong)


def prefix_is_unchanged(run, found):
    """What was read of the log during the run stands there still."""
    now = {event["position"]: event["hash"] for event in run.events}
    for was in run.prefixes:
        if now.get(was["position"]) != was["hash"]:
            found("prefix_is_unchanged", f"position {was['position']} was another event during the run")
