//! What of an event's words is told on: texts of deleted messages only as digests, and of what others
//! keep to themselves nothing to a participant.

use domain::{Event, ReadMarkerEvent, RecordedEvent, StreamKind, UserId};
use evidence::{Record, redacted};
use serde_json::Value;

/// Takes a deleted message's words out of an event that concerns it. What others said about it (why it
/// was reported, why it was looked at) is not the message's.
pub(crate) fn withhold(record: &mut Record) {
    match StreamKind::parse(&record.stream_type) {
        Some(StreamKind::Report) => {
            if let Some(message) = record.payload.get_mut("message") {
                *message = redacted(message);
            }
        }
        Some(
            StreamKind::ReadMarker | StreamKind::Access | StreamKind::Project | StreamKind::User,
        ) => {}
        // A kind that this program does not know could hold anything.
        Some(StreamKind::Conversation) | None => record.payload = redacted(&record.payload),
    }
}

/// Whether a participant could notice the event: what happens in the conversation, how far others have
/// read, and their own marks; never a report, a privileged look, or what somebody else keeps for
/// themselves.
pub(crate) fn is_told_to(user: UserId, record: &Record) -> bool {
    match StreamKind::parse(&record.stream_type) {
        Some(StreamKind::Conversation) => true,
        Some(StreamKind::ReadMarker) => {
            let by = record.payload.get("by").and_then(Value::as_str);
            record.event_type == "ConversationRead" || by == Some(user.to_string().as_str())
        }
        Some(StreamKind::Report | StreamKind::Access | StreamKind::Project | StreamKind::User)
        | None => false,
    }
}

/// The same, for an event that this program understands.
pub(crate) fn is_told_of(user: UserId, recorded: &RecordedEvent) -> bool {
    match &recorded.event {
        Event::Conversation(_) | Event::ReadMarker(ReadMarkerEvent::ConversationRead { .. }) => {
            true
        }
        Event::ReadMarker(
            ReadMarkerEvent::MarkedUnread { by, .. } | ReadMarkerEvent::Muted { by, .. },
        ) => *by == user,
        Event::Report(_) | Event::Access(_) | Event::Project(_) | Event::User(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn record(kind: StreamKind, name: &str, payload: Value) -> Record {
        Record {
            position: 1,
            event_id: Uuid::from_u128(1),
            topic: None,
            stream_type: kind.as_str().to_owned(),
            stream_id: Uuid::from_u128(2).to_string(),
            sequence: 1,
            event_type: name.to_owned(),
            version: "1".to_owned(),
            occurred_at: domain::Timestamp::from_millis(0),
            actor: Uuid::from_u128(3),
            metadata: domain::Metadata::new(),
            payload,
            hash: [0; 32],
        }
    }

    fn user(n: u128) -> UserId {
        UserId::new(Uuid::from_u128(n))
    }

    #[test]
    fn a_deleted_message_loses_its_words_and_a_report_of_it_only_the_copy() {
        let text = json!({"text": "hello", "salt": "00112233445566778899aabbccddeeff"});
        let mut sent = record(
            StreamKind::Conversation,
            "MessageSent",
            json!({"by": "x", "body": text}),
        );
        withhold(&mut sent);
        assert!(sent.payload["body"]["digest"].is_string(), "{sent:?}");
        let mut reported = record(
            StreamKind::Report,
            "MessageReported",
            json!({"note": text, "message": {"body": text}}),
        );
        withhold(&mut reported);
        assert_eq!(reported.payload["note"], text);
        assert!(reported.payload["message"]["body"]["digest"].is_string());
        let mut revealed = record(
            StreamKind::Access,
            "MessageRevealed",
            json!({"reason": text}),
        );
        withhold(&mut revealed);
        assert_eq!(revealed.payload["reason"], text);
    }

    #[test]
    fn a_participant_is_told_what_happens_and_who_has_read_but_no_secrets() {
        let by = |n: u128| json!({"by": user(n).to_string()});
        let told = |kind, name, n| is_told_to(user(1), &record(kind, name, by(n)));
        assert!(told(StreamKind::Conversation, "MessageSent", 2));
        assert!(told(StreamKind::ReadMarker, "ConversationRead", 2));
        assert!(told(StreamKind::ReadMarker, "Muted", 1));
        assert!(!told(StreamKind::ReadMarker, "Muted", 2));
        assert!(!told(StreamKind::ReadMarker, "MarkedUnread", 2));
        assert!(!told(StreamKind::Report, "MessageReported", 1));
        assert!(!told(StreamKind::Access, "HistoryRead", 1));
    }
}
