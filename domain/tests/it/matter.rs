//! What a conversation is about, whether it is open, and who drops out of it.

use domain::{
    ConversationCommand, ConversationCore, ConversationEvent, Private, Reason, Refusal, Role,
    SeenVersion, Standing, Status, Subject, UserId,
};

use crate::given::*;

const ADMIN: UserId = user(9);

fn new_subject(text: &str) -> ConversationCommand {
    ConversationCommand::ChangeSubject {
        subject: Private::new(Subject::parse(text).unwrap(), SALT),
    }
}

fn reason() -> Option<Private<Reason>> {
    Some(Private::new(Reason::parse("all is done").unwrap(), SALT))
}

fn set(status: Status, if_match: u64) -> ConversationCommand {
    ConversationCommand::ChangeStatus {
        status,
        reason: reason(),
        if_match,
    }
}

fn ask(
    command: ConversationCommand,
    by: UserId,
    asker: Option<Standing>,
) -> Result<Vec<ConversationEvent>, Refusal> {
    asked(vec![started()], by, command, facts(asker))
}

#[test]
fn the_core_after_a_new_subject_is_whole() {
    let core = ConversationCore {
        subject: Private::new(Subject::parse("The old logo").unwrap(), SALT),
        version: 2,
        last_seq: 2,
        ..core(&[CLIENT, TEAM])
    };
    let (by, at) = (CLIENT, at(9));
    let changed = ConversationEvent::SubjectChanged { by, at, core };
    let result = ask(new_subject("The old logo"), CLIENT, member(Role::Client));
    assert_eq!(result, Ok(vec![changed]));
}

#[test]
fn who_may_say_what_it_is_about() {
    let may_not = Err(Refusal::MayNotChangeSubject);
    // The client CLIENT started it.
    let rows = [
        ("creator", CLIENT, member(Role::Client), Ok(1)),
        ("team that takes part", TEAM, member(Role::Team), Ok(1)),
        ("another client", TEAM, member(Role::Client), may_not),
        ("admin anywhere", ADMIN, elsewhere(Role::Admin), Ok(1)),
        (
            "outsider",
            OTHER,
            member(Role::Team),
            Err(Refusal::NoSuchConversation),
        ),
        (
            "creator out of the project",
            CLIENT,
            elsewhere(Role::Client),
            Err(Refusal::NoSuchConversation),
        ),
        (
            "auditor",
            TEAM,
            member(Role::Auditor),
            Err(Refusal::AuditorsChangeNothing),
        ),
        (
            "disabled",
            CLIENT,
            disabled(Role::Client),
            Err(Refusal::PersonDisabled),
        ),
    ];
    for (who, by, asker, expected) in rows {
        let result = ask(new_subject("The old logo"), by, asker);
        assert_eq!(result.map(|events| events.len()), expected, "{who}");
    }
}

#[test]
fn the_same_subject_changes_nothing() {
    let result = ask(new_subject("The new logo"), CLIENT, member(Role::Client));
    assert_eq!(result, Ok(vec![]));
}

#[test]
fn admins_close_archive_and_open_again() {
    for status in [Status::Closed, Status::Archived] {
        let events = ask(set(status, 1), ADMIN, elsewhere(Role::Admin)).unwrap();
        let [
            ConversationEvent::StatusChanged {
                core, reason: why, ..
            },
        ] = events.as_slice()
        else {
            panic!("{events:?}");
        };
        assert_eq!((core.status, core.version, core.last_seq), (status, 2, 2));
        assert_eq!(*why, reason());
    }
    let again = asked(
        vec![started(), closed()],
        ADMIN,
        set(Status::Active, 2),
        facts(elsewhere(Role::Admin)),
    );
    assert_eq!(again.map(|events| events.len()), Ok(1));
}

#[test]
fn nobody_else_decides_what_is_open() {
    let rows = [
        (CLIENT, member(Role::Client), Refusal::OnlyAdmins),
        (TEAM, member(Role::Team), Refusal::OnlyAdmins),
        (TEAM, member(Role::Auditor), Refusal::AuditorsChangeNothing),
        (ADMIN, disabled(Role::Admin), Refusal::PersonDisabled),
    ];
    for (by, asker, expected) in rows {
        assert_eq!(
            ask(set(Status::Closed, 1), by, asker),
            Err(expected),
            "{asker:?}"
        );
    }
}

#[test]
fn to_close_one_says_why_and_to_archive_one_need_not() {
    let without = |status| {
        let command = ConversationCommand::ChangeStatus {
            status,
            reason: None,
            if_match: 1,
        };
        ask(command, ADMIN, elsewhere(Role::Admin)).map(|events| events.len())
    };
    assert_eq!(without(Status::Closed), Err(Refusal::ReasonRequired));
    assert_eq!(without(Status::Archived), Ok(1));
    assert_eq!(without(Status::Active), Ok(0));
}

#[test]
fn who_decides_on_an_old_version_hears_who_made_the_present_one() {
    let present = Refusal::VersionMismatch(SeenVersion {
        version: 2,
        by: ADMIN,
        at: at(2),
    });
    for (status, seen) in [(Status::Active, 1), (Status::Closed, 3)] {
        let result = asked(
            vec![started(), closed()],
            ADMIN,
            set(status, seen),
            facts(elsewhere(Role::Admin)),
        );
        assert_eq!(result, Err(present.clone()));
    }
    let same = asked(
        vec![started(), closed()],
        ADMIN,
        set(Status::Closed, 2),
        facts(elsewhere(Role::Admin)),
    );
    assert_eq!(same, Ok(vec![]));
}

fn end_part(user: UserId, standing: Option<Standing>) -> Result<Vec<ConversationEvent>, Refusal> {
    let mut facts = facts(None);
    facts
        .people
        .extend(standing.map(|standing| (user, standing)));
    let command = ConversationCommand::EndPart { user_id: user };
    asked(vec![started()], ADMIN, command, facts)
}

#[test]
fn who_may_not_take_part_any_longer_is_taken_out_whoever_says_so() {
    for standing in [
        elsewhere(Role::Client),
        disabled(Role::Client),
        member(Role::Auditor),
        None,
    ] {
        let events = end_part(TEAM, standing).unwrap();
        let [
            ConversationEvent::ParticipantRemoved {
                by, user_id, core, ..
            },
        ] = events.as_slice()
        else {
            panic!("{events:?}");
        };
        assert_eq!((*by, *user_id), (ADMIN, TEAM));
        assert!(core.participant(TEAM).is_none());
    }
}

#[test]
fn who_may_take_part_stays_and_who_is_out_is_not_taken_out_again() {
    assert_eq!(end_part(TEAM, member(Role::Team)), Ok(vec![]));
    assert_eq!(end_part(OTHER, elsewhere(Role::Client)), Ok(vec![]));
}
