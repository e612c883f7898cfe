"""What doctors need: where they are listed, and how they find something to doctor."""

from checks import hashing

# Every doctor with the rule that has to flag its history.
ALL = []


def breaks(rule):
    def keep(doctor):
        ALL.append((rule, doctor))
        return doctor

    return keep



def first(items, fits=lambda item: True):
    for item in items:
        if fits(item):
            return item
    raise LookupError("nothing fits")


def event(run, name, fits=lambda event: True, last=False):
    events = reversed(run.events) if last else run.events
    return first(events, lambda e: e["event_type"] == name and fits(e))


def op(run, what, fits=lambda op: True):
    return first(run.ops, lambda o: o["what"] == what and o["type"] == "ok" and fits(o))


def frame(run, name):
    """A frame in the middle of its session, so that more comes after it."""
    bodies = {body["body"]: body for body in run.bodies}
    last = {f["session"]: f["frame"] for f in run.frames}
    found = first(
        run.frames, lambda f: bodies[f["body"]]["event"] == name and f["frame"] < last[f["session"]]
    )
    return found, bodies[found["body"]]


def final(run, what, fits=lambda get: True):
    return first(run.gets, lambda g: g["final"] and g["what"] == what and g["status"] == 200 and fits(g))


def rehash(run):
    """Makes the chains and positions whole again, as somebody would who rewrites the log."""
    previous, sequences = {}, {}
    for n, e in enumerate(run.events, 1):
        stream = e["aggregate_type"], e["aggregate_id"]
        e["position"], e["sequence"] = n, sequences.get(stream, 0) + 1
        sequences[stream] = e["sequence"]
        before = previous.get(stream) or hashing.genesis(run.about["log"], e)
        time = e["payload"]["at"]
        previous[stream] = hashing.event_hash(run.about["log"], before, e, time)
        e["hash"] = previous[stream].hex()
