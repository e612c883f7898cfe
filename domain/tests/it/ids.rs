//! Ids have one spelling.

use domain::{MessageId, NotAnId, ReportId, StreamId, StreamKind, UserId};

use crate::given::*;

const TEXT: &str = "018f3c1e-7b1a-7abc-8def-000000000001";

#[test]
fn an_id_is_read_as_it_was_written() {
    let id: MessageId = TEXT.parse().unwrap();
    assert_eq!(id.to_string(), TEXT);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{TEXT}\""));
    assert_eq!(
        serde_json::from_str::<MessageId>(&format!("\"{TEXT}\"")).unwrap(),
        id
    );
}

#[test]
fn any_other_spelling_is_refused() {
    let spellings = [
        String::new(),
        TEXT.to_uppercase(),
        TEXT.replace("abc", "aBc"),
        TEXT.replace('-', ""),
        format!("{{{TEXT}}}"),
        format!("urn:uuid:{TEXT}"),
        format!(" {TEXT}"),
        format!("{TEXT}\n"),
        TEXT.replace('f', "g"),
        TEXT.replace("7b1a-7abc", "7b1a7-abc"),
        TEXT[1..].to_owned(),
        format!("{TEXT}0"),
        "é".repeat(18),
    ];
    for spelling in spellings {
        assert_eq!(spelling.parse::<UserId>(), Err(NotAnId), "{spelling:?}");
        let json = serde_json::to_string(&spelling).unwrap();
        assert!(serde_json::from_str::<UserId>(&json).is_err(), "{json}");
    }
    assert!(serde_json::from_str::<UserId>("1").is_err());
}

fn streams() -> [StreamId; 6] {
    [
        StreamId::Conversation(conversation()),
        StreamId::ReadMarker(conversation(), CLIENT),
        StreamId::Report(ReportId::of(conversation(), message(1), CLIENT)),
        StreamId::Project(project()),
        StreamId::User(CLIENT),
        StreamId::Access(OTHER),
    ]
}

#[test]
fn a_stream_is_read_as_it_was_written() {
    assert_eq!(streams().map(StreamId::kind), StreamKind::ALL);
    for stream in streams() {
        assert_eq!(
            StreamId::parse(stream.kind().as_str(), &stream.id()),
            Some(stream)
        );
    }
}

#[test]
fn what_names_no_stream_is_none() {
    let two = format!("{TEXT}:{TEXT}");
    for (kind, id) in [
        ("conversation", TEXT),
        ("report", TEXT),
        ("Report", two.as_str()),
        ("", TEXT),
        ("Conversation", ""),
        ("Conversation", two.as_str()),
        ("ReadMarker", TEXT),
        ("ReadMarker", &format!("{TEXT}:")),
        ("ReadMarker", &format!(":{TEXT}")),
        ("ReadMarker", &format!("{two}:{TEXT}")),
        ("User", &TEXT.to_uppercase()),
    ] {
        assert_eq!(StreamId::parse(kind, id), None, "{kind} {id}");
    }
}
