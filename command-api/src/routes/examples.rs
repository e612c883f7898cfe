//! Answers to show in the description.

use serde_json::{Value, json};

const CONVERSATION: &str = "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01";
const PROJECT: &str = "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02";
const CLARA: &str = "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03";
const MESSAGE: &str = "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04";
const FILE: &str = "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05";
const REPORT: &str = "9b2f6c1e-0d7a-5c3b-8e4f-2a1b3c4d5e06";
const TIMO: &str = "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07";
const AT: &str = "2026-01-31T09:30:00.000Z";
const POSITION: &str = "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u";

pub(super) fn done() -> Value {
    json!({"position": POSITION})
}

pub(super) fn conversation() -> Value {
    json!({
        "conversation": {
            "id": CONVERSATION, "projectId": PROJECT, "subject": "The new logo", "status": "active",
            "version": 1, "createdBy": CLARA, "createdAt": AT, "lastSeq": 1,
            "participants": [
                {"userId": CLARA, "joinedSeq": 1, "joinedAt": AT},
                {"userId": TIMO, "joinedSeq": 1, "joinedAt": AT},
            ],
        },
        "position": POSITION,
    })
}

pub(super) fn start() -> Value {
    json!({"projectId": PROJECT, "subject": "The new logo", "participantIds": [TIMO]})
}

pub(super) fn person_named() -> Value {
    json!({"userId": TIMO})
}

pub(super) fn mine() -> Value {
    json!({"readSeq": 12, "unread": 3, "unreadFrom": 10, "muted": false, "position": POSITION})
}

pub(super) fn read() -> Value {
    json!({"readSeq": 12, "position": POSITION})
}

pub(super) fn send() -> Value {
    json!({"messageId": MESSAGE, "body": "Here is the draft", "fileIds": [FILE]})
}

pub(super) fn message() -> Value {
    json!({"message": a_message(), "position": POSITION})
}

fn a_message() -> Value {
    json!({
        "id": MESSAGE, "conversationId": CONVERSATION, "seq": 2, "version": 1, "authorId": CLARA,
        "body": "Here is the draft", "files": [a_file()], "sentAt": AT,
    })
}

pub(super) fn deleted() -> Value {
    json!({
        "message": {
            "id": MESSAGE, "conversationId": CONVERSATION, "seq": 2, "version": 1, "authorId": CLARA,
            "body": "", "files": [], "sentAt": AT, "deletedAt": AT, "deletedBy": CLARA,
        },
        "position": POSITION,
    })
}

fn a_file() -> Value {
    let url = format!("/api/messaging/files/{FILE}");
    json!({
        "id": FILE, "name": "logo.png", "size": 20_480, "contentType": "image/png",
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "width": 640, "height": 480, "state": "ready",
        "url": url, "previewUrl": format!("{url}/preview"),
    })
}

pub(super) fn files() -> Value {
    json!({"items": [a_file()]})
}

pub(super) fn link() -> Value {
    let url = format!("/api/messaging/files/{FILE}");
    json!({
        "url": format!("{url}?link=AAABnBXbSgA"),
        "previewUrl": format!("{url}/preview?link=AAABnBXbSgB"),
        "expiresAt": "2026-01-31T09:31:00.000Z",
    })
}

pub(super) fn reported() -> Value {
    json!({"reportId": REPORT, "position": POSITION})
}

pub(super) fn report() -> Value {
    json!({
        "report": {
            "id": REPORT, "conversationId": CONVERSATION, "messageId": MESSAGE, "reporterId": TIMO,
            "reason": "other", "note": "Not for us", "status": "resolved", "version": 3,
            "snapshot": a_message(), "assignedTo": CLARA, "outcome": "message-removed",
            "notes": [], "createdAt": AT, "closedAt": AT,
        },
        "position": POSITION,
    })
}

pub(super) fn revealed() -> Value {
    json!({"text": "Here is the draft", "salt": "00112233445566778899aabbccddeeff", "position": POSITION})
}

pub(super) fn project_named() -> Value {
    json!({"projectId": PROJECT})
}

pub(super) fn export() -> Value {
    json!({"exportId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c08", "position": POSITION})
}

pub(super) fn project() -> Value {
    json!({"project": {"id": PROJECT, "name": "Website"}, "position": POSITION})
}

pub(super) fn person() -> Value {
    json!({
        "person": {
            "id": CLARA, "name": "Clara", "role": "client", "subject": "clara",
            "email": "clara@example.com", "disabled": false, "erased": false,
        },
        "position": POSITION,
    })
}

pub(super) fn session() -> Value {
    json!({
        "person": {"id": CLARA, "name": "Clara", "role": "client"},
        "expiresAt": "2026-01-31T21:30:00.000Z", "limits": {"bodyChars": 10_000}, "fileTypes": ["png", "pdf"],
    })
}

pub(super) fn choice() -> Value {
    json!({"person": CLARA})
}
