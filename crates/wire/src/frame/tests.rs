use domain::{Body, EventId, MessageId, Metadata, Private, ReplyTo, SALT_BYTES, Salt, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

fn log() -> LogId {
    LogId {
        log_id: Uuid::from_u128(7),
        incarnation: 1,
    }
}

fn user(number: u128) -> UserId {
    UserId::new(Uuid::from_u128(number))
}

fn conversation() -> ConversationId {
    ConversationId::new(Uuid::from_u128(9))
}

fn recorded(stream: StreamId, event: Event) -> RecordedEvent {
    RecordedEvent {
        position: 41,
        event_id: EventId::new(Uuid::from_u128(1)),
        stream,
        sequence: 5,
        event,
        metadata: Metadata::new(),
        hash: [0; 32],
    }
}

fn json_of(frame: &Frame) -> Value {
    serde_json::from_str(&frame.data).unwrap()
}

fn cursor() -> String {
    LogPosition::new(log(), 41).to_string()
}

#[test]
fn a_sent_message_is_one_frame_with_its_place_and_the_originals_preview() {
    let event = recorded(
        StreamId::Conversation(conversation()),
        Event::Conversation(ConversationEvent::MessageSent {
            id: MessageId::new(Uuid::from_u128(3)),
            by: user(1),
            at: Timestamp::from_millis(0),
            body: Private::new(Body::parse("hello").unwrap(), Salt([0; SALT_BYTES])),
            files: vec![],
            reply_to: Some(ReplyTo {
                id: MessageId::new(Uuid::from_u128(2)),
                seq: 4,
                author_id: user(2),
            }),
        }),
    );
    let said = ConversationEvent::MessageSent {
        id: MessageId::new(Uuid::from_u128(2)),
        by: user(2),
        at: Timestamp::from_millis(0),
        body: Private::new(Body::parse("what was said").unwrap(), Salt([0; SALT_BYTES])),
        files: vec![],
        reply_to: None,
    };
    let facts = Facts {
        original: domain::MessageFact::fold([(4, &said)]),
        ..Facts::default()
    };
    let frames = frames(log(), &event, &facts).unwrap();
    let [frame] = frames.as_slice() else {
        panic!("one frame, not {frames:?}")
    };
    assert_eq!(
        frame.audience,
        Audience::Of(conversation(), Among::Everybody)
    );
    assert_eq!(
        json_of(frame),
        json!({
            "cursor": cursor(), "position": cursor(), "conversationId": conversation(), "seq": 5,
            "message": {
                "id": Uuid::from_u128(3), "conversationId": conversation(), "seq": 5, "version": 1,
                "authorId": user(1), "body": "hello", "files": [],
                "replyTo": {
                    "id": Uuid::from_u128(2), "seq": 4, "authorId": user(2),
                    "preview": "what was said", "deleted": false
                },
                "sentAt": "1970-01-01T00:00:00.000Z"
            }
        })
    );
}

#[test]
fn a_read_tells_the_count_to_the_reader_alone_and_has_no_seq() {
    let event = recorded(
        StreamId::ReadMarker(conversation(), user(1)),
        Event::ReadMarker(ReadMarkerEvent::ConversationRead {
            by: user(1),
            at: Timestamp::from_millis(0),
            after: 1,
            up_to: 4,
        }),
    );
    let facts = Facts {
        unread: Some(2),
        ..Facts::default()
    };
    let frames = frames(log(), &event, &facts).unwrap();
    let base = json!({
        "cursor": cursor(), "position": cursor(), "conversationId": conversation(),
        "userId": user(1), "readSeq": 4, "readAt": "1970-01-01T00:00:00.000Z"
    });
    let mut own = base.clone();
    own["unread"] = json!(2);
    let told: Vec<_> = frames.iter().map(|f| (f.audience, json_of(f))).collect();
    assert_eq!(
        told,
        [
            (
                Audience::Of(conversation(), Among::EverybodyBut(user(1))),
                base
            ),
            (Audience::Of(conversation(), Among::Only(user(1))), own)
        ]
    );
}

#[test]
fn what_is_mine_is_told_to_me_alone_without_the_conversation() {
    let mine = domain::Mine {
        read_seq: 7,
        unread_from: None,
        muted: true,
    };
    let event = recorded(
        StreamId::ReadMarker(conversation(), user(1)),
        Event::ReadMarker(ReadMarkerEvent::Muted {
            by: user(1),
            at: Timestamp::from_millis(0),
            mine,
        }),
    );
    let facts = Facts {
        unread: Some(0),
        ..Facts::default()
    };
    let frames = frames(log(), &event, &facts).unwrap();
    let told: Vec<_> = frames
        .iter()
        .map(|f| (f.name, f.audience, json_of(f)))
        .collect();
    assert_eq!(
        told,
        [(
            FrameName::ConversationUpdated,
            Audience::Of(conversation(), Among::Only(user(1))),
            json!({
                "cursor": cursor(), "position": cursor(), "conversationId": conversation(),
                "change": "mine", "by": user(1), "at": "1970-01-01T00:00:00.000Z",
                "readSeq": 7, "unread": 0, "unreadFrom": null, "muted": true
            })
        )]
    );
}

#[test]
fn a_deleted_message_is_told_without_its_text_and_with_the_one_that_is_last_now() {
    let event = recorded(
        StreamId::Conversation(conversation()),
        Event::Conversation(ConversationEvent::MessageDeleted {
            by: user(2),
            at: Timestamp::from_millis(0),
            id: MessageId::new(Uuid::from_u128(3)),
            seq: 4,
            author_id: user(1),
        }),
    );
    let frames = frames(log(), &event, &Facts::default()).unwrap();
    let [frame] = frames.as_slice() else {
        panic!("one frame, not {frames:?}")
    };
    assert_eq!(
        json_of(frame),
        json!({
            "cursor": cursor(), "position": cursor(), "conversationId": conversation(), "seq": 5,
            "messageId": Uuid::from_u128(3), "messageSeq": 4, "authorId": user(1),
            "deletedBy": user(2), "deletedAt": "1970-01-01T00:00:00.000Z", "lastMessage": null
        })
    );
}

#[test]
fn an_erased_person_has_no_name_and_everybody_is_told() {
    let erasure = UserEvent::UserErased {
        by: user(2),
        at: Timestamp::from_millis(0),
        reason: Private::new(
            domain::Reason::parse("asked").unwrap(),
            Salt([0; SALT_BYTES]),
        ),
    };
    let registration = UserEvent::UserRegistered {
        by: user(1),
        at: Timestamp::from_millis(0),
        role: domain::Role::Team,
        name: Some(Private::new(
            domain::Name::parse("Timo").unwrap(),
            Salt([0; SALT_BYTES]),
        )),
        email: None,
    };
    let facts = Facts {
        person: PersonFact::fold([&registration, &erasure]),
        ..Facts::default()
    };
    let event = recorded(StreamId::User(user(1)), Event::User(erasure));
    let frames = frames(log(), &event, &facts).unwrap();
    let told: Vec<_> = frames.iter().map(|f| (f.audience, json_of(f))).collect();
    let data = json!({
        "cursor": cursor(), "position": cursor(), "erased": true,
        "person": {"id": user(1), "name": null, "role": "team"}
    });
    assert_eq!(told, [(Audience::Everywhere, data)]);
}

#[test]
fn a_frame_whose_facts_are_missing_is_not_made() {
    let event = recorded(
        StreamId::ReadMarker(conversation(), user(1)),
        Event::ReadMarker(ReadMarkerEvent::ConversationRead {
            by: user(1),
            at: Timestamp::from_millis(0),
            after: 1,
            up_to: 4,
        }),
    );
    assert!(frames(log(), &event, &Facts::default()).is_err());
}

#[test]
fn who_is_out_gets_their_own_removal_and_others_who_are_out_do_not() {
    let among = Among::EverybodyAnd(user(1));
    assert!(among.reaches(user(1), false));
    assert!(!among.reaches(user(2), false));
    assert!(!Among::Only(user(1)).reaches(user(1), false));
}
