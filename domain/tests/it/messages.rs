//! Saying something.

use domain::{
    ConversationCommand, ConversationCore, ConversationEvent, MessageFact, MessageId, Refusal,
    ReplyTo, Role, Standing, Status, UserId, WINDOW,
};

use crate::given::*;

/// Who asks, with what standing, and what they are told.
type Row = (&'static str, UserId, Option<Standing>, Result<(), Refusal>);

fn send(number: u128, text: &str) -> ConversationCommand {
    ConversationCommand::SendMessage {
        id: message(number),
        body: body(text),
        reply_to: None,
    }
}

fn reply(number: u128, original: MessageId) -> ConversationCommand {
    ConversationCommand::SendMessage {
        id: message(number),
        body: body("yes"),
        reply_to: Some(original),
    }
}

fn sent(number: u128, by: UserId, text: &str) -> ConversationEvent {
    ConversationEvent::MessageSent {
        id: message(number),
        by,
        at: at(9),
        body: body(text),
        reply_to: None,
    }
}

/// `WINDOW` messages and one more: the first is forgotten.
fn long() -> Vec<ConversationEvent> {
    let messages = (1..=WINDOW as u128 + 1).map(|n| said(n, TEAM, "a"));
    std::iter::once(started()).chain(messages).collect()
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
        let past = vec![started(), said(1, CLIENT, "hello")];
        let result = asked(past, by, send(1, "again"), facts(member(Role::Client)));
        assert_eq!(result, Err(Refusal::MessageIdTaken));
    }
}

#[test]
fn an_id_that_left_the_window_is_taken_as_the_facts_say() {
    let mut facts = facts(member(Role::Client));
    let free = asked(long(), CLIENT, send(1, "again"), facts.clone());
    assert!(free.is_ok(), "the window has forgotten it: {free:?}");
    let fact = MessageFact {
        seq: 2,
        author: TEAM,
    };
    facts.messages.insert(message(1), fact);
    assert_eq!(
        asked(long(), CLIENT, send(1, "again"), facts),
        Err(Refusal::MessageIdTaken)
    );
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
    let past = vec![started(), said(1, TEAM, "well?")];
    let result = asked(
        past,
        CLIENT,
        reply(2, message(1)),
        facts(member(Role::Client)),
    );
    let original = ReplyTo {
        id: message(1),
        seq: 2,
        author_id: TEAM,
    };
    assert_eq!(reply_to_of(result), Some(original));
}

#[test]
fn a_reply_may_answer_a_message_that_left_the_window() {
    let mut facts = facts(member(Role::Client));
    let fact = MessageFact {
        seq: 2,
        author: TEAM,
    };
    facts.messages.insert(message(1), fact);
    let original = ReplyTo {
        id: message(1),
        seq: 2,
        author_id: TEAM,
    };
    let result = asked(long(), CLIENT, reply(900, message(1)), facts);
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
    let size = |messages: usize| {
        let mut conversation = Conversation::default();
        conversation.apply(started());
        for n in 0..messages {
            conversation.apply(said(1_000 + n as u128, TEAM, "a"));
        }
        let snapshot = State::Conversation(conversation).to_snapshot().unwrap();
        snapshot["recent"].as_array().unwrap().len()
    };
    assert_eq!(size(WINDOW - 1), WINDOW - 1);
    assert_eq!(size(WINDOW), WINDOW);
    assert_eq!(size(WINDOW * 10), WINDOW);
}
