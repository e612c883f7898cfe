//! What becomes of a message: edited, deleted, brought back.

use domain::{
    Body, ConversationCommand, ConversationEvent, ConversationFacts, Deletion, File, FileId,
    FileName, FileState, Message, MessageFact, Private, RESTORE_WITHIN_MS, Refusal, Role,
    SeenVersion, Standing, Timestamp, UserId,
};

use crate::given::*;

const ADMIN: UserId = user(9);

fn edit(text: &str, if_match: Option<u64>) -> ConversationCommand {
    ConversationCommand::EditMessage {
        id: message(1),
        body: body(text),
        if_match,
    }
}

fn delete(if_match: Option<u64>) -> ConversationCommand {
    let id = message(1);
    ConversationCommand::DeleteMessage { id, if_match }
}

fn restore() -> ConversationCommand {
    ConversationCommand::RestoreMessage { id: message(1) }
}

/// The client said it.
fn there() -> MessageFact {
    fact(1, CLIENT, "hello")
}

/// Somebody took it away so many milliseconds before now.
fn gone(by: UserId, ago: i64) -> MessageFact {
    let at = Timestamp::from_millis(at(9).millis() - ago);
    MessageFact {
        deletion: Some(Deletion { by, at }),
        ..there()
    }
}

fn ask(
    command: ConversationCommand,
    by: UserId,
    asker: Option<Standing>,
    fact: MessageFact,
) -> Result<Vec<ConversationEvent>, Refusal> {
    asked(vec![started()], by, command, facts_of(asker, fact))
}

fn client(
    command: ConversationCommand,
    fact: MessageFact,
) -> Result<Vec<ConversationEvent>, Refusal> {
    ask(command, CLIENT, member(Role::Client), fact)
}

fn edited(text: &str) -> ConversationEvent {
    ConversationEvent::MessageEdited {
        by: CLIENT,
        at: at(9),
        message: Message {
            version: 2,
            body: body(text),
            edited_at: Some(at(9)),
            ..there().message
        },
    }
}

fn deleted(by: UserId) -> ConversationEvent {
    ConversationEvent::MessageDeleted {
        by,
        at: at(9),
        id: message(1),
        seq: 2,
        author_id: CLIENT,
    }
}

fn restored(by: UserId) -> ConversationEvent {
    ConversationEvent::MessageRestored {
        by,
        at: at(9),
        message: there().message,
    }
}

#[test]
fn an_author_says_it_in_other_words() {
    assert_eq!(
        client(edit("hallo", None), there()),
        Ok(vec![edited("hallo")])
    );
}

#[test]
fn the_same_words_change_nothing() {
    assert_eq!(client(edit("hello", None), there()), Ok(vec![]));
}

#[test]
fn nobody_else_says_it_in_other_words_not_even_an_admin() {
    for (by, asker) in [(TEAM, member(Role::Team)), (ADMIN, elsewhere(Role::Admin))] {
        let result = ask(edit("hallo", None), by, asker, there());
        assert_eq!(result, Err(Refusal::NotTheAuthor));
    }
}

#[test]
fn the_author_and_admins_take_it_away() {
    assert_eq!(client(delete(None), there()), Ok(vec![deleted(CLIENT)]));
    let admin = ask(delete(None), ADMIN, elsewhere(Role::Admin), there());
    assert_eq!(admin, Ok(vec![deleted(ADMIN)]));
    let other = ask(delete(None), TEAM, member(Role::Team), there());
    assert_eq!(other, Err(Refusal::MayNotDelete));
}

#[test]
fn what_is_deleted_is_neither_edited_nor_deleted() {
    for command in [edit("hallo", None), delete(None)] {
        assert_eq!(
            client(command, gone(CLIENT, 1)),
            Err(Refusal::AlreadyDeleted)
        );
    }
}

#[test]
fn who_has_seen_another_version_is_told_of_the_present_one() {
    let twice = MessageFact {
        message: Message {
            version: 2,
            edited_at: Some(at(5)),
            ..there().message
        },
        deletion: None,
    };
    let present = Refusal::VersionMismatch(SeenVersion {
        version: 2,
        by: CLIENT,
        at: at(5),
    });
    for command in [
        edit("hallo", Some(1)),
        edit("hello", Some(1)),
        delete(Some(3)),
    ] {
        assert_eq!(client(command, twice.clone()), Err(present.clone()));
    }
    for command in [edit("hallo", Some(2)), delete(Some(2))] {
        assert!(client(command, twice.clone()).is_ok());
    }
}

#[test]
fn an_author_takes_a_deletion_back_within_a_minute() {
    let within = client(restore(), gone(CLIENT, RESTORE_WITHIN_MS));
    assert_eq!(within, Ok(vec![restored(CLIENT)]));
    let later = client(restore(), gone(CLIENT, RESTORE_WITHIN_MS + 1));
    assert_eq!(later, Err(Refusal::TooLateToRestore));
}

