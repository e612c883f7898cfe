//! Making people known.

use cqrs_es::test::TestFramework;
use domain::{
    Asked, Name, Private, Refusal, Role, Standing, User, UserCommand, UserEvent, UserFacts,
};

use crate::given::*;

fn name() -> Option<Private<Name>> {
    Some(Private::new(Name::parse("Clara").unwrap(), SALT))
}

fn register() -> UserCommand {
    UserCommand::RegisterUser {
        role: Role::Client,
        name: name(),
        email: None,
    }
}

fn registered() -> UserEvent {
    UserEvent::UserRegistered {
        by: CLIENT,
        at: at(9),
        role: Role::Client,
        name: name(),
        email: None,
    }
}

fn asked(
    past: Vec<UserEvent>,
    asker: Option<Standing>,
    is_self: bool,
) -> Result<Vec<UserEvent>, Refusal> {
    let ask = Asked {
        by: CLIENT,
        at: at(9),
        command: register(),
        facts: UserFacts { asker, is_self },
    };
    TestFramework::<User>::with(())
        .given(past)
        .when(ask)
        .inspect_result()
}

#[test]
fn people_make_themselves_known_at_first_sight() {
    assert_eq!(asked(vec![], None, true), Ok(vec![registered()]));
}

#[test]
fn an_admin_makes_others_known() {
    assert_eq!(
        asked(vec![], elsewhere(Role::Admin), false),
        Ok(vec![registered()])
    );
}

#[test]
fn nobody_else_makes_others_known() {
    let askers = [Role::Client, Role::Team, Role::Auditor].map(elsewhere);
    for asker in askers.into_iter().chain([None]) {
        assert_eq!(
            asked(vec![], asker, false),
            Err(Refusal::NotAnAdmin),
            "{asker:?}"
        );
    }
}

#[test]
fn a_person_becomes_known_once() {
    let themselves = asked(vec![registered()], elsewhere(Role::Client), true);
    let an_admin = asked(vec![registered()], elsewhere(Role::Admin), false);
    assert_eq!(themselves, Err(Refusal::IdTaken));
    assert_eq!(an_admin, Err(Refusal::IdTaken));
}
