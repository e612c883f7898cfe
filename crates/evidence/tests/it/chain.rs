//! Canonical bytes and hashes, against values computed apart from this code:
//!
//! ```python
//! import hashlib, json, struct
//! jcs = lambda v: json.dumps(v, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()
//! part = lambda b: struct.pack('>Q', len(b)) + b
//! log = '018f3c1e-7b1a-7000-8000-0000000000aa'
//! one, two = '018f3c1e-7b1a-7000-8000-000000000001', '018f3c1e-7b1a-7000-8000-000000000002'
//! genesis = {kind: hashlib.sha256(jcs({'id': id, 'logId': log, 'type': kind})).hexdigest()
//!            for kind, id in [('Conversation', one), ('ReadMarker', one + ':' + two),
//!                             ('Project', one), ('User', one)]}
//! at = '2026-01-31T09:30:00.000Z'
//! body = hashlib.sha256(part(bytes(range(16))) + part('Grüße 👋'.encode())).hexdigest()
//! event = {'eventId': '018f3c1e-7b1a-7000-8000-0000000000ee', 'eventType': 'MessageSent',
//!          'id': one, 'logId': log, 'metadata': {'b': '2', 'a': 'é'},
//!          'payload': {'type': 'MessageSent', 'id': '018f3c1e-7b1a-7000-8000-0000000000bb',
//!                      'by': two, 'at': at, 'body': {'digest': body}},
//!          'sequence': 2, 'time': at, 'topic': None, 'type': 'Conversation', 'version': '1'}
//! print(genesis, jcs(event).decode())
//! print(hashlib.sha256(bytes.fromhex(genesis['Conversation']) + jcs(event)).hexdigest())
//! ```
//!
//! Python's `json` writes what RFC 8785 wants as long as keys are ASCII and numbers are whole.

use domain::{
    ConversationId, EventId, Metadata, ProjectId, StreamId, Timestamp, UserId, from_hex, to_hex,
};
use evidence::{Canonical, Hash, genesis, next};
use serde_json::{Value, json};
use uuid::Uuid;

const AT: &str = "2026-01-31T09:30:00.000Z";
const BYTES: &str = concat!(
    r#"{"eventId":"018f3c1e-7b1a-7000-8000-0000000000ee","eventType":"MessageSent","#,
    r#""id":"018f3c1e-7b1a-7000-8000-000000000001","#,
    r#""logId":"018f3c1e-7b1a-7000-8000-0000000000aa","metadata":{"a":"é","b":"2"},"#,
    r#""payload":{"at":"2026-01-31T09:30:00.000Z","body":{"digest":"#,
    r#""cf8eb0e454d3173e50d8bac9c1eca7eca301943c8f8f46a5a0dfe046681dd4f6"},"#,
    r#""by":"018f3c1e-7b1a-7000-8000-000000000002","#,
    r#""id":"018f3c1e-7b1a-7000-8000-0000000000bb","type":"MessageSent"},"#,
    r#""sequence":2,"time":"2026-01-31T09:30:00.000Z","topic":null,"#,
    r#""type":"Conversation","version":"1"}"#,
);
const GENESIS: &str = "12f0f8747bead75930175d28e5ceb821608c44af50e74ac8ab8767af507c2c97";
const NEXT: &str = "af8fc3ffa115f59a0cb2157091a7688f76480b74d36910cd0e004cccbb5e5301";

fn id(last: u128) -> Uuid {
    Uuid::from_u128(0x018f_3c1e_7b1a_7000_8000_0000_0000_0000 + last)
}

fn conversation() -> StreamId {
    StreamId::Conversation(ConversationId::new(id(1)))
}

fn marker() -> StreamId {
    StreamId::ReadMarker(ConversationId::new(id(1)), UserId::new(id(2)))
}

fn payload() -> Value {
    json!({
        "type": "MessageSent",
        "id": id(0xbb),
        "by": id(2),
        "at": AT,
        "body": {"text": "Grüße 👋", "salt": "000102030405060708090a0b0c0d0e0f"},
    })
}

fn metadata() -> Metadata {
    [("b", "2"), ("a", "é")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}

fn canonical(metadata: &Metadata) -> Canonical<'_> {
    Canonical {
        log_id: id(0xaa),
        event_id: EventId::new(id(0xee)),
        stream: conversation(),
        topic: None,
        sequence: 2,
        event_type: "MessageSent",
        version: "1",
        time: AT.parse().unwrap(),
        metadata,
        payload: payload(),
    }
}

fn first() -> Hash {
    from_hex(GENESIS).unwrap()
}

/// The hash of the sample after a change to it.
fn changed(change: impl FnOnce(&mut Canonical<'_>)) -> Hash {
    let metadata = metadata();
    let mut event = canonical(&metadata);
    change(&mut event);
    next(&first(), &event).unwrap()
}

#[test]
fn canonical_bytes_are_those_of_the_definition() {
    let bytes = canonical(&metadata()).to_bytes().unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), BYTES);
}

