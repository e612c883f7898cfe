"""The bytes of docs/evidence.md: canonical JSON, the chain, the tree."""

import hashlib
import json


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u64be(number):
    return number.to_bytes(8, "big")


def jcs(value):
    """RFC 8785, for texts, integers, truth values and null."""

    def in_order(value):
        if isinstance(value, dict):
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            return {key: in_order(value[key]) for key in keys}
        if isinstance(value, list):
            return [in_order(one) for one in value]
        return value

    return json.dumps(in_order(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def digest_form(value):
    if isinstance(value, list):
        return [digest_form(one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"text", "salt"}:
        text, salt = value["text"].encode("utf-8"), bytes.fromhex(value["salt"])
        return {"digest": sha256(u64be(len(salt)), salt, u64be(len(text)), text).hex()}
    return {key: digest_form(one) for key, one in value.items()}


def genesis(log_id, event):
    return sha256(jcs({"logId": log_id, "type": event["aggregate_type"], "id": event["aggregate_id"]}))


def event_hash(log_id, previous, event, time):
    return sha256(previous, jcs({
        "logId": log_id, "eventId": event["event_id"], "topic": event["topic"],
        "type": event["aggregate_type"], "id": event["aggregate_id"], "sequence": event["sequence"],
        "eventType": event["event_type"], "version": event["event_version"], "time": time,
        "metadata": event["metadata"], "payload": digest_form(event["payload"]),
    }))


class Tree:
    """RFC 6962 over leaves that come one by one: whole subtrees from left to right."""

    def __init__(self):
        self.size = 0
        self.peaks = []

    def add(self, position, hash_):
        node, at = sha256(b"\x00", u64be(position), hash_), self.size
        while at & 1:
            node, at = sha256(b"\x01", self.peaks.pop(), node), at >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        if not self.peaks:
            return sha256(b"")
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = sha256(b"\x01", peak, root)
        return root
