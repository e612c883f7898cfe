//! Saying something.

use domain::{
    Body, ConversationCommand, ConversationCore, ConversationEvent, FILES_MAX, File, FileId,
    FileName, FileState, MessageId, Refusal, ReplyTo, Role, Standing, Status, UserId,
};

use crate::given::*;

/// Who asks, with what standing, and what they are told.
type Row = (&'static str, UserId, Option<Standing>, Result<(), Refusal>);

fn send(number: u128, text: &str) -> ConversationCommand {
    ConversationCommand::SendMessage {
        id: message(number),
        body: body(text),
        files: vec![],
        reply_to: None,
    }
}

fn reply(number: u128, original: MessageId) -> ConversationCommand {
    ConversationCommand::SendMessage {
        id: message(number),
        body: body("yes"),
        files: vec![],
        reply_to: Some(original),
    }
}

fn sent(number: u128, by: UserId, text: &str) -> ConversationEvent {
    ConversationEvent::MessageSent {
        id: message(number),
        by,
        at: at(9),
        body: body(text),
        files: vec![],
        reply_to: None,
    }
}

#[test]
fn who_takes_part_is_heard() {
    let result = asked(
        vec![started()],
        CLIENT,
        send(1, "hello"),
        facts(member(Role::Client)),
    );
    assert_eq!(result, Ok(vec![sent(1, CLIENT, "hello")]));
}

#[test]
fn who_may_speak() {
    let no_conversation = Err(Refusal::NoSuchConversation);
    let rows: [Row; 9] = [
        (
            "client that takes part",
            CLIENT,
            member(Role::Client),
            Ok(()),
        ),
        ("team that takes part", TEAM, member(Role::Team), Ok(())),
        (
            "admin that takes no part",
            OTHER,
            member(Role::Admin),
            Ok(()),
        ),
        ("admin of no project", OTHER, elsewhere(Role::Admin), Ok(())),
        (
            "client that takes no part",
            OTHER,
            member(Role::Client),
            no_conversation.clone(),
        ),
        (
            "client of no project",
            OTHER,
            elsewhere(Role::Client),
            no_conversation.clone(),
        ),
        (
            "client that left the project",
            CLIENT,
            elsewhere(Role::Client),
            no_conversation,
        ),
        (
            "auditor",
            CLIENT,
            member(Role::Auditor),
            Err(Refusal::AuditorsChangeNothing),
        ),
        ("nobody", CLIENT, None, Err(Refusal::NoSuchPerson)),
    ];
    for (who, by, asker, expected) in rows {
        let result = asked(vec![started()], by, send(1, "hello"), facts(asker));
        assert_eq!(result.map(drop), expected, "{who}");
    }
}

#[test]
fn an_outsider_is_told_what_they_would_be_told_if_it_did_not_exist() {
    for role in [Role::Client, Role::Team] {
        let there = asked(
            vec![started()],
            OTHER,
            send(1, "hello"),
            facts(member(role)),
        );
        let not_there = asked(vec![], OTHER, send(1, "hello"), facts(elsewhere(role)));
        assert_eq!(there, not_there);
    }
}

#[test]
fn nobody_speaks_where_there_is_no_conversation() {
    for role in [Role::Client, Role::Team, Role::Admin, Role::Auditor] {
        let result = asked(vec![], CLIENT, send(1, "hello"), facts(elsewhere(role)));
        assert_eq!(result, Err(Refusal::NoSuchConversation));
    }
}

#[test]
fn in_a_closed_or_archived_conversation_only_admins_speak() {
    for status in [Status::Closed, Status::Archived] {
        let past = || {
            let core = ConversationCore {
                status,
                ..core(&[CLIENT, TEAM])
            };
            let (by, at) = (CLIENT, at(0));
            vec![ConversationEvent::ConversationStarted { by, at, core }]
        };
        for (by, role) in [(CLIENT, Role::Client), (TEAM, Role::Team)] {
            let result = asked(past(), by, send(1, "hello"), facts(member(role)));
            assert_eq!(result, Err(Refusal::ConversationNotOpen));
        }
        let admin = asked(
            past(),
            OTHER,
            send(1, "hello"),
            facts(elsewhere(Role::Admin)),
        );
        assert_eq!(admin, Ok(vec![sent(1, OTHER, "hello")]));
        // Who may not know of it is not told that it is closed.
        let outsider = asked(past(), OTHER, send(1, "hello"), facts(member(Role::Client)));
        assert_eq!(outsider, Err(Refusal::NoSuchConversation));
    }
}

#[test]
fn an_id_is_used_once() {
    for by in [CLIENT, TEAM] {
        let facts = facts_of(member(Role::Client), fact(1, CLIENT, "hello"));
        let result = asked(vec![started()], by, send(1, "again"), facts);
        assert_eq!(result, Err(Refusal::MessageIdTaken));
    }
}

fn reply_to_of(result: Result<Vec<ConversationEvent>, Refusal>) -> Option<ReplyTo> {
    let events = result.unwrap();
    let [ConversationEvent::MessageSent { reply_to, .. }] = events.as_slice() else {
        panic!("{events:?}");
    };
    *reply_to
}

#[test]
fn a_reply_names_its_original_with_place_and_author() {
    let facts = facts_of(member(Role::Client), fact(1, TEAM, "well?"));
    let result = asked(vec![started()], CLIENT, reply(2, message(1)), facts);
    let original = ReplyTo {
        id: message(1),
        seq: 2,
        author_id: TEAM,
    };
    assert_eq!(reply_to_of(result), Some(original));
}

#[test]
fn a_reply_to_a_message_that_is_not_here_is_refused() {
    for original in [message(1), message(2)] {
        // The second one: a message cannot answer itself.
        let result = asked(
            vec![started()],
            CLIENT,
            reply(2, original),
            facts(member(Role::Client)),
        );
        assert_eq!(result, Err(Refusal::NoSuchReply));
    }
}

#[test]
fn the_state_of_a_long_conversation_is_no_larger_than_that_of_a_short_one() {
    use cqrs_es::Aggregate as _;
    use domain::{Conversation, State};
    let size = |messages: u128| {
        let mut conversation = Conversation::default();
        conversation.apply(started());
        for n in 0..messages {
            conversation.apply(said(1_000 + n, TEAM, "a"));
        }
        let snapshot = State::Conversation(conversation).to_snapshot().unwrap();
        snapshot.to_string().len()
    };
    // Four digits more for the last sequence.
    assert!(size(10_000) <= size(1) + 4);
}

fn file(number: u128) -> File {
    File {
        id: FileId::new(uuid::Uuid::from_u128(number)),
        name: domain::Private::new(FileName::parse("plan.pdf").unwrap(), SALT),
        size: 7,
        content_type: "application/pdf".to_owned(),
        sha256: "00".repeat(32),
        width: None,
        height: None,
        has_preview: false,
        state: FileState::Ready,
    }
}

fn with_files(text: Option<&str>, count: usize) -> ConversationCommand {
    let empty = domain::Private::new(Body::empty(), SALT);
    ConversationCommand::SendMessage {
        id: message(1),
        body: text.map_or(empty, body),
        files: (1..=count).map(|n| file(n as u128)).collect(),
        reply_to: None,
    }
}

#[test]
fn a_message_is_words_or_files_or_both_and_never_nothing() {
    let send = |command| {
        asked(
            vec![started()],
            CLIENT,
            command,
            facts(member(Role::Client)),
        )
    };
    assert!(send(with_files(None, 1)).is_ok());
    assert!(send(with_files(Some("see"), 1)).is_ok());
    assert_eq!(send(with_files(None, 0)), Err(Refusal::NothingSaid));
}

#[test]
fn a_message_carries_five_files_and_not_six() {
    let send = |count| {
        let asker = facts(member(Role::Client));
        asked(
            vec![started()],
            CLIENT,
            with_files(Some("see"), count),
            asker,
        )
    };
    assert!(send(FILES_MAX).is_ok());
    assert_eq!(send(FILES_MAX + 1), Err(Refusal::TooManyFiles));
}
