//! What a privileged reader looks at is recorded.

use cqrs_es::test::TestFramework;
use domain::{
    Access, AccessCommand, AccessEvent, AccessFacts, Asked, LookedAt, Part, Private, Reason,
    Refusal, Role, Standing,
};

use crate::given::*;

fn reason() -> Private<Reason> {
    Private::new(Reason::parse("the yearly audit").unwrap(), SALT)
}

fn all() -> [(LookedAt, &'static str, Refusal); 5] {
    let conversation_id = conversation();
    let history = LookedAt::History {
        conversation_id,
        part: Part::History,
        as_of_seq: Some(3),
        as_user: None,
    };
    let file = domain::FileId::new(uuid::Uuid::from_u128(1));
    let message = LookedAt::Message(conversation_id, message(1));
    let none = Refusal::NoSuchConversation;
    [
        (history, "HistoryRead", none.clone()),
        (message, "MessageRevealed", none.clone()),
        (
            LookedAt::File(conversation_id, file),
            "FileRead",
            none.clone(),
        ),
        (
            LookedAt::Watch(conversation_id),
            "ConversationWatched",
            none,
        ),
        (
            LookedAt::Export(project(), None),
            "ExportMade",
            Refusal::NoSuchProject,
        ),
    ]
}

fn asked(looked_at: LookedAt, facts: AccessFacts) -> Result<Vec<AccessEvent>, Refusal> {
    let reason = reason();
    TestFramework::<Access>::with(())
        .given_no_previous_events()
        .when(Asked {
            by: OTHER,
            at: at(9),
            command: AccessCommand { looked_at, reason },
            facts,
        })
        .inspect_result()
}

fn facts(asker: Option<Standing>) -> AccessFacts {
    AccessFacts {
        asker,
        is_self: true,
        exists: true,
    }
}

#[test]
fn admins_and_auditors_leave_a_trace_of_each_kind() {
    for role in [Role::Admin, Role::Auditor] {
        for (looked_at, name, _) in all() {
            let events = asked(looked_at, facts(elsewhere(role))).unwrap();
            let names: Vec<_> = events.iter().map(AccessEvent::name).collect();
            assert_eq!(names, [name]);
        }
    }
}

#[test]
fn nobody_else_looks_and_nobody_in_anothers_name() {
    let in_anothers_name = AccessFacts {
        is_self: false,
        ..facts(elsewhere(Role::Auditor))
    };
    let rows = [
        (facts(member(Role::Client)), Refusal::OnlyAuditors),
        (facts(member(Role::Team)), Refusal::OnlyAuditors),
        (facts(disabled(Role::Auditor)), Refusal::PersonDisabled),
        (facts(None), Refusal::NoSuchPerson),
        (in_anothers_name, Refusal::OnlyAuditors),
    ];
    for (facts, expected) in rows {
        for (looked_at, ..) in all() {
            assert_eq!(asked(looked_at, facts), Err(expected.clone()));
        }
    }
}

#[test]
fn what_is_not_there_is_not_looked_at() {
    let nothing = AccessFacts {
        exists: false,
        ..facts(elsewhere(Role::Auditor))
    };
    for (looked_at, _, expected) in all() {
        assert_eq!(asked(looked_at, nothing), Err(expected));
    }
}
