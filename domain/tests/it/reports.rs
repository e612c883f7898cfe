//! Reports and what becomes of them.

use cqrs_es::test::TestFramework;
use domain::{
    Asked, MessageFact, Note, Outcome, Private, Refusal, Report, ReportCommand, ReportEvent,
    ReportFacts, ReportId, ReportReason, Role, SeenVersion, Standing, UserId,
};

use crate::given::*;

const ADMIN: UserId = user(9);

fn note(text: &str) -> Private<Note> {
    Private::new(Note::parse(text).unwrap(), SALT)
}

fn report() -> ReportCommand {
    ReportCommand::ReportMessage {
        conversation_id: conversation(),
        message_id: message(1),
        reason: ReportReason::Abuse,
        note: Some(note("look")),
    }
}

fn reported() -> ReportEvent {
    ReportEvent::MessageReported {
        by: CLIENT,
        at: at(9),
        conversation_id: conversation(),
        reason: ReportReason::Abuse,
        note: Some(note("look")),
        message: fact(1, TEAM, "bad words").message,
    }
}

fn resolved() -> ReportEvent {
    ReportEvent::ReportResolved {
        by: ADMIN,
        at: at(9),
        conversation_id: conversation(),
        message_id: message(1),
        outcome: Outcome::MessageRemoved,
    }
}

/// Somebody who sees the message of the team person.
fn seeing(asker: Option<Standing>, message: Option<MessageFact>) -> ReportFacts {
    ReportFacts {
        asker,
        may_see: true,
        message,
    }
}

fn asked(
    past: Vec<ReportEvent>,
    by: UserId,
    command: ReportCommand,
    facts: ReportFacts,
) -> Result<Vec<ReportEvent>, Refusal> {
    let at = at(9);
    TestFramework::<Report>::with(())
        .given(past)
        .when(Asked {
            by,
            at,
            command,
            facts,
        })
        .inspect_result()
}

fn admin(past: Vec<ReportEvent>, command: ReportCommand) -> Result<Vec<ReportEvent>, Refusal> {
    let facts = ReportFacts {
        asker: elsewhere(Role::Admin),
        ..ReportFacts::default()
    };
    asked(past, ADMIN, command, facts)
}

#[test]
fn a_report_holds_the_message_as_it_was_then() {
    let facts = seeing(member(Role::Client), Some(fact(1, TEAM, "bad words")));
    assert_eq!(asked(vec![], CLIENT, report(), facts), Ok(vec![reported()]));
}

#[test]
fn a_second_report_is_the_first_one() {
    let facts = seeing(member(Role::Client), Some(fact(1, TEAM, "other words")));
    assert_eq!(asked(vec![reported()], CLIENT, report(), facts), Ok(vec![]));
    let id = |reporter| ReportId::of(conversation(), message(1), reporter);
    assert_eq!(id(CLIENT), id(CLIENT));
    assert_ne!(id(CLIENT), id(TEAM));
}

#[test]
fn who_may_report_what() {
    let there = || Some(fact(1, TEAM, "bad words"));
    let outside = ReportFacts {
        may_see: false,
        ..seeing(member(Role::Client), there())
    };
    let rows = [
        (
            TEAM,
            seeing(member(Role::Team), there()),
            Refusal::OwnMessage,
        ),
        (OTHER, outside, Refusal::NoSuchConversation),
        (
            CLIENT,
            seeing(member(Role::Client), None),
            Refusal::NoSuchMessage,
        ),
        (
            CLIENT,
            seeing(member(Role::Auditor), there()),
            Refusal::AuditorsChangeNothing,
        ),
        (
            CLIENT,
            seeing(disabled(Role::Client), there()),
            Refusal::PersonDisabled,
        ),
        (CLIENT, seeing(None, there()), Refusal::NoSuchPerson),
    ];
    for (by, facts, expected) in rows {
        assert_eq!(asked(vec![], by, report(), facts), Err(expected));
    }
}

#[test]
fn an_admin_takes_it_on_and_settles_it() {
    let review = ReportCommand::ReviewReport { if_match: 1 };
    let events = admin(vec![reported()], review).unwrap();
    let [taken @ ReportEvent::ReportAssigned { assigned_to, .. }] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!(*assigned_to, ADMIN);
    let resolve = ReportCommand::ResolveReport {
        outcome: Outcome::MessageRemoved,
        if_match: 2,
    };
    let past = vec![reported(), taken.clone()];
    assert_eq!(admin(past, resolve), Ok(vec![resolved()]));
}

#[test]
fn a_settled_report_stays_settled() {
    let past = || vec![reported(), resolved()];
    let settle = |outcome| ReportCommand::ResolveReport {
        outcome,
        if_match: 2,
    };
    assert_eq!(admin(past(), settle(Outcome::MessageRemoved)), Ok(vec![]));
    for command in [
        settle(Outcome::NoAction),
        ReportCommand::DismissReport { if_match: 2 },
        ReportCommand::ReviewReport { if_match: 2 },
    ] {
        assert_eq!(admin(past(), command), Err(Refusal::ReportSettled));
    }
    // What is found out later may still be written down.
    let text = note("he said sorry");
    assert!(admin(past(), ReportCommand::NoteReport { text }).is_ok());
}

#[test]
fn who_decides_on_an_old_version_hears_of_the_present_one() {
    let present = Refusal::VersionMismatch(SeenVersion {
        version: 1,
        by: CLIENT,
        at: at(9),
    });
    for command in [
        ReportCommand::ReviewReport { if_match: 2 },
        ReportCommand::DismissReport { if_match: 0 },
    ] {
        assert_eq!(admin(vec![reported()], command), Err(present.clone()));
    }
}

#[test]
fn nobody_else_handles_reports_and_none_that_are_not_there() {
    let commands = || {
        [
            ReportCommand::ReviewReport { if_match: 1 },
            ReportCommand::DismissReport { if_match: 1 },
            ReportCommand::NoteReport { text: note("a") },
        ]
    };
    for command in commands() {
        let team = seeing(member(Role::Team), None);
        let result = asked(vec![reported()], TEAM, command, team);
        assert_eq!(result, Err(Refusal::OnlyAdmins));
    }
    for command in commands() {
        assert_eq!(admin(vec![], command), Err(Refusal::NoSuchReport));
    }
}
