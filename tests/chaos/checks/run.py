"""A run as it was recorded: what clients did and saw, and what the system holds afterwards."""

import base64
import collections
import datetime
import hashlib
import json

# The lines of each kind in history.jsonl, by the name they have in a `Run`.
KINDS = {
    "op": "ops",
    "get": "gets",
    "open": "opens",
    "ready": "readies",
    "frame": "frames",
    "resync": "resyncs",
    "close": "closes",
    "body": "bodies",
}
TABLES = (
    "users",
    "projects",
    "project_members",
    "conversations",
    "messages",
    "message_files",
    "conversation_participants",
    "message_read_receipts",
    "message_reports",
)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


class Run:
    """Everything of one run, in memory."""

    def __init__(self):
        self.about = {}
        self.events, self.keys, self.uploads, self.blobs = [], [], [], []
        self.checkpoints, self.prefixes, self.topic = [], [], None
        self.tables, self.checkpoint = {}, {}
        for name in KINDS.values():
            setattr(self, name, [])

    @classmethod
    def load(cls, folder):
        run = cls()
        run.about = json.loads((folder / "run.json").read_text("utf-8"))
        with open(folder / "history.jsonl", encoding="utf-8") as file:
            for line in file:
                # The last line of a recorder that was killed may be cut; ours is not.
                one = json.loads(line)
                getattr(run, KINDS[one["kind"]]).append(one)
        live = set(run.about["live"])
        for line in run.opens:
            line["live_at_end"] = line["session"] in live
        run.events = lines(folder / "log.ndjson")
        run.keys = lines(folder / "keys.ndjson")
        run.uploads = lines(folder / "uploads.ndjson")
        run.blobs = lines(folder / "blobs.ndjson")
        run.prefixes = lines(folder / "prefixes.ndjson")
        run.checkpoints = lines(folder / "checkpoints.jsonl")
        if (folder / "topic.ndjson").exists():
            run.topic = lines(folder / "topic.ndjson")
        for name in TABLES:
            run.tables[name] = lines(folder / "read" / f"{name}.ndjson")
        run.checkpoint = lines(folder / "read" / "checkpoint.ndjson")[0]
        return run

    @property
    def head(self):
        return max((event["position"] for event in self.events), default=0)

    def by_trace(self):
        """The events that a request has made: its trace goes with it into the log."""
        made = collections.defaultdict(list)
        for event in self.events:
            trace = event["metadata"].get("traceparent", "").split("-")
            made[trace[1] if len(trace) == 4 else ""].append(event)
        return made

    def in_window(self, at, after_us=5_000_000):
        """Whether something was being broken at that moment, or had been just before; or the machine
        had stood still."""
        windows = self.about["windows"] + self.about["stalls"]
        return any(w["begin"] <= at <= w["end"] + after_us for w in windows)


class Found:
    """What is wrong, by rule."""

    SHOWN = 5

    def __init__(self):
        self.rules = collections.OrderedDict()

    def __call__(self, rule, text):
        self.rules.setdefault(rule, []).append(text)

    def __bool__(self):
        return bool(self.rules)

    def print(self):
        for rule, texts in self.rules.items():
            print(f"broken: {rule}: {len(texts)}")
            for text in texts[: self.SHOWN]:
                print(f"  {text}")
        if not self.rules:
            print("every rule holds")


def place(text):
    """The number in a cursor or position. Outside it is opaque; a checker may look inside."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(raw) != 33 or raw[0] != 1 or hashlib.sha256(raw[:29]).digest()[:4] != raw[29:]:
        raise ValueError(f"{text!r} is no position")
    return int.from_bytes(raw[21:29], "big")


def millis(text):
    """Milliseconds of a time, however it is written; none for none."""
    if text is None:
        return None
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(at.timestamp() * 1_000)


def said(value):
    """A personal value, or "" once it is a digest."""
    return value.get("text", "")
