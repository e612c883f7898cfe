"""The log told event by event: what is there after each one. Written from the meaning of the events."""

import collections

from .run import said


class Talk:
    """A conversation as it is."""

    def __init__(self, id_):
        self.id = id_
        self.core = None
        self.last_seq = 0
        self.active_at = None
        self.subject_by = None
        # By seq: [the message as its last event left it, who deleted it or none].
        self.messages = {}
        self.by_id = {}
        # By user: row of their part, also of those who left.
        self.parts = {}
        self.standing = []

    def newest(self):
        """The newest message that is not deleted, by seq."""
        for seq in reversed(self.standing):
            if self.messages[seq][1] is None:
                return self.messages[seq][0]
        return None

    def takes_part(self, user):
        return user in self.parts and self.parts[user]["left_seq"] is None


class Story:
    """Everything after the events told so far. Illegal steps are noted and taken all the same."""

    def __init__(self):
        self.users, self.projects, self.members = {}, {}, {}
        self.talks = {}
        self.receipts, self.reports = [], {}
        self.illegal = []
        self.position = 0

    def tell(self, event):
        self.position = event["position"]
        kind = event["aggregate_type"]
        step = {
            "User": self.person,
            "Project": self.project,
            "Conversation": self.talk,
            "ReadMarker": self.marker,
            "Report": self.report,
            "Access": lambda event: None,
        }[kind]
        step(event)

    def wrong(self, event, what):
        self.illegal.append(f"position {event['position']}, {event['event_type']}: {what}")

    def person(self, event):
        p, id_ = event["payload"], event["aggregate_id"]
        name = event["event_type"]
        if name == "UserRegistered":
            if id_ in self.users:
                self.wrong(event, "is registered already")
            self.users[id_] = {
                "id": id_, "role": p["role"], "name": (p.get("name") or {}).get("text"),
                "email": (p.get("email") or {}).get("text"), "registered_at": p["at"],
                "disabled": False, "erased": False,
            }
            return
        row = self.users[id_]
        if name == "ProfileChanged":
            row["name"] = p["name"].get("text")
        elif name == "RoleChanged":
            row["role"] = p["role"]
        elif name in ("UserDisabled", "UserEnabled"):
            row["disabled"] = name == "UserDisabled"
        elif name == "UserErased":
            row.update(erased=True, name=None, email=None)
        else:
            raise ValueError(name)

    def project(self, event):
        p, id_, name = event["payload"], event["aggregate_id"], event["event_type"]
        if name == "ProjectCreated":
            self.projects[id_] = {"id": id_, "name": p["name"], "created_at": p["at"]}
        elif name == "ProjectRenamed":
            self.projects[id_]["name"] = p["name"]
        elif name == "MemberAdded":
            key = (id_, p["userId"])
            self.members[key] = {"project_id": id_, "user_id": p["userId"], "since": p["at"]}
        elif name == "MemberRemoved":
            self.members.pop((id_, p["userId"]))
        else:
            raise ValueError(name)

    def joined(self):
        """By conversation and reader: where they last came in, which counts as read."""
        joined = collections.defaultdict(int)
        for talk in self.talks.values():
            for user, row in talk.parts.items():
                joined[f"{talk.id}:{user}"] = row["joined_seq"]
        return joined

    def is_admin(self, user):
        return self.users.get(user, {}).get("role") == "admin"

    def may_write(self, event, talk):
        """Who takes part and is in the project, and every admin; but nobody writes to what is closed."""
        by, name = event["payload"]["by"], event["event_type"]
        if self.is_admin(by):
            return
        if not talk.takes_part(by):
            self.wrong(event, f"{by} takes no part")
        if (talk.core["projectId"], by) not in self.members:
            self.wrong(event, f"{by} is not in the project")
        closed = talk.core["status"] != "active"
        if closed and name in ("MessageSent", "MessageEdited", "MessageDeleted", "MessageRestored"):
            self.wrong(event, "the conversation is not open")

    def talk(self, event):
        p, name, seq = event["payload"], event["event_type"], event["sequence"]
        talk = self.talks.setdefault(event["aggregate_id"], Talk(event["aggregate_id"]))
        talk.last_seq = seq
        by, at = p["by"], p["at"]
        if name == "ConversationStarted":
            if talk.core is not None:
                self.wrong(event, "it was started before")
            talk.core, talk.active_at, talk.subject_by = p["core"], at, by
            for one in p["core"]["participants"]:
                talk.parts[one["userId"]] = part(talk.id, one["userId"], seq, at, False)
            return
        if talk.core is None:
            self.wrong(event, "it was not started")
            return
        # Who was put out of the project is put out of the conversation in the name of who did it.
        if name != "ParticipantRemoved":
            self.may_write(event, talk)
        if "core" in p:
            if p["core"]["version"] != talk.core["version"] + 1 or p["core"]["lastSeq"] != seq:
                self.wrong(event, "the core does not go on from the one before")
            talk.core = p["core"]
        if name == "ParticipantAdded":
            if talk.takes_part(p["userId"]):
                self.wrong(event, "they take part already")
            muted = talk.parts.get(p["userId"], {}).get("muted", False)
            talk.parts[p["userId"]] = part(talk.id, p["userId"], seq, at, muted)
        elif name == "ParticipantRemoved":
            if not talk.takes_part(p["userId"]):
                self.wrong(event, "they take no part")
            talk.parts[p["userId"]].update(left_seq=seq, left_at=at)
        elif name == "SubjectChanged":
            talk.subject_by = by
        elif name == "StatusChanged":
            talk.active_at = at
            if not self.is_admin(by):
                self.wrong(event, "only admins change the status")
        elif name == "MessageSent":
            if p["id"] in talk.by_id:
                self.wrong(event, "the message id is taken")
            talk.active_at = at
            message = {
                "id": p["id"], "seq": seq, "version": 1, "authorId": by, "body": p["body"],
                "files": p.get("files", []), "replyTo": p.get("replyTo"), "sentAt": at,
            }
            talk.messages[seq] = [message, None]
            talk.by_id[p["id"]] = seq
            talk.standing.append(seq)
        elif name in ("MessageEdited", "MessageRestored", "FileStateChanged"):
            self.changed(event, talk)
        elif name == "MessageDeleted":
            self.deleted(event, talk)
        else:
            raise ValueError(name)

    def changed(self, event, talk):
        p, name, message = event["payload"], event["event_type"], event["payload"]["message"]
        before, deletion = talk.messages.get(message["seq"], (None, None))
        if before is None or before["id"] != message["id"]:
            self.wrong(event, "there is no such message")
            return
        if name == "MessageEdited":
            if before["authorId"] != p["by"]:
                self.wrong(event, "only the author edits")
            if deletion is not None:
                self.wrong(event, "a deleted message is edited")
            if message["version"] != before["version"] + 1:
                self.wrong(event, "the version does not go on from the one before")
        if name == "MessageRestored" and deletion is None:
            self.wrong(event, "it is not deleted")
        talk.messages[message["seq"]] = [message, None]

    def deleted(self, event, talk):
        p = event["payload"]
        found = talk.messages.get(p["seq"])
        if found is None or found[0]["id"] != p["id"]:
            self.wrong(event, "there is no such message")
            return
        if found[1] is not None:
            self.wrong(event, "it is deleted already")
        if found[0]["authorId"] != p["by"] and not self.is_admin(p["by"]):
            self.wrong(event, "only author and admin delete")
        found[1] = {"by": p["by"], "at": p["at"]}

    def marker(self, event):
        p, name = event["payload"], event["event_type"]
        id_, user = event["aggregate_id"].split(":")
        talk = self.talks[id_]
        row = talk.parts.get(user)
        if row is None:
            self.wrong(event, "they never took part")
            return
        if name == "ConversationRead":
            read, unread_from = p["upTo"], None
            if read > talk.last_seq or read <= p["after"]:
                self.wrong(event, f"read from {p['after']} to {read} of {talk.last_seq}")
            self.receipts.append({
                "conversation_id": id_, "user_id": user, "after_seq": p["after"],
                "up_to_seq": read, "read_at": p["at"],
            })
        else:
            read, unread_from = p["mine"]["readSeq"], p["mine"].get("unreadFrom")
            row["muted"] = p["mine"]["muted"]
        if row["left_seq"] is None:
            if read < row["read_seq"]:
                self.wrong(event, "what was read is unread again")
            row["read_seq"] = max(read, row["joined_seq"])
            keeps = unread_from is not None and unread_from >= row["joined_seq"]
            row["unread_from"] = unread_from if keeps else None

    def report(self, event):
        p, id_, name = event["payload"], event["aggregate_id"], event["event_type"]
        if name == "MessageReported":
            if p["by"] == p["message"]["authorId"]:
                self.wrong(event, "one's own message")
            if id_ in self.reports:
                self.wrong(event, "it is reported already")
            self.reports[id_] = {
                "id": id_, "conversation_id": p["conversationId"], "seq": p["message"]["seq"],
                "author_id": p["message"]["authorId"], "reporter_id": p["by"], "reason": p["reason"],
                "note": said(p["note"]) if "note" in p else None, "status": "open", "version": 1,
                "snapshot": p["message"], "assigned_to": None, "outcome": None, "notes": [],
                "created_at": p["at"], "closed_at": None,
            }
            return
        row = self.reports[id_]
        row["version"] = event["sequence"]
        if name == "ReportAssigned":
            row.update(status="reviewing", assigned_to=p["assignedTo"])
        elif name == "ReportNoted":
            row["notes"].append({"by": p["by"], "at": p["at"], "text": said(p["text"])})
        elif name == "ReportResolved":
            row.update(status="resolved", outcome=p["outcome"], closed_at=p["at"])
        elif name == "ReportDismissed":
            row.update(status="dismissed", closed_at=p["at"])
        else:
            raise ValueError(name)


