"""Checks a bundle, as docs/evidence.md defines it: written from that page and sharing no code with
Tidings.

    python3 verifier.py DIR [PUBLIC KEY AS HEX]

Prints what is wrong. Exits 0 if it is intact, 1 if it is broken, 2 if it could not be checked.
"""

import hashlib
import json
import pathlib
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEX_64 = re.compile(r"[0-9a-f]{64}")
EMPTY_ROOT = hashlib.sha256(b"").digest()


class Broken(Exception):
    """Something is not as the page says."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u64be(number):
    return number.to_bytes(8, "big")


def unhex(text, length=32):
    if not isinstance(text, str) or not re.fullmatch("[0-9a-f]{%d}" % (2 * length), text):
        raise Broken(f"{text!r} is not {length} bytes of lower-case hex")
    return bytes.fromhex(text)


def jcs(value):
    """RFC 8785, for the values that the page allows."""

    def in_order(value):
        if isinstance(value, dict):
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            return {key: in_order(value[key]) for key in keys}
        if isinstance(value, list):
            return [in_order(one) for one in value]
        if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**53):
            raise Broken(f"{value} is not an integer below 2^53")
        return value

    # Python escapes what RFC 8785 escapes, and in the same way: \b \t \n \f \r \" \\ and \u00xx.
    text = json.dumps(in_order(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def digest_form(value):
    if isinstance(value, list):
        return [digest_form(one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"text", "salt"}:
        text, salt = value["text"].encode("utf-8"), unhex(value["salt"], 16)
        return {"digest": sha256(u64be(len(salt)), salt, u64be(len(text)), text).hex()}
    return {key: digest_form(one) for key, one in value.items()}


def has_digest(value):
    if isinstance(value, list):
        return any(map(has_digest, value))
    if not isinstance(value, dict):
        return False
    return set(value) == {"digest"} or any(map(has_digest, value.values()))


def files_in(value):
    if isinstance(value, list):
        return [name for one in value for name in files_in(one)]
    if not isinstance(value, dict):
        return []
    named = value.get("sha256")
    here = [named] if isinstance(named, str) and HEX_64.fullmatch(named) else []
    return here + [name for one in value.values() for name in files_in(one)]


def canonical(log_id, event):
    return jcs(
        {
            "logId": log_id,
            "eventId": event["eventId"],
            "topic": event.get("topic"),
            "type": event["streamType"],
            "id": event["streamId"],
            "sequence": event["sequence"],
            "eventType": event["type"],
            "version": event["version"],
            "time": event["occurredAt"],
            "metadata": event["metadata"],
            "payload": digest_form(event["payload"]),
        }
    )


def node(left, right):
    return sha256(b"\x01", left, right)


def is_included(leaf, index, size, path, root):
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first, first_root, second, second_root, path):
    """RFC 9162, 2.1.4.2."""
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY_ROOT
    if first > second:
        return False
    if first & (first - 1) == 0:
        path = [first_root] + path
    if not path:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node(sibling, old), node(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def is_signed(checkpoint, key):
    fields = ["incarnation", "logId", "root", "size", "time"]
    bytes_ = b"tidings-checkpoint-1\n" + jcs({field: checkpoint[field] for field in fields})
    if unhex(checkpoint["keyId"]) != sha256(key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(unhex(checkpoint["signature"], 64), bytes_)
    except InvalidSignature:
        return False
    return True


def no_twins(pairs):
    """Two values under one key: which one counts would be anybody's choice."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Broken("an object has a key twice")
    return value


def parsed(text):
    return json.loads(text, object_pairs_hook=no_twins)


