//! Projects and their members.

use cqrs_es::test::TestFramework;
use domain::{
    Asked, Name, Project, ProjectCommand, ProjectEvent, ProjectFacts, Refusal, Role, UserId,
};

use crate::given::*;

const ADMIN: UserId = user(9);

fn create() -> ProjectCommand {
    ProjectCommand::CreateProject { name: name() }
}

fn add() -> ProjectCommand {
    ProjectCommand::AddMember { user_id: CLIENT }
}

fn remove() -> ProjectCommand {
    ProjectCommand::RemoveMember { user_id: CLIENT }
}

fn name() -> Name {
    Name::parse("Website").unwrap()
}

fn created() -> ProjectEvent {
    ProjectEvent::ProjectCreated {
        by: ADMIN,
        at: at(9),
        name: name(),
    }
}

fn added() -> ProjectEvent {
    ProjectEvent::MemberAdded {
        by: ADMIN,
        at: at(9),
        user_id: CLIENT,
    }
}

fn removed() -> ProjectEvent {
    ProjectEvent::MemberRemoved {
        by: ADMIN,
        at: at(9),
        user_id: CLIENT,
    }
}

/// An admin asks, about a person who exists.
fn facts() -> ProjectFacts {
    ProjectFacts {
        asker: elsewhere(Role::Admin),
        person_exists: true,
    }
}

fn asked(
    past: Vec<ProjectEvent>,
    command: ProjectCommand,
    facts: ProjectFacts,
) -> Result<Vec<ProjectEvent>, Refusal> {
    let ask = Asked {
        by: ADMIN,
        at: at(9),
        command,
        facts,
    };
    TestFramework::<Project>::with(())
        .given(past)
        .when(ask)
        .inspect_result()
}

#[test]
fn an_admin_makes_a_project() {
    assert_eq!(asked(vec![], create(), facts()), Ok(vec![created()]));
}

#[test]
fn a_project_is_made_once() {
    assert_eq!(
        asked(vec![created()], create(), facts()),
        Err(Refusal::IdTaken)
    );
}

#[test]
fn an_admin_lets_somebody_in() {
    assert_eq!(asked(vec![created()], add(), facts()), Ok(vec![added()]));
}

#[test]
fn who_is_in_is_not_let_in_again() {
    assert_eq!(asked(vec![created(), added()], add(), facts()), Ok(vec![]));
}

#[test]
fn an_admin_lets_somebody_go() {
    assert_eq!(
        asked(vec![created(), added()], remove(), facts()),
        Ok(vec![removed()])
    );
}

#[test]
fn who_is_not_in_is_not_let_go() {
    assert_eq!(asked(vec![created()], remove(), facts()), Ok(vec![]));
}

#[test]
fn who_was_let_go_may_come_back() {
    let past = vec![created(), added(), removed()];
    assert_eq!(asked(past, add(), facts()), Ok(vec![added()]));
}

#[test]
fn an_unknown_person_is_not_let_in() {
    let nobody = ProjectFacts {
        person_exists: false,
        ..facts()
    };
    assert_eq!(
        asked(vec![created()], add(), nobody),
        Err(Refusal::NoSuchPerson)
    );
}

#[test]
fn a_project_that_was_not_made_has_no_members() {
    for command in [add(), remove()] {
        assert_eq!(asked(vec![], command, facts()), Err(Refusal::NoSuchProject));
    }
}

#[test]
fn only_admins_keep_projects() {
    let rows = [
        (member(Role::Client), Refusal::OnlyAdmins),
        (member(Role::Team), Refusal::OnlyAdmins),
        (member(Role::Auditor), Refusal::AuditorsChangeNothing),
        (None, Refusal::NoSuchPerson),
    ];
    for (asker, expected) in rows {
        for (past, command) in [
            (vec![], create()),
            (vec![created()], add()),
            (vec![created(), added()], remove()),
        ] {
            let facts = ProjectFacts { asker, ..facts() };
            assert_eq!(
                asked(past, command, facts),
                Err(expected.clone()),
                "{asker:?}"
            );
        }
    }
}

#[test]
fn a_project_is_called_something_else_once() {
    let rename = |text: &str| ProjectCommand::RenameProject {
        name: Name::parse(text).unwrap(),
    };
    let renamed = ProjectEvent::ProjectRenamed {
        by: ADMIN,
        at: at(9),
        name: Name::parse("Web shop").unwrap(),
    };
    assert_eq!(
        asked(vec![created()], rename("Website"), facts()),
        Ok(vec![])
    );
    assert_eq!(
        asked(vec![created()], rename("Web shop"), facts()),
        Ok(vec![renamed])
    );
    assert_eq!(
        asked(vec![], rename("Web shop"), facts()),
        Err(Refusal::NoSuchProject)
    );
}
