//! People, ids and events that a sentence does not mention.

use cqrs_es::test::TestFramework;
use domain::{
    Asked, Body, Conversation, ConversationAsk, ConversationCommand, ConversationCore,
    ConversationEvent, ConversationFacts, ConversationId, MessageFact, MessageId, Participant,
    Private, ProjectId, Refusal, Role, SALT_BYTES, Salt, Standing, Status, Subject, Timestamp,
    UserId,
};
use uuid::Uuid;

const fn id(kind: u128, number: u128) -> Uuid {
    Uuid::from_u128(0x018f_3c1e_7b1a_7000_8000_0000_0000_0000 + (kind << 32) + number)
}

pub(crate) const fn user(number: u128) -> UserId {
    UserId::new(id(1, number))
}

pub(crate) const fn message(number: u128) -> MessageId {
    MessageId::new(id(2, number))
}

pub(crate) const fn conversation() -> ConversationId {
    ConversationId::new(id(3, 1))
}

pub(crate) const fn project() -> ProjectId {
    ProjectId::new(id(4, 1))
}

/// Started the conversation.
pub(crate) const CLIENT: UserId = user(1);
/// Takes part from the beginning.
pub(crate) const TEAM: UserId = user(2);
/// Takes no part.
pub(crate) const OTHER: UserId = user(3);

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_769_851_800_000 + second * 1_000)
}

pub(crate) const SALT: Salt = Salt([7; SALT_BYTES]);

pub(crate) fn subject() -> Private<Subject> {
    Private::new(Subject::parse("The new logo").unwrap(), SALT)
}

pub(crate) fn body(text: &str) -> Private<Body> {
    Private::new(Body::parse(text).unwrap(), SALT)
}

/// Somebody of the project.
pub(crate) const fn member(role: Role) -> Option<Standing> {
    Some(Standing {
        role,
        is_member: true,
        is_active: true,
    })
}

/// Somebody the directory knows, who is not of the project.
pub(crate) const fn elsewhere(role: Role) -> Option<Standing> {
    Some(Standing {
        role,
        is_member: false,
        is_active: true,
    })
}

/// Somebody of the project who was disabled.
pub(crate) const fn disabled(role: Role) -> Option<Standing> {
    Some(Standing {
        role,
        is_member: true,
        is_active: false,
    })
}

/// The project is there and so is the asker.
pub(crate) fn facts(asker: Option<Standing>) -> ConversationFacts {
    ConversationFacts {
        asker,
        project_exists: true,
        ..ConversationFacts::default()
    }
}

/// The same, and these people are of the project.
pub(crate) fn facts_with(asker: Option<Standing>, people: &[UserId]) -> ConversationFacts {
    let people = people
        .iter()
        .map(|user| (*user, member(Role::Client).unwrap()));
    ConversationFacts {
        people: people.collect(),
        ..facts(asker)
    }
}

pub(crate) fn core(participants: &[UserId]) -> ConversationCore {
    let joined = |user: &UserId| Participant {
        user_id: *user,
        joined_seq: 1,
        joined_at: at(0),
    };
    ConversationCore {
        id: conversation(),
        project_id: project(),
        subject: subject(),
        status: Status::Active,
        version: 1,
        created_by: CLIENT,
        created_at: at(0),
        last_seq: 1,
        participants: participants.iter().map(joined).collect(),
    }
}

/// The client started it with these; the client comes first.
pub(crate) fn started_with(participants: &[UserId]) -> ConversationEvent {
    ConversationEvent::ConversationStarted {
        by: CLIENT,
        at: at(0),
        core: core(participants),
    }
}

/// The client started it with the team person.
pub(crate) fn started() -> ConversationEvent {
    started_with(&[CLIENT, TEAM])
}

pub(crate) fn said(number: u128, by: UserId, text: &str) -> ConversationEvent {
    ConversationEvent::MessageSent {
        id: message(number),
        by,
        at: at(1),
        body: body(text),
        files: vec![],
        reply_to: None,
    }
}

/// A message of this author, as it stands in the conversation at 2.
pub(crate) fn fact(number: u128, author_id: UserId, text: &str) -> MessageFact {
    MessageFact::fold([(2, &said(number, author_id, text))]).unwrap()
}

/// Somebody of the project asks about a message that is there.
pub(crate) fn facts_of(asker: Option<Standing>, fact: MessageFact) -> ConversationFacts {
    ConversationFacts {
        messages: [(fact.message.id, fact)].into(),
        ..facts(asker)
    }
}

/// What comes of it when it was closed before.
pub(crate) fn closed() -> ConversationEvent {
    ConversationEvent::StatusChanged {
        by: user(9),
        at: at(2),
        reason: None,
        core: ConversationCore {
            status: Status::Closed,
            version: 2,
            last_seq: 3,
            ..core(&[CLIENT, TEAM])
        },
    }
}

/// What comes of a command on a conversation with this past.
pub(crate) fn asked(
    past: Vec<ConversationEvent>,
    by: UserId,
    command: ConversationCommand,
    facts: ConversationFacts,
) -> Result<Vec<ConversationEvent>, Refusal> {
    let ask: ConversationAsk = Asked {
        by,
        at: at(9),
        command,
        facts,
    };
    TestFramework::<Conversation>::with(())
        .given(past)
        .when(ask)
        .inspect_result()
}
