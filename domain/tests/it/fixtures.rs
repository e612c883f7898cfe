//! Every event in every version it was ever written in, for ever readable.

use std::collections::BTreeSet;
use std::path::PathBuf;

use domain::{
    ConversationCore, ConversationEvent, Event, Name, Participant, Private, ProjectEvent,
    ReadMarkerEvent, ReplyTo, Role, StreamKind, UserEvent,
};
use serde_json::Value;

use crate::given::*;

/// One arm per event: a new event does not compile until it stands here, and then needs a sample
/// and a file.
macro_rules! every {
    ($($event:pat => $name:literal,)*) => {
        const NAMES: &[&str] = &[$($name),*];

        fn name_of(event: &Event) -> &'static str {
            match event {
                $($event => $name,)*
            }
        }
    };
}

every! {
    Event::Conversation(ConversationEvent::ConversationStarted { .. }) => "ConversationStarted",
    Event::Conversation(ConversationEvent::ParticipantAdded { .. }) => "ParticipantAdded",
    Event::Conversation(ConversationEvent::ParticipantRemoved { .. }) => "ParticipantRemoved",
    Event::Conversation(ConversationEvent::MessageSent { .. }) => "MessageSent",
    Event::ReadMarker(ReadMarkerEvent::ConversationRead { .. }) => "ConversationRead",
    Event::Project(ProjectEvent::ProjectCreated { .. }) => "ProjectCreated",
    Event::Project(ProjectEvent::MemberAdded { .. }) => "MemberAdded",
    Event::Project(ProjectEvent::MemberRemoved { .. }) => "MemberRemoved",
    Event::User(UserEvent::UserRegistered { .. }) => "UserRegistered",
}

/// What the fixtures of the present versions say.
fn samples() -> Vec<Event> {
    let (by, at) = (TEAM, at(9));
    let mut grown = core(&[CLIENT, TEAM]);
    grown.participants.push(Participant {
        user_id: OTHER,
        joined_seq: 3,
        joined_at: at,
    });
    let grown = ConversationCore {
        version: 2,
        last_seq: 3,
        ..grown
    };
    let shrunk = ConversationCore {
        version: 3,
        last_seq: 4,
        ..core(&[CLIENT, TEAM])
    };
    let name = |text: &str| Name::parse(text).unwrap();
    let personal = |text: &str| Some(Private::new(name(text), SALT));
    vec![
        Event::Conversation(started()),
        Event::Conversation(ConversationEvent::ParticipantAdded {
            by,
            at,
            user_id: OTHER,
            core: grown,
        }),
        Event::Conversation(ConversationEvent::ParticipantRemoved {
            by,
            at,
            user_id: OTHER,
            core: shrunk,
        }),
        Event::Conversation(ConversationEvent::MessageSent {
            id: message(2),
            by,
            at,
            body: body("Grüße 👋"),
            reply_to: Some(ReplyTo {
                id: message(1),
                seq: 2,
                author_id: CLIENT,
            }),
        }),
        Event::ReadMarker(ReadMarkerEvent::ConversationRead {
            by,
            at,
            after: 1,
            up_to: 3,
        }),
        Event::Project(ProjectEvent::ProjectCreated {
            by,
            at,
            name: name("Website"),
        }),
        Event::Project(ProjectEvent::MemberAdded {
            by,
            at,
            user_id: OTHER,
        }),
        Event::Project(ProjectEvent::MemberRemoved {
            by,
            at,
            user_id: OTHER,
        }),
        Event::User(UserEvent::UserRegistered {
            by,
            at,
            role: Role::Team,
            name: personal("Timo"),
            email: personal("timo@example.com"),
        }),
    ]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn file_of(name: &str, version: u32) -> String {
    format!("{name}.v{version}.json")
}

fn fixture(event: &Event) -> String {
    let file = file_of(event.name(), event.version());
    std::fs::read_to_string(folder().join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn kind_of(event: &Event) -> StreamKind {
    match event {
        Event::Conversation(_) => StreamKind::Conversation,
        Event::ReadMarker(_) => StreamKind::ReadMarker,
        Event::Project(_) => StreamKind::Project,
        Event::User(_) => StreamKind::User,
    }
}

fn parse(event: &Event, payload: &str) -> Event {
    Event::parse(
        kind_of(event),
        event.name(),
        &event.version().to_string(),
        payload,
    )
    .unwrap()
}

#[test]
fn every_event_has_a_sample() {
    let sampled: Vec<_> = samples().iter().map(name_of).collect();
    assert_eq!(sampled, NAMES);
}

#[test]
fn every_version_of_every_event_has_a_fixture_and_there_are_no_others() {
    let expected: BTreeSet<String> = samples()
        .iter()
        .flat_map(|event| (1..=event.version()).map(|version| file_of(event.name(), version)))
        .collect();
    let present: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(present, expected);
}

#[test]
fn an_event_is_named_in_the_log_as_in_the_code() {
    for event in samples() {
        assert_eq!(event.name(), name_of(&event));
        let payload: Value = event.to_payload().unwrap();
        assert_eq!(payload["type"], event.name());
    }
}

#[test]
fn every_fixture_says_what_it_always_said() {
    for sample in samples() {
        assert_eq!(parse(&sample, &fixture(&sample)), sample);
    }
}

#[test]
fn every_event_is_written_as_its_fixture_has_it() {
    for sample in samples() {
        let fixture: Value = serde_json::from_str(&fixture(&sample)).unwrap();
        assert_eq!(sample.to_payload().unwrap(), fixture);
    }
}

#[test]
fn fixtures_of_older_versions_are_still_read() {
    for sample in samples() {
        for version in 1..sample.version() {
            let file = folder().join(file_of(sample.name(), version));
            let payload = std::fs::read_to_string(file).unwrap();
            let event = Event::parse(
                kind_of(&sample),
                sample.name(),
                &version.to_string(),
                &payload,
            );
            assert_eq!(event.unwrap().name(), sample.name());
        }
    }
}

#[test]
fn numbers_in_payloads_are_whole_and_exact_in_every_language() {
    fn check(value: &Value) {
        match value {
            Value::Number(number) => assert!(number.as_u64().unwrap() < 1 << 53, "{number}"),
            Value::Array(values) => values.iter().for_each(check),
            Value::Object(object) => object.values().for_each(check),
            Value::Null => panic!("what is absent is left out"),
            Value::Bool(_) | Value::String(_) => {}
        }
    }
    for sample in samples() {
        check(&sample.to_payload().unwrap());
    }
}

#[test]
fn what_is_absent_is_left_out() {
    let (by, at, role) = (TEAM, at(9), Role::Team);
    let (name, email) = (None, None);
    for event in [
        Event::Conversation(said(1, TEAM, "a")),
        Event::User(UserEvent::UserRegistered {
            by,
            at,
            role,
            name,
            email,
        }),
    ] {
        let payload = event.to_payload().unwrap();
        for absent in ["replyTo", "name", "email"] {
            assert_eq!(payload.get(absent), None);
        }
        assert_eq!(parse(&event, &payload.to_string()), event);
    }
}