#[test]
fn what_an_admin_took_away_only_an_admin_brings_back() {
    assert_eq!(
        client(restore(), gone(ADMIN, 1)),
        Err(Refusal::MayNotRestore)
    );
    for by in [CLIENT, ADMIN] {
        let fact = gone(by, RESTORE_WITHIN_MS * 1_000);
        let admin = ask(restore(), ADMIN, elsewhere(Role::Admin), fact);
        assert_eq!(admin, Ok(vec![restored(ADMIN)]));
    }
}

#[test]
fn nobody_brings_back_what_another_took_away_or_what_is_there() {
    let other = ask(restore(), TEAM, member(Role::Team), gone(CLIENT, 1));
    assert_eq!(other, Err(Refusal::MayNotRestore));
    assert_eq!(client(restore(), there()), Err(Refusal::NotDeleted));
}

#[test]
fn in_a_closed_conversation_only_admins_change_messages() {
    let ask = |command, by, asker, fact| {
        asked(
            vec![started(), closed()],
            by,
            command,
            facts_of(asker, fact),
        )
    };
    for (command, fact) in [
        (edit("hallo", None), there()),
        (delete(None), there()),
        (restore(), gone(CLIENT, 1)),
    ] {
        let author = ask(command, CLIENT, member(Role::Client), fact);
        assert_eq!(author, Err(Refusal::ConversationNotOpen));
    }
    for (command, fact) in [(delete(None), there()), (restore(), gone(CLIENT, 1))] {
        assert!(ask(command, ADMIN, elsewhere(Role::Admin), fact).is_ok());
    }
}

#[test]
fn an_outsider_is_not_told_whether_the_message_is_there() {
    let nothing = ConversationFacts::default().messages;
    for command in [edit("hallo", None), delete(None), restore()] {
        let there = ask(command.clone(), OTHER, member(Role::Client), there());
        assert_eq!(there, Err(Refusal::NoSuchConversation));
        let facts = ConversationFacts {
            messages: nothing.clone(),
            ..facts(member(Role::Client))
        };
        let inside = asked(vec![started()], CLIENT, command, facts);
        assert_eq!(inside, Err(Refusal::NoSuchMessage));
    }
}

#[test]
fn who_was_disabled_changes_nothing() {
    for command in [edit("hallo", None), delete(None), restore()] {
        let result = ask(command, CLIENT, disabled(Role::Client), there());
        assert_eq!(result, Err(Refusal::PersonDisabled));
    }
}

fn scanning() -> MessageFact {
    let file = File {
        id: FileId::new(uuid::Uuid::from_u128(1)),
        name: Private::new(FileName::parse("plan.pdf").unwrap(), SALT),
        size: 7,
        content_type: "application/pdf".to_owned(),
        sha256: "00".repeat(32),
        width: None,
        height: None,
        has_preview: false,
        state: FileState::Scanning,
    };
    let mut fact = there();
    fact.message.files = vec![file];
    fact
}

#[test]
fn an_edit_may_leave_the_files_alone_and_nothing_of_the_text() {
    let wordless = |fact| {
        let command = ConversationCommand::EditMessage {
            id: message(1),
            body: Private::new(Body::empty(), SALT),
            if_match: None,
        };
        client(command, fact)
    };
    assert!(wordless(scanning()).is_ok());
    assert_eq!(wordless(there()), Err(Refusal::NothingSaid));
}

#[test]
fn the_scanners_verdict_is_recorded_once() {
    let verdict = |fact: MessageFact, state| {
        let command = ConversationCommand::ChangeFileState {
            message_id: message(1),
            file_id: FileId::new(uuid::Uuid::from_u128(1)),
            state,
        };
        client(command, fact)
    };
    let mut decided = scanning();
    for state in [FileState::Ready, FileState::Refused] {
        let events = verdict(scanning(), state).unwrap();
        let [ConversationEvent::FileStateChanged { message, .. }] = events.as_slice() else {
            panic!("{events:?}");
        };
        assert_eq!(message.files[0].state, state);
        decided.message = message.clone();
        assert_eq!(verdict(decided.clone(), FileState::Ready), Ok(vec![]));
    }
    assert_eq!(verdict(scanning(), FileState::Scanning), Ok(vec![]));
}

#[test]
fn a_message_is_what_its_newest_whole_event_says_and_deleted_if_that_came_last() {
    let past = [
        (2, said(1, CLIENT, "hello")),
        (3, edited("hallo")),
        (4, deleted(CLIENT)),
    ];
    let fold = |events: &[(u64, ConversationEvent)]| {
        MessageFact::fold(events.iter().map(|(seq, event)| (*seq, event)))
    };
    let gone = fold(&past).unwrap();
    assert_eq!(gone.message.body, body("hallo"));
    assert_eq!(
        gone.deletion,
        Some(Deletion {
            by: CLIENT,
            at: at(9)
        })
    );
    // The first and the newest two say the same.
    let back: Vec<_> = past.into_iter().chain([(5, restored(ADMIN))]).collect();
    assert_eq!(fold(&back).unwrap(), there());
    assert_eq!(fold(&[]), None);
}
