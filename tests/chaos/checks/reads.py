"""What was read through HTTP: as the tables of its moment, never back, nothing of others."""

import collections

from .delivery import core_view, differs, last_view, message_view
from .run import place
from .story import Story, unread, whole


def answers_are_the_fold(run, found):
    """At the end, every conversation and message as everybody sees it, and nothing to who takes no part;
    during the run, what was acknowledged is there for who asks with its position."""
    rule = "answers_are_the_fold"
    story = whole(run.events)
    said_before = deleted_words(run)
    for get in run.gets:
        name = f"GET {get['path']} of {get['user']}"
        if get["what"] == "after" and get["status"] == 200:
            ids = {item["id"] for item in get["answer"]["items"]}
            if get["wanted"] not in ids:
                found(rule, f"{name}: has not what was sent before")
        if get["what"] == "search" and get["status"] != 200:
            found(rule, f"{name}: {get['status']} at the end")
        elif get["what"] == "search":
            ids = {item["message"]["id"] for item in get["answer"]["items"]}
            if get["takes_part"] != (get["wanted"] in ids):
                found(rule, f"{name}: finds {sorted(ids)} by {get['wanted']}'s own word")
        if not get["final"]:
            continue
        if get["status"] == 404 and get["what"] == "conversation":
            if takes_part(story, get["conversation"], get["user"]):
                found(rule, f"{name}: is hidden from who takes part")
        elif get["status"] != 200:
            found(rule, f"{name}: {get['status']} at the end")
        elif get["what"] == "conversation":
            item = get["answer"]["conversation"]
            if not takes_part(story, get["conversation"], get["user"]):
                found(rule, f"{name}: is shown to who takes no part")
                continue
            wrong(found, name, item, story, get["user"])
        elif get["what"] == "list":
            shown = {item["id"] for item in get["answer"]["items"]}
            mine = {id_ for id_ in story.talks if takes_part(story, id_, get["user"])}
            if shown != mine:
                found(rule, f"{name}: lists {len(shown)} conversations of {len(mine)}")
            for item in get["answer"]["items"]:
                if item["id"] in mine:
                    wrong(found, name, item, story, get["user"])
        elif get["what"] == "messages":
            talk = story.talks[get["conversation"]]
            items = {item["seq"]: item for item in get["answer"]["items"]}
            if sorted(items) != sorted(talk.messages):
                found(rule, f"{name}: {len(items)} messages of {len(talk.messages)}")
            for seq, item in items.items():
                if seq in talk.messages:
                    text = differs(item, message_view(talk, seq))
                    if text:
                        found(rule, f"{name}, message {seq}: {text}")
                if item["body"] and item["body"] in said_before:
                    found(rule, f"{name}, message {seq}: shows what was deleted")


def takes_part(story, conversation, user):
    talk = story.talks[conversation]
    return talk.takes_part(user) and (talk.core["projectId"], user) in story.members


def wrong(found, name, item, story, user):
    talk = story.talks[item["id"]]
    parts = [p for p in talk.parts.values() if p["left_seq"] is None]
    others = [p["read_seq"] for p in parts if p["user_id"] != user]
    me = talk.parts[user]
    view = core_view(talk, with_activity=True)
    view["participants"] = [
        one | {"readSeq": talk.parts[one["userId"]]["read_seq"]} for one in view["participants"]
    ]
    view |= {
        "unread": unread(talk, user), "readSeq": me["read_seq"], "muted": me["muted"],
        "othersReadSeq": max(others, default=0), "allReadSeq": min(others, default=0),
    }
    if me["unread_from"] is not None:
        view["unreadFrom"] = me["unread_from"]
    if last_view(talk):
        view["lastMessage"] = last_view(talk)
    item = item | {"participants": in_order(item["participants"])}
    text = differs(item, view | {"participants": in_order(view["participants"])})
    if text:
        found("answers_are_the_fold", f"{name}, conversation {item['id']}: {text}")


def in_order(participants):
    return sorted(participants, key=lambda one: one["userId"])


def deleted_words(run):
    """Texts that stand in no message any more: each text of a run is unlike every other."""
    all_, story = set(), Story()
    for event in run.events:
        story.tell(event)
        p = event["payload"]
        if event["event_type"] == "MessageSent":
            all_.add(p["body"]["text"])
        elif event["event_type"] == "MessageEdited":
            all_.add(p["message"]["body"]["text"])
    for talk in story.talks.values():
        for message, gone in talk.messages.values():
            if gone is None:
                all_.discard(message["body"]["text"])
    return all_


def reads_never_go_back(run, found):
    """What one client saw of a conversation does not become less, whichever process answers."""
    rule = "reads_never_go_back"
    seen, position = collections.Counter(), collections.Counter()
    for get in sorted(run.gets, key=lambda get: get["begin"]):
        if get["status"] != 200 or "client" not in get:
            continue
        client, answer = get["client"], get["answer"]
        items = answer.get("items", []) if get["what"] == "list" else []
        for item in items + ([answer["conversation"]] if "conversation" in answer else []):
            key = client, item["id"]
            if item["lastSeq"] < seen[key]:
                found(rule, f"client {client}: {item['id']} ended at {seen[key]}, now {item['lastSeq']}")
            seen[key] = max(seen[key], item["lastSeq"])
        if "position" in answer:
            at = place(answer["position"])
            # Answers to requests that overlap may come from either side.
            if at < position[client] and not get["overlaps"]:
                found(rule, f"client {client}: the tables were at {position[client]}, now at {at}")
            position[client] = max(position[client], at)
