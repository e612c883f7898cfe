//! Every event in every version it was ever written in, for ever readable.

use std::collections::BTreeSet;
use std::path::PathBuf;

use domain::{
    AccessEvent, ConversationCore, ConversationEvent, Event, File, FileId, FileName, FileState,
    Message, Mine, Name, Note, Outcome, Part, Participant, Private, ProjectEvent, ReadMarkerEvent,
    Reason, ReplyTo, ReportEvent, ReportId, ReportReason, Role, Status, StreamId, StreamKind,
    UserEvent,
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
    Event::Conversation(ConversationEvent::SubjectChanged { .. }) => "SubjectChanged",
    Event::Conversation(ConversationEvent::StatusChanged { .. }) => "StatusChanged",
    Event::Conversation(ConversationEvent::MessageSent { .. }) => "MessageSent",
    Event::Conversation(ConversationEvent::MessageEdited { .. }) => "MessageEdited",
    Event::Conversation(ConversationEvent::MessageDeleted { .. }) => "MessageDeleted",
    Event::Conversation(ConversationEvent::MessageRestored { .. }) => "MessageRestored",
    Event::Conversation(ConversationEvent::FileStateChanged { .. }) => "FileStateChanged",
    Event::ReadMarker(ReadMarkerEvent::ConversationRead { .. }) => "ConversationRead",
    Event::ReadMarker(ReadMarkerEvent::MarkedUnread { .. }) => "MarkedUnread",
    Event::ReadMarker(ReadMarkerEvent::Muted { .. }) => "Muted",
    Event::Report(ReportEvent::MessageReported { .. }) => "MessageReported",
    Event::Report(ReportEvent::ReportAssigned { .. }) => "ReportAssigned",
    Event::Report(ReportEvent::ReportNoted { .. }) => "ReportNoted",
    Event::Report(ReportEvent::ReportResolved { .. }) => "ReportResolved",
    Event::Report(ReportEvent::ReportDismissed { .. }) => "ReportDismissed",
    Event::Project(ProjectEvent::ProjectCreated { .. }) => "ProjectCreated",
    Event::Project(ProjectEvent::ProjectRenamed { .. }) => "ProjectRenamed",
    Event::Project(ProjectEvent::MemberAdded { .. }) => "MemberAdded",
    Event::Project(ProjectEvent::MemberRemoved { .. }) => "MemberRemoved",
    Event::User(UserEvent::UserRegistered { .. }) => "UserRegistered",
    Event::User(UserEvent::ProfileChanged { .. }) => "ProfileChanged",
    Event::User(UserEvent::RoleChanged { .. }) => "RoleChanged",
    Event::User(UserEvent::UserDisabled { .. }) => "UserDisabled",
    Event::User(UserEvent::UserEnabled { .. }) => "UserEnabled",
    Event::User(UserEvent::UserErased { .. }) => "UserErased",
    Event::Access(AccessEvent::HistoryRead { .. }) => "HistoryRead",
    Event::Access(AccessEvent::MessageRevealed { .. }) => "MessageRevealed",
    Event::Access(AccessEvent::FileRead { .. }) => "FileRead",
    Event::Access(AccessEvent::ConversationWatched { .. }) => "ConversationWatched",
    Event::Access(AccessEvent::ExportMade { .. }) => "ExportMade",
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
            core: shrunk.clone(),
        }),
        Event::Conversation(ConversationEvent::SubjectChanged {
            by,
            at,
            core: shrunk.clone(),
        }),
        Event::Conversation(ConversationEvent::StatusChanged {
            by,
            at,
            reason: reason(),
            core: ConversationCore {
                status: Status::Closed,
                ..shrunk
            },
        }),
        Event::Conversation(ConversationEvent::MessageSent {
            id: message(2),
            by,
            at,
            body: body("Grüße 👋"),
            files: vec![file()],
            reply_to: Some(ReplyTo {
                id: message(1),
                seq: 2,
                author_id: CLIENT,
            }),
        }),
        Event::Conversation(ConversationEvent::MessageEdited {
            by,
            at,
            message: whole(),
        }),
        Event::Conversation(ConversationEvent::MessageDeleted {
            by,
            at,
            id: message(2),
            seq: 3,
            author_id: TEAM,
        }),
        Event::Conversation(ConversationEvent::MessageRestored {
            by,
            at,
            message: whole(),
        }),
        Event::Conversation(ConversationEvent::FileStateChanged {
            by,
            at,
            file_id: file().id,
            message: whole(),
        }),
        Event::ReadMarker(ReadMarkerEvent::ConversationRead {
            by,
            at,
            after: 1,
            up_to: 3,
        }),
        Event::ReadMarker(ReadMarkerEvent::MarkedUnread {
            by,
            at,
            mine: mine(),
        }),
        Event::ReadMarker(ReadMarkerEvent::Muted {
            by,
            at,
            mine: mine(),
        }),
        Event::Report(ReportEvent::MessageReported {
            by,
            at,
            conversation_id: conversation(),
            reason: ReportReason::Confidential,
            note: Some(note()),
            message: whole(),
        }),
        Event::Report(ReportEvent::ReportAssigned {
            by,
            at,
            conversation_id: conversation(),
            message_id: message(2),
            assigned_to: OTHER,
        }),
        Event::Report(ReportEvent::ReportNoted {
            by,
            at,
            conversation_id: conversation(),
            message_id: message(2),
            text: note(),
        }),
        Event::Report(ReportEvent::ReportResolved {
            by,
            at,
            conversation_id: conversation(),
            message_id: message(2),
            outcome: Outcome::ParticipantRemoved,
        }),
        Event::Report(ReportEvent::ReportDismissed {
            by,
            at,
            conversation_id: conversation(),
            message_id: message(2),
        }),
        Event::Project(ProjectEvent::ProjectCreated {
            by,
            at,
            name: name("Website"),
        }),
        Event::Project(ProjectEvent::ProjectRenamed {
            by,
            at,
            name: name("Web shop"),
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
        Event::User(UserEvent::ProfileChanged {
            by,
            at,
            name: Private::new(name("Timo B."), SALT),
        }),
        Event::User(UserEvent::RoleChanged {
            by,
            at,
            role: Role::Admin,
        }),
        Event::User(UserEvent::UserDisabled { by, at }),
        Event::User(UserEvent::UserEnabled { by, at }),
        Event::User(UserEvent::UserErased {
            by,
            at,
            reason: why(),
        }),
        Event::Access(AccessEvent::HistoryRead {
            by,
            at,
            conversation_id: conversation(),
            part: Part::History,
            as_of_seq: Some(3),
            as_user: Some(CLIENT),
            reason: why(),
        }),
        Event::Access(AccessEvent::MessageRevealed {
            by,
            at,
            conversation_id: conversation(),
            message_id: message(2),
            reason: why(),
        }),
        Event::Access(AccessEvent::FileRead {
            by,
            at,
            conversation_id: conversation(),
            file_id: file().id,
            reason: why(),
        }),
        Event::Access(AccessEvent::ConversationWatched {
            by,
            at,
            conversation_id: conversation(),
            reason: why(),
        }),
        Event::Access(AccessEvent::ExportMade {
            by,
            at,
            project_id: project(),
            as_user: Some(CLIENT),
            reason: why(),
        }),
    ]
}

