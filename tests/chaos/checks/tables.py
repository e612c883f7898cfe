"""The read tables, all columns, against the fold of the log."""

import json
import re

from .run import TABLES, millis, said
from .story import unread, unread_above, whole

TIMES = {
    "registered_at", "created_at", "since", "last_activity_at", "sent_at", "edited_at", "deleted_at",
    "joined_at", "left_at", "read_at", "closed_at", "at",
}


def expected(story):
    """Rows by table."""
    rows = {
        "users": list(story.users.values()),
        "projects": list(story.projects.values()),
        "project_members": list(story.members.values()),
        "message_read_receipts": story.receipts,
        "message_reports": [report_row(report) for report in story.reports.values()],
        "conversations": [], "messages": [], "message_files": [], "conversation_participants": [],
    }
    for talk in story.talks.values():
        standing = [seq for seq, (_, gone) in talk.messages.items() if gone is None]
        is_open = lambda report: report["conversation_id"] == talk.id and report["closed_at"] is None
        rows["conversations"].append({
            "id": talk.id, "project_id": talk.core["projectId"], "subject": said(talk.core["subject"]),
            "subject_by": talk.subject_by, "status": talk.core["status"],
            "version": talk.core["version"], "created_by": talk.core["createdBy"],
            "created_at": talk.core["createdAt"], "last_seq": talk.last_seq,
            "last_activity_at": talk.active_at, "messages_sent": len(talk.messages),
            "messages_deleted": len(talk.messages) - len(standing),
            "reports_open": sum(map(is_open, story.reports.values())),
            "last_message_seq": max(standing, default=None),
        })
        for ordinal, (seq, (message, gone)) in enumerate(sorted(talk.messages.items()), 1):
            body = said(message["body"]) if gone is None else ""
            rows["messages"].append({
                "conversation_id": talk.id, "seq": seq, "id": message["id"], "ordinal": ordinal,
                "version": message["version"], "author_id": message["authorId"],
                "body": body, "words": spaced(body),
                "reply_to_seq": (message.get("replyTo") or {}).get("seq"),
                "sent_at": message["sentAt"], "edited_at": message.get("editedAt"),
                "deleted_at": gone and gone["at"], "deleted_by": gone and gone["by"], "erased": False,
            })
            for n, file in enumerate(message.get("files") or []):
                rows["message_files"].append({
                    "id": file["id"], "conversation_id": talk.id, "seq": seq, "place": n,
                    "name": said(file["name"]), "size": file["size"],
                    "content_type": file["contentType"], "sha256": file["sha256"],
                    "width": file.get("width"), "height": file.get("height"),
                    "has_preview": file.get("hasPreview", False), "state": file["state"],
                })
        for user, part in talk.parts.items():
            above = unread_above(part)
            own = [s for s, (m, _) in talk.messages.items() if s > above and m["authorId"] == user]
            read = [s for s in talk.messages if s <= above]
            others = [s for s, (m, _) in talk.messages.items() if s > above and m["authorId"] != user]
            rows["conversation_participants"].append(part | {
                "read_ordinal": len(read), "own_after": len(own),
                "has_unread": part["left_seq"] is None and bool(others),
            })
    return rows


def spaced(body):
    """The words of a text that is plain: what the load says is."""
    if not body.isascii():
        raise ValueError("the check splits plain texts alone")
    words = [word[:40] for word in re.findall("[a-z0-9]+", body.lower())]
    return " " + " ".join(words) + " " if words else ""


def report_row(report):
    message = report["snapshot"]
    shown = {
        "id": message["id"], "conversationId": report["conversation_id"], "seq": message["seq"],
        "version": message["version"], "authorId": message["authorId"], "body": said(message["body"]),
        "files": [], "sentAt": message["sentAt"], "editedAt": message.get("editedAt"),
    }
    for file in message.get("files") or []:
        url = f"/api/messaging/files/{file['id']}"
        one = {
            "id": file["id"], "name": said(file["name"]), "size": file["size"],
            "contentType": file["contentType"], "sha256": file["sha256"], "width": file.get("width"),
            "height": file.get("height"), "state": file["state"], "url": url,
            "previewUrl": url + "/preview" if file.get("hasPreview") else None,
        }
        shown["files"].append({key: value for key, value in one.items() if value is not None})
    if message.get("replyTo"):
        shown["replyTo"] = message["replyTo"] | {"preview": "", "deleted": False}
    return report | {"snapshot": {key: value for key, value in shown.items() if value is not None}}


def line(row):
    row = {key: millis(value) if key in TIMES else value for key, value in row.items()}
    if "notes" in row:
        row["notes"] = [note | {"at": millis(note["at"])} for note in row["notes"]]
    return json.dumps(row, sort_keys=True)


def tables_are_the_fold(run, found):
    """Both ways: nothing too much, nothing missing. An unknown column is told: it has to be checked too."""
    rule = "tables_are_the_fold"
    wanted = expected(whole(run.events))
    for name in TABLES:
        known = set().union(*wanted[name]) if wanted[name] else None
        rows = run.tables[name]
        strange = set().union(*rows) - known if rows and known else set()
        if strange:
            found(rule, f"{name}: {sorted(strange)} are columns that the check does not know")
        has = {line({key: row.get(key) for key in row if key not in strange}) for row in rows}
        wants = {line(row) for row in wanted[name]}
        for row in sorted(has - wants)[:3]:
            found(rule, f"{name}: too much: {row}")
        for row in sorted(wants - has)[:3]:
            found(rule, f"{name}: missing: {row}")
        if len(rows) != len(has):
            found(rule, f"{name}: {len(rows) - len(has)} rows are there twice")


def rows_agree_with_each_other(run, found):
    """Counts and last messages by the rows alone, and what is unread by a recount of the log."""
    rule = "rows_agree_with_each_other"
    if run.checkpoint["position"] != run.head:
        found(rule, f"the tables are at {run.checkpoint['position']} of {run.head}")
    story = whole(run.events)
    messages = {}
    for row in run.tables["messages"]:
        messages.setdefault(row["conversation_id"], []).append(row)
    talks = {row["id"]: row for row in run.tables["conversations"]}
    for id_, row in talks.items():
        own = messages.get(id_, [])
        standing = [m["seq"] for m in own if m["deleted_at"] is None]
        if row["messages_sent"] != len(own) or row["last_message_seq"] != max(standing, default=None):
            found(rule, f"conversation {id_} counts {row['messages_sent']} of {len(own)} messages")
        if any(m["body"] for m in own if m["deleted_at"] is not None):
            found(rule, f"conversation {id_} shows what was deleted")
    for part in run.tables["conversation_participants"]:
        id_, user = part["conversation_id"], part["user_id"]
        above = part["read_seq"] if part["unread_from"] is None else part["unread_from"] - 1
        gone = [
            m for m in messages.get(id_, [])
            if m["deleted_at"] is not None and m["author_id"] != user and m["seq"] > above
        ]
        count = talks[id_]["messages_sent"] - part["read_ordinal"] - part["own_after"] - len(gone)
        if count != unread(story.talks[id_], user):
            found(rule, f"{count} is unread to {user} in {id_}, not {unread(story.talks[id_], user)}")
        if part["read_seq"] > talks[id_]["last_seq"]:
            found(rule, f"{user} has read beyond the end of {id_}")