class Bundle:
    def __init__(self, folder, key):
        self.folder = folder
        self.manifest = parsed((folder / "manifest.json").read_text("utf-8"))
        if self.manifest["format"] != "tidings-bundle-1":
            raise ValueError("this is no bundle that this program knows")
        self.named_key = unhex(self.manifest["key"]["ed25519"])
        self.key = key or self.named_key
        self.problems = []
        self.streams = {}
        self.files = set()
        self.counts = dict(events=0, streams=0, checkpoints=0, files=0, redacted=0)

    def lines(self, name):
        with open(self.folder / name, encoding="utf-8", newline="\n") as file:
            for line in file:
                yield parsed(line)

    def check(self):
        for part in [self.key_id, self.checkpoints, self.events, self.ends, self.bytes, self.count]:
            try:
                part()
            except (Broken, OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
                self.problems.append(f"{part.__name__}: {problem!r}")
        return self.problems

    def key_id(self):
        if unhex(self.manifest["key"]["id"]) != sha256(self.named_key):
            raise Broken("the manifest's key has another id")

    def checkpoints(self):
        before = None
        for line in self.lines("checkpoints.jsonl"):
            now, path = line["checkpoint"], [unhex(one) for one in line["consistency"]]
            self.counts["checkpoints"] += 1
            if now["logId"] != self.manifest["logId"]:
                raise Broken(f"the checkpoint at {now['size']} is of another log")
            if not is_signed(now, self.key):
                raise Broken(f"the checkpoint at {now['size']} is not signed by the key")
            if before is None:
                holds = not path
            else:
                sizes = before["size"], unhex(before["root"]), now["size"], unhex(now["root"])
                holds = before["incarnation"] <= now["incarnation"] and is_consistent(*sizes, path)
            if not holds:
                raise Broken(f"the checkpoint at {now['size']} does not go on from the one before")
            before = now
        if before != self.manifest["checkpoint"]:
            raise Broken("the manifest's checkpoint is not the last one")

    def events(self):
        events, proofs = self.lines("events.jsonl"), self.lines("proofs.jsonl")
        position = 0
        for event in events:
            proof = next(proofs, None)
            if proof is None or proof["position"] != event["position"] or event["position"] <= position:
                raise Broken(f"events and proofs are out of order after {position}")
            position = event["position"]
            try:
                self.event(event, proof)
            except Broken as problem:
                self.problems.append(f"position {position}: {problem}")
        if next(proofs, None) is not None:
            raise Broken("there are more proofs than events")

    def event(self, event, proof):
        self.counts["events"] += 1
        self.counts["redacted"] += has_digest(event["payload"])
        self.files.update(files_in(event["payload"]))
        log_id, stream = self.manifest["logId"], (event["streamType"], event["streamId"])
        genesis = sha256(jcs({"logId": log_id, "type": stream[0], "id": stream[1]}))
        sequence, found = event["sequence"], unhex(event["hash"])
        count, complete, last, before = self.streams.get(stream, (0, True, 0, genesis))
        self.streams[stream] = (count + 1, complete and sequence == last + 1, sequence, found)
        previous = unhex(proof["previous"])
        if sequence <= last:
            raise Broken("the sequence does not rise")
        if sequence == last + 1 and previous != before:
            raise Broken("the hash before it is not that of the event before it")
        payload = event["payload"]
        if payload.get("type") != event["type"] or payload.get("by") != event["actor"]:
            raise Broken("type or actor are not those of the payload")
        if sha256(previous, canonical(log_id, event)) != found:
            raise Broken("the hash does not cover what stands there")
        leaf = sha256(b"\x00", u64be(event["position"]), found)
        checkpoint = self.manifest["checkpoint"]
        path, root = [unhex(one) for one in proof["path"]], unhex(checkpoint["root"])
        if not is_included(leaf, event["position"] - 1, checkpoint["size"], path, root):
            raise Broken("the proof does not lead to the root")

    def ends(self):
        left = dict(self.streams)
        for end in self.lines("streams.jsonl"):
            self.counts["streams"] += 1
            says = end["events"], end["complete"], end["lastSequence"], unhex(end["lastHash"])
            name = end["streamType"], end["streamId"]
            if left.pop(name, None) != says:
                raise Broken(f"{name} is not as it is said to be")
        if left:
            raise Broken(f"{next(iter(left))} is not listed")

    def bytes(self):
        missing = set(self.manifest["missingFiles"])
        if missing - self.files:
            raise Broken("a missing file is named by no event")
        for name in sorted(self.files - missing):
            with open(self.folder / "files" / name, "rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != name:
                    raise Broken(f"file {name} has other bytes than its name says")
            self.counts["files"] += 1

    def count(self):
        if self.counts != self.manifest["counts"]:
            raise Broken(f"there are {self.counts}")


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        key = unhex(arguments[1]) if len(arguments) == 2 else None
        bundle = Bundle(pathlib.Path(arguments[0]), key)
    except (Broken, OSError, ValueError, KeyError, TypeError) as problem:
        print(f"could not check: {problem}", file=sys.stderr)
        return 2
    problems = bundle.check()
    for problem in problems:
        print(f"broken: {problem}")
    if problems:
        return 1
    counts = bundle.counts
    print(f"intact: {counts['events']} events in {counts['streams']} streams")
    print("key:", "as given" if key else f"as the bundle says, {bundle.key.hex()}: compare it")
    print("not proven: that nothing was left out")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
