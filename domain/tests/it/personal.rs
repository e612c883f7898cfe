//! Whose words are in which event.

use std::path::PathBuf;

use domain::{
    ConversationCore, ConversationEvent, Event, Message, Name, Note, Owner, Personal, Private,
    Reason, ReportEvent, ReportId, ReportReason, SALT_BYTES, Salt, Status, StreamId, StreamKind,
    UserEvent, UserId, personal,
};
use serde_json::Value;

use crate::given::*;

const OTHER_SALT: Salt = Salt([8; SALT_BYTES]);

/// How many objects of a payload are personal values, in either form.
fn values(payload: &Value) -> usize {
    match payload {
        Value::Object(object) => {
            let is_one =
                (object.len() == 2 && object.contains_key("text") && object.contains_key("salt"))
                    || (object.len() == 1 && object.contains_key("digest"));
            usize::from(is_one) + object.values().map(values).sum::<usize>()
        }
        Value::Array(all) => all.iter().map(values).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Every fixture: its file's name, its event and its payload.
fn fixtures() -> Vec<(String, Event, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let files = std::fs::read_dir(folder).unwrap().flatten();
    files
        .map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            let (event, version) = name.trim_end_matches(".json").split_once(".v").unwrap();
            let text = std::fs::read_to_string(file.path()).unwrap();
            let parse = |kind| Event::parse(kind, event, version, &text).ok();
            let parsed = StreamKind::ALL.into_iter().find_map(parse).unwrap();
            (name.clone(), parsed, serde_json::from_str(&text).unwrap())
        })
        .collect()
}

#[test]
fn every_personal_value_of_every_event_has_an_owner() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 30);
    for (name, event, payload) in fixtures {
        let found = personal(StreamId::User(OTHER), &event);
        assert_eq!(found.len(), values(&payload), "{name}: {found:?}");
        assert!(found.iter().all(|value| value.is_kept), "{name}");
    }
}

fn said<T: AsRef<str>>(owner: Owner, value: &Private<T>) -> Personal {
    Personal {
        owner,
        digest: value.digest(),
        is_kept: value.kept().is_some(),
    }
}

fn written_by(author_id: UserId) -> Message {
    Message {
        id: message(1),
        seq: 2,
        version: 1,
        author_id,
        body: body("Hello"),
        files: vec![],
        reply_to: None,
        sent_at: at(2),
        edited_at: None,
    }
}

#[test]
fn a_subject_is_of_who_said_it_and_events_that_repeat_it_say_so() {
    let core: ConversationCore = core(&[CLIENT, TEAM]);
    let subject = core.subject.clone();
    let stream = StreamId::Conversation(core.id);
    let changed = Event::Conversation(ConversationEvent::SubjectChanged {
        by: TEAM,
        at: at(2),
        core: core.clone(),
    });
    assert_eq!(
        personal(stream, &changed),
        [said(Owner::Person(TEAM), &subject)]
    );
    let reason = Private::new(Reason::parse("settled").unwrap(), OTHER_SALT);
    let closed = Event::Conversation(ConversationEvent::StatusChanged {
        by: OTHER,
        at: at(3),
        reason: Some(reason.clone()),
        core: ConversationCore {
            status: Status::Closed,
            ..core
        },
    });
    assert_eq!(
        personal(stream, &closed),
        [
            said(Owner::Person(OTHER), &reason),
            said(Owner::WhoSaidTheSubject, &subject)
        ]
    );
}

#[test]
fn a_report_holds_words_of_two_people() {
    let note = Private::new(Note::parse("Look at this").unwrap(), OTHER_SALT);
    let message = written_by(TEAM);
    let reported = Event::Report(ReportEvent::MessageReported {
        by: CLIENT,
        at: at(3),
        conversation_id: conversation(),
        reason: ReportReason::Abuse,
        note: Some(note.clone()),
        message: message.clone(),
    });
    let stream = StreamId::Report(ReportId::of(conversation(), message.id, CLIENT));
    assert_eq!(
        personal(stream, &reported),
        [
            said(Owner::Person(CLIENT), &note),
            said(Owner::Person(TEAM), &message.body)
        ]
    );
}

#[test]
fn a_message_brought_back_by_an_admin_stays_its_authors() {
    let restored = Event::Conversation(ConversationEvent::MessageRestored {
        by: OTHER,
        at: at(3),
        message: written_by(CLIENT),
    });
    let found = personal(StreamId::Conversation(conversation()), &restored);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].owner, Owner::Person(CLIENT));
}

#[test]
fn a_name_is_of_the_person_and_the_reason_for_an_erasure_of_who_gave_it() {
    let stream = StreamId::User(CLIENT);
    let name = Private::new(Name::parse("Clara").unwrap(), OTHER_SALT);
    let renamed = Event::User(UserEvent::ProfileChanged {
        by: OTHER,
        at: at(2),
        name: name.clone(),
    });
    assert_eq!(
        personal(stream, &renamed),
        [said(Owner::Person(CLIENT), &name)]
    );
    let reason = Private::new(Reason::parse("asked to be forgotten").unwrap(), OTHER_SALT);
    let erased = Event::User(UserEvent::UserErased {
        by: OTHER,
        at: at(3),
        reason: reason.erased(),
    });
    assert_eq!(
        personal(stream, &erased),
        [said(Owner::Person(OTHER), &reason.erased())]
    );
    assert_eq!(reason.erased().digest(), reason.digest());
}