def part(conversation, user, seq, at, muted):
    return {
        "conversation_id": conversation, "user_id": user, "joined_seq": seq, "joined_at": at,
        "left_seq": None, "left_at": None, "read_seq": seq, "unread_from": None, "muted": muted,
    }


def unread_above(row):
    return row["read_seq"] if row["unread_from"] is None else row["unread_from"] - 1


def unread(talk, user):
    """Messages of others, not deleted, above the marker: counted one by one."""
    above = unread_above(talk.parts[user])
    return sum(
        1
        for seq, (message, deletion) in talk.messages.items()
        if seq > above and deletion is None and message["authorId"] != user
    )


def whole(events):
    """The story to its end."""
    story = Story()
    for event in events:
        story.tell(event)
    return story


def memberships(events):
    """By conversation and user: when they came in and went out, as [[position in, position out or none]]."""
    spans = collections.defaultdict(list)
    for event in events:
        if event["aggregate_type"] != "Conversation":
            continue
        id_, p, at = event["aggregate_id"], event["payload"], event["position"]
        if event["event_type"] == "ConversationStarted":
            for one in p["core"]["participants"]:
                spans[id_, one["userId"]].append([at, None])
        elif event["event_type"] == "ParticipantAdded":
            spans[id_, p["userId"]].append([at, None])
        elif event["event_type"] == "ParticipantRemoved" and spans[id_, p["userId"]]:
            spans[id_, p["userId"]][-1][1] = at
    return spans