fn why() -> Private<Reason> {
    Private::new(Reason::parse("the yearly audit").unwrap(), SALT)
}

fn reason() -> Option<Private<Reason>> {
    Some(why())
}

fn note() -> Private<Note> {
    Private::new(Note::parse("see the second line").unwrap(), SALT)
}

const fn mine() -> Mine {
    Mine {
        read_seq: 5,
        unread_from: Some(4),
        muted: true,
    }
}

fn file() -> File {
    File {
        id: FileId::new(uuid::Uuid::from_u128(
            0x018f_3c1e_7b1a_7000_8000_0005_0000_0001,
        )),
        name: Private::new(FileName::parse("logo.png").unwrap(), SALT),
        size: 20_480,
        content_type: "image/png".to_owned(),
        sha256: "5f".repeat(32),
        width: Some(640),
        height: Some(480),
        has_preview: true,
        state: FileState::Ready,
    }
}

fn whole() -> Message {
    Message {
        id: message(2),
        seq: 3,
        version: 2,
        author_id: TEAM,
        body: body("Viele Grüße 👋"),
        files: vec![file()],
        reply_to: Some(ReplyTo {
            id: message(1),
            seq: 2,
            author_id: CLIENT,
        }),
        sent_at: at(8),
        edited_at: Some(at(9)),
    }
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
        Event::Report(_) => StreamKind::Report,
        Event::Project(_) => StreamKind::Project,
        Event::User(_) => StreamKind::User,
        Event::Access(_) => StreamKind::Access,
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

/// Writes what is missing; what is there is never touched: an old fixture stays what it was.
#[test]
#[ignore = "run by hand when an event or a version is new"]
fn write_missing_fixtures() {
    for sample in samples() {
        let file = folder().join(file_of(sample.name(), sample.version()));
        if !file.exists() {
            let payload = serde_json::to_string_pretty(&sample.to_payload().unwrap()).unwrap();
            std::fs::write(file, payload + "\n").unwrap();
        }
    }
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
fn what_happens_apart_from_a_conversation_says_which_one_it_concerns() {
    let own = StreamId::Conversation(conversation());
    let apart = [
        (
            StreamId::ReadMarker(conversation(), CLIENT),
            "ConversationRead",
        ),
        (
            StreamId::Report(ReportId::of(conversation(), message(2), TEAM)),
            "ReportNoted",
        ),
        (StreamId::Access(TEAM), "HistoryRead"),
    ];
    for sample in samples() {
        let name = sample.name();
        if let Some((stream, _)) = apart.iter().find(|(_, it)| *it == name) {
            assert_eq!(sample.topic(*stream), Some(conversation()), "{name}");
        } else if let Event::Conversation(_) = sample {
            assert_eq!(sample.topic(own), None, "{name}");
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
        for absent in ["files", "replyTo", "name", "email"] {
            assert_eq!(payload.get(absent), None);
        }
        assert_eq!(parse(&event, &payload.to_string()), event);
    }
}
