use std::collections::BTreeMap;
use std::path::Path;

use domain::{
    ConversationId, Event, EventId, ProjectId, RecordedEvent, ReportId, StreamId, StreamKind,
    UserId,
};
use event_bus::kafka::{decode, encode};
use serde_json::json;
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(0x018f_3c1e_7b1a_7000_8000_0002_0000_0001);

fn stream(kind: StreamKind) -> StreamId {
    let (conversation, user) = (ConversationId::new(ID), UserId::new(ID));
    match kind {
        StreamKind::Conversation => StreamId::Conversation(conversation),
        StreamKind::ReadMarker => StreamId::ReadMarker(conversation, user),
        StreamKind::Report => StreamId::Report(ReportId::new(ID)),
        StreamKind::Project => StreamId::Project(ProjectId::new(ID)),
        StreamKind::User => StreamId::User(user),
        StreamKind::Access => StreamId::Access(user),
    }
}

/// Every event in every version there ever was, recorded somewhere.
fn recorded() -> Vec<RecordedEvent> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../domain/tests/fixtures");
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let events = files.map(|file| {
        let payload = std::fs::read_to_string(file.path()).unwrap();
        let name = file.file_name().into_string().unwrap();
        let (name, version) = name
            .strip_suffix(".json")
            .unwrap()
            .split_once(".v")
            .unwrap();
        let found = StreamKind::ALL.into_iter().find_map(|kind| {
            let event = Event::parse(kind, name, version, &payload).ok()?;
            Some((kind, event))
        });
        let (kind, event) = found.unwrap_or_else(|| panic!("{name} {version} is of some stream"));
        RecordedEvent {
            position: 1 << 52,
            event_id: EventId::new(ID),
            stream: stream(kind),
            sequence: 7,
            event,
            metadata: BTreeMap::from([("requestId".to_owned(), "\"ü\u{1f44b}\"".to_owned())]),
            hash: std::array::from_fn(|n| u8::try_from(n * 8).unwrap()),
        }
    });
    events.collect()
}

#[test]
fn every_event_in_every_version_comes_back_as_it_was() {
    let all = recorded();
    assert!(all.len() > 30, "only {}", all.len());
    for event in all {
        let json = encode(&event).unwrap();
        assert_eq!(decode(&json).unwrap(), event);
    }
}

#[test]
fn the_value_of_a_record_is_a_line_of_a_bundle() {
    for event in recorded() {
        let line: evidence::Record = serde_json::from_slice(&encode(&event).unwrap()).unwrap();
        assert_eq!(line.position, event.position);
        assert_eq!(line.topic, event.topic().map(ConversationId::uuid));
        assert_eq!(line.occurred_at, event.occurred_at());
        assert_eq!(line.payload, event.event.to_payload().unwrap());
        assert_eq!(line.hash, event.hash);
        assert!(line.agrees_with_itself());
    }
}

#[test]
fn an_event_of_a_newer_program_is_not_guessed_at() {
    let event = recorded().remove(0);
    let mut json: serde_json::Value = serde_json::from_slice(&encode(&event).unwrap()).unwrap();
    json["version"] = json!("99");
    let refused = decode(json.to_string().as_bytes()).unwrap_err();
    assert!(refused.to_string().contains("newer"), "{refused}");
}

#[test]
fn what_is_no_event_is_refused() {
    let event = recorded().remove(0);
    let whole: serde_json::Value = serde_json::from_slice(&encode(&event).unwrap()).unwrap();
    for (field, nonsense) in [
        ("streamType", json!("Nothing")),
        ("streamId", json!("here")),
        ("hash", json!("00")),
        ("position", json!(-1)),
        ("payload", json!([])),
    ] {
        let mut json = whole.clone();
        json[field] = nonsense;
        assert!(decode(json.to_string().as_bytes()).is_err(), "{field}");
    }
    assert!(decode(b"").is_err());
}
