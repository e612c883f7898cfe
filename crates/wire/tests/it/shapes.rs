//! Shapes, with what is left out where there is nothing to say.

use domain::{
    Body, ConversationId, Deletion, FileId, FileName, FileState, LogId, MessageFact, MessageId,
    Participant, Private, ProjectId, ReplyTo, Role, Salt, Status, Subject, Timestamp, UserId,
};
use serde_json::{Value, json};
use uuid::Uuid;
use wire::{Conversation, ConversationCore, LastMessage, LogPosition, Message, Person};

const AT: &str = "2026-01-31T09:30:00.000Z";

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x018f_3c1e_7b1a_7000_8000_0000_0000_0000 + number)
}

fn at() -> Timestamp {
    AT.parse().unwrap()
}

fn json_of(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn body(text: &str) -> Private<Body> {
    Private::new(Body::parse(text).unwrap(), Salt([1; 16]))
}

fn message(body: Private<Body>) -> MessageFact {
    MessageFact {
        message: domain::Message {
            id: MessageId::new(id(2)),
            seq: 7,
            version: 1,
            author_id: UserId::new(id(3)),
            body,
            files: vec![],
            reply_to: None,
            sent_at: at(),
            edited_at: None,
        },
        deletion: None,
    }
}

fn shown(fact: &MessageFact, original: Option<&MessageFact>) -> Value {
    json_of(&Message::of(ConversationId::new(id(1)), fact, original))
}

fn reply() -> MessageFact {
    let mut reply = message(body("yes"));
    reply.message.reply_to = Some(original());
    reply
}

fn file() -> domain::File {
    domain::File {
        id: FileId::new(id(8)),
        name: Private::new(FileName::parse("logo.png").unwrap(), Salt([1; 16])),
        size: 20_480,
        content_type: "image/png".to_owned(),
        sha256: "5f".repeat(32),
        width: Some(640),
        height: Some(480),
        has_preview: true,
        state: FileState::Ready,
    }
}

const fn original() -> ReplyTo {
    ReplyTo {
        id: MessageId::new(Uuid::from_u128(5)),
        seq: 4,
        author_id: UserId::new(Uuid::from_u128(6)),
    }
}

#[test]
fn a_message_shows_what_is_there_and_leaves_out_what_is_not() {
    let expected = json!({
        "id": id(2),
        "conversationId": id(1),
        "seq": 7,
        "version": 1,
        "authorId": id(3),
        "body": "hello",
        "files": [],
        "sentAt": AT,
    });
    assert_eq!(shown(&message(body("hello")), None), expected);
}

#[test]
fn a_file_says_where_its_bytes_and_its_picture_are() {
    let mut with_file = message(body("hello"));
    with_file.message.files = vec![file()];
    let url = format!("/api/messaging/files/{}", id(8));
    let expected = json!([{
        "id": id(8),
        "name": "logo.png",
        "size": 20_480,
        "contentType": "image/png",
        "sha256": "5f".repeat(32),
        "width": 640,
        "height": 480,
        "state": "ready",
        "previewUrl": format!("{url}/preview"),
        "url": url,
    }]);
    assert_eq!(shown(&with_file, None)["files"], expected);
}

#[test]
fn a_deleted_message_shows_who_took_it_away_and_nothing_of_what_it_said() {
    let mut gone = message(body("hello"));
    gone.message.files = vec![file()];
    gone.deletion = Some(Deletion {
        by: UserId::new(id(4)),
        at: at(),
    });
    let shown = shown(&gone, None);
    assert_eq!((&shown["body"], &shown["files"]), (&json!(""), &json!([])));
    assert_eq!(
        (&shown["deletedBy"], &shown["deletedAt"]),
        (&json!(id(4)), &json!(AT))
    );
}

#[test]
fn a_reply_shows_the_beginning_of_what_it_answers() {
    let expected = |preview: &str, deleted| {
        json!({
            "id": Uuid::from_u128(5),
            "seq": 4,
            "authorId": Uuid::from_u128(6),
            "preview": preview,
            "deleted": deleted,
        })
    };
    let mut original = message(body(&"é".repeat(121)));
    let there = shown(&reply(), Some(&original));
    assert_eq!(there["replyTo"], expected(&"é".repeat(120), false));
    let (by, at) = (UserId::new(id(4)), at());
    original.deletion = Some(Deletion { by, at });
    assert_eq!(
        shown(&reply(), Some(&original))["replyTo"],
        expected("", true)
    );
}

#[test]
fn an_erased_message_shows_nothing_and_says_so() {
    let mut erased = message(body("hello").erased());
    erased.message.files = vec![file()];
    let shown = shown(&erased, None);
    assert_eq!(
        (&shown["body"], &shown["files"], &shown["erased"]),
        (&json!(""), &json!([]), &json!(true))
    );
}

fn core() -> domain::ConversationCore {
    domain::ConversationCore {
        id: ConversationId::new(id(1)),
        project_id: ProjectId::new(id(4)),
        subject: Private::new(Subject::parse("The new logo").unwrap(), Salt([1; 16])),
        status: Status::Active,
        version: 2,
        created_by: UserId::new(id(3)),
        created_at: at(),
        last_seq: 7,
        participants: vec![Participant {
            user_id: UserId::new(id(3)),
            joined_seq: 1,
            joined_at: at(),
        }],
    }
}

#[test]
fn a_core_shows_its_subject_without_the_salt() {
    let expected = json!({
        "id": id(1),
        "projectId": id(4),
        "subject": "The new logo",
        "status": "active",
        "version": 2,
        "createdBy": id(3),
        "createdAt": AT,
        "lastSeq": 7,
        "participants": [{"userId": id(3), "joinedSeq": 1, "joinedAt": AT}],
    });
    assert_eq!(json_of(&ConversationCore::from(&core())), expected);
}

#[test]
fn an_erased_subject_is_empty() {
    let mut core = core();
    core.subject = core.subject.erased();
    assert_eq!(ConversationCore::from(&core).subject, "");
}

fn conversation(last_message: Option<LastMessage>, unread_from: Option<u64>) -> Conversation {
    Conversation {
        id: ConversationId::new(id(1)),
        project_id: ProjectId::new(id(4)),
        subject: "The new logo".to_owned(),
        status: Status::Closed,
        version: 2,
        created_by: UserId::new(id(3)),
        created_at: at(),
        last_seq: 7,
        last_activity_at: at(),
        last_message,
        participants: vec![],
        unread: 1,
        unread_from,
        read_seq: 6,
        others_read_seq: 7,
        all_read_seq: 3,
        muted: false,
    }
}

#[test]
fn what_a_conversation_has_not_is_left_out() {
    let expected = json!({
        "id": id(1),
        "projectId": id(4),
        "subject": "The new logo",
        "status": "closed",
        "version": 2,
        "createdBy": id(3),
        "createdAt": AT,
        "lastSeq": 7,
        "lastActivityAt": AT,
        "participants": [],
        "unread": 1,
        "readSeq": 6,
        "othersReadSeq": 7,
        "allReadSeq": 3,
        "muted": false,
    });
    assert_eq!(json_of(&conversation(None, None)), expected);
}

#[test]
fn what_a_conversation_has_is_there() {
    let last = LastMessage {
        id: MessageId::new(id(2)),
        seq: 7,
        author_id: UserId::new(id(3)),
        preview: "hello".to_owned(),
        sent_at: at(),
    };
    let shown = json_of(&conversation(Some(last), Some(5)));
    let last = json!({
        "id": id(2),
        "seq": 7,
        "authorId": id(3),
        "preview": "hello",
        "sentAt": AT,
    });
    assert_eq!(
        (&shown["lastMessage"], &shown["unreadFrom"]),
        (&last, &json!(5))
    );
}

#[test]
fn nobody_knows_is_not_the_same_as_nobody_asked() {
    for (online, expected) in [
        (None, json!({"id": id(3), "name": null, "role": "team"})),
        (
            Some(None),
            json!({"id": id(3), "name": null, "role": "team", "online": null}),
        ),
        (
            Some(Some(true)),
            json!({"id": id(3), "name": null, "role": "team", "online": true}),
        ),
    ] {
        let person = Person {
            id: UserId::new(id(3)),
            name: None,
            role: Role::Team,
            online,
        };
        assert_eq!(json_of(&person), expected);
    }
}

#[test]
fn positions_differ_by_log_incarnation_and_place() {
    let position = |log_id, incarnation, position| {
        let log = LogId {
            log_id: id(log_id),
            incarnation,
        };
        LogPosition::new(log, position)
    };
    let all = [
        position(1, 1, 1),
        position(2, 1, 1),
        position(1, 2, 1),
        position(1, 1, 0),
        position(1, 1, u64::MAX),
    ];
    for one in all {
        assert_eq!(one.to_string().parse(), Ok(one));
        let same = all
            .iter()
            .filter(|other| other.to_string() == one.to_string());
        assert_eq!(same.count(), 1);
    }
}

/// Clients keep cursors for a long time: the text of one may never change.
///
/// ```python
/// import base64, hashlib, struct
/// log = bytes.fromhex('018f3c1e7b1a70008000000000000001')
/// b = bytes([1]) + log + struct.pack('>IQ', 2, 1234567)
/// print(base64.urlsafe_b64encode(b + hashlib.sha256(b).digest()[:4]).decode().rstrip('='))
/// ```
#[test]
fn the_text_of_a_position_stays_as_it_is() {
    let log = LogId {
        log_id: id(1),
        incarnation: 2,
    };
    let text = LogPosition::new(log, 1_234_567).to_string();
    assert_eq!(text, "AQGPPB57GnAAgAAAAAAAAAEAAAACAAAAAAAS1odj37pV");
}
