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
            reply_to: Some(ReplyTo {
                id: MessageId::new(Uuid::from_u128(2)),
                seq: 4,
                author_id: user(2),
            }),
        }),
    );
    let original = Fact::Original("what was said".to_owned());
    let frames = frames(log(), &event, Some(&original)).unwrap();
    let [frame] = frames.as_slice() else {
        panic!("one frame, not {frames:?}")
    };
    assert_eq!(frame.audience, Audience::Everybody);
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
    let frames = frames(log(), &event, Some(&Fact::Unread(2))).unwrap();
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
            (Audience::EverybodyBut(user(1)), base),
            (Audience::Only(user(1)), own)
        ]
    );
}

#[test]
fn who_is_out_gets_their_own_removal_and_others_who_are_out_do_not() {
    let audience = Audience::EverybodyAnd(user(1));
    assert!(audience.reaches(user(1), false));
    assert!(!audience.reaches(user(2), false));
    assert!(!Audience::Only(user(1)).reaches(user(1), false));
}