#[test]
fn a_stream_begins_with_the_hash_of_its_origin() {
    let project = StreamId::Project(ProjectId::new(id(1)));
    let user = StreamId::User(UserId::new(id(1)));
    for (stream, expected) in [
        (conversation(), GENESIS),
        (
            marker(),
            "25473d47069b52b5333743f1f2dd889c7af0dbbe2bc2946f473fe70ee755409f",
        ),
        (
            project,
            "83743b90019d43c19f28b8b8131681455a778f683f1b90888f8466332354afb1",
        ),
        (
            user,
            "bd4155aa02fc5b276adc902dc01ff122fe96cfc18b2b52057f8abdfabd3e8409",
        ),
    ] {
        assert_eq!(
            to_hex(&genesis(id(0xaa), stream).unwrap()),
            expected,
            "{stream}"
        );
    }
}

#[test]
fn two_logs_begin_differently() {
    let (one, other) = (genesis(id(0xaa), marker()), genesis(id(0xab), marker()));
    assert_ne!(one.unwrap(), other.unwrap());
}

#[test]
fn an_event_is_hashed_with_the_hash_before_it() {
    assert_eq!(to_hex(&changed(|_| ())), NEXT);
    let elsewhere = next(&[0; 32], &canonical(&metadata())).unwrap();
    assert_ne!(to_hex(&elsewhere), NEXT);
}

#[test]
fn every_field_is_covered() {
    let more = [("a".to_owned(), "é".to_owned())].into();
    let less = Metadata::new();
    let hashes = [
        changed(|_| ()),
        changed(|event| event.log_id = id(0xab)),
        changed(|event| event.event_id = EventId::new(id(0xef))),
        changed(|event| event.stream = StreamId::Conversation(ConversationId::new(id(9)))),
        changed(|event| event.stream = StreamId::Project(ProjectId::new(id(1)))),
        changed(|event| event.stream = marker()),
        changed(|event| event.topic = Some(ConversationId::new(id(1)))),
        changed(|event| event.sequence = 3),
        changed(|event| event.event_type = "MessageEdited"),
        changed(|event| event.version = "2"),
        changed(|event| {
            event.time = Timestamp::from_millis(event.time.millis() + 1);
        }),
        {
            let mut event = canonical(&more);
            event.payload = payload();
            next(&first(), &event).unwrap()
        },
        next(&first(), &canonical(&less)).unwrap(),
        changed(|event| event.payload["type"] = json!("Other")),
        changed(|event| event.payload["by"] = json!(id(3))),
        changed(|event| event.payload["body"]["text"] = json!("Grüße")),
        changed(|event| event.payload["body"]["salt"] = json!("00".repeat(16))),
        changed(|event| event.payload["more"] = json!(null)),
        changed(|event| {
            event.payload.as_object_mut().unwrap().remove("at");
        }),
    ];
    for (n, hash) in hashes.iter().enumerate() {
        assert!(!hashes[..n].contains(hash), "change {n} goes unnoticed");
    }
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let reversed = changed(|event| {
        let payload = event.payload.as_object().unwrap().clone();
        event.payload = Value::Object(payload.into_iter().rev().collect());
    });
    // What jsonb gives back: it orders keys by their length first.
    let stored = changed(|event| {
        let text = concat!(
            r#"{"at": "2026-01-31T09:30:00.000Z", "by": "018f3c1e-7b1a-7000-8000-000000000002", "#,
            r#""id": "018f3c1e-7b1a-7000-8000-0000000000bb", "body": {"salt": "#,
            r#""000102030405060708090a0b0c0d0e0f", "text": "Gr\u00fc\u00dfe \ud83d\udc4b"}, "#,
            r#""type": "MessageSent"}"#,
        );
        event.payload = serde_json::from_str(text).unwrap();
    });
    assert_eq!([to_hex(&reversed), to_hex(&stored)], [NEXT, NEXT]);
}

#[test]
fn keys_are_ordered_by_their_utf_16_units() {
    // U+FB33 comes before U+1F600 as a character, and after its first surrogate.
    let metadata = [("\u{fb33}", "1"), ("\u{1f600}", "2"), ("\u{20ac}", "3")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    let bytes = canonical(&metadata).to_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let expected = "\"metadata\":{\"\u{20ac}\":\"3\",\"\u{1f600}\":\"2\",\"\u{fb33}\":\"1\"}";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn erasing_a_text_leaves_the_hash() {
    let erased = changed(|event| {
        let digest = "cf8eb0e454d3173e50d8bac9c1eca7eca301943c8f8f46a5a0dfe046681dd4f6";
        event.payload["body"] = json!({ "digest": digest });
    });
    assert_eq!(to_hex(&erased), NEXT);
}
