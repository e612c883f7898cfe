//! Making people known.

use cqrs_es::test::TestFramework;
use domain::{
    Asked, Name, Private, Reason, Refusal, Role, Standing, User, UserCommand, UserEvent, UserFacts,
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
    given(past, register(), asker, is_self)
}

fn given(
    past: Vec<UserEvent>,
    command: UserCommand,
    asker: Option<Standing>,
    is_self: bool,
) -> Result<Vec<UserEvent>, Refusal> {
    let ask = Asked {
        by: CLIENT,
        at: at(9),
        command,
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
    let rows = [
        (elsewhere(Role::Client), Refusal::OnlyAdmins),
        (elsewhere(Role::Team), Refusal::OnlyAdmins),
        (elsewhere(Role::Auditor), Refusal::AuditorsChangeNothing),
        (disabled(Role::Admin), Refusal::PersonDisabled),
        (None, Refusal::NoSuchPerson),
    ];
    for (asker, expected) in rows {
        assert_eq!(asked(vec![], asker, false), Err(expected), "{asker:?}");
    }
}

#[test]
fn a_person_becomes_known_once() {
    let themselves = asked(vec![registered()], elsewhere(Role::Client), true);
    let an_admin = asked(vec![registered()], elsewhere(Role::Admin), false);
    assert_eq!(themselves, Err(Refusal::IdTaken));
    assert_eq!(an_admin, Err(Refusal::IdTaken));
}

fn change(name: Option<&str>, role: Option<Role>, disabled: Option<bool>) -> UserCommand {
    let named = |text: &str| Private::new(Name::parse(text).unwrap(), SALT);
    UserCommand::ChangePerson {
        name: name.map(named),
        role,
        disabled,
    }
}

fn erase() -> UserCommand {
    let reason = Private::new(Reason::parse("asked for it").unwrap(), SALT);
    UserCommand::EraseUser { reason }
}

fn erased() -> UserEvent {
    let reason = Private::new(Reason::parse("asked for it").unwrap(), SALT);
    let (by, at) = (CLIENT, at(9));
    UserEvent::UserErased { by, at, reason }
}

fn names(result: Result<Vec<UserEvent>, Refusal>) -> Result<Vec<&'static str>, Refusal> {
    result.map(|events| events.iter().map(UserEvent::name).collect())
}

#[test]
fn each_thing_that_differs_is_an_event_of_its_own() {
    let admin = elsewhere(Role::Admin);
    let ask = |command| names(given(vec![registered()], command, admin, false));
    let all = ask(change(Some("Klara"), Some(Role::Team), Some(true)));
    assert_eq!(
        all,
        Ok(vec!["ProfileChanged", "RoleChanged", "UserDisabled"])
    );
    assert_eq!(
        ask(change(Some("Clara"), Some(Role::Client), Some(false))),
        Ok(vec![])
    );
    assert_eq!(ask(change(None, None, None)), Ok(vec![]));
}

#[test]
fn who_was_disabled_may_be_let_in_again() {
    let (by, at) = (CLIENT, at(9));
    let past = vec![registered(), UserEvent::UserDisabled { by, at }];
    let again = given(
        past,
        change(None, None, Some(false)),
        elsewhere(Role::Admin),
        false,
    );
    assert_eq!(again, Ok(vec![UserEvent::UserEnabled { by, at }]));
}

#[test]
fn nobody_locks_themselves_out() {
    let admin = elsewhere(Role::Admin);
    let ask = |command| names(given(vec![registered()], command, admin, true));
    assert_eq!(
        ask(change(None, Some(Role::Team), None)),
        Err(Refusal::NotOneself)
    );
    assert_eq!(
        ask(change(None, None, Some(true))),
        Err(Refusal::NotOneself)
    );
    assert_eq!(ask(erase()), Err(Refusal::NotOneself));
    assert_eq!(
        ask(change(Some("Klara"), None, None)),
        Ok(vec!["ProfileChanged"])
    );
}

#[test]
fn an_erased_person_is_erased_once_and_stays_so() {
    let admin = elsewhere(Role::Admin);
    assert_eq!(
        given(vec![registered()], erase(), admin, false),
        Ok(vec![erased()])
    );
    let past = || vec![registered(), erased()];
    assert_eq!(given(past(), erase(), admin, false), Ok(vec![]));
    let back = given(past(), change(None, None, Some(false)), admin, false);
    assert_eq!(back, Err(Refusal::PersonErased));
}

#[test]
fn an_erasure_that_was_lost_is_made_again_whoever_asked_for_it() {
    let reason = Private::new(Reason::parse("asked for it").unwrap(), SALT);
    let again = || UserCommand::EraseAgain {
        reason: reason.clone(),
    };
    assert_eq!(
        given(vec![registered()], again(), None, false),
        Ok(vec![erased()])
    );
    assert_eq!(
        given(vec![registered(), erased()], again(), None, false),
        Ok(vec![])
    );
    assert_eq!(
        given(vec![], again(), None, false),
        Err(Refusal::NoSuchPerson)
    );
}

#[test]
fn only_admins_change_people_and_only_those_who_are_there() {
    for command in [change(Some("Klara"), None, None), erase()] {
        for role in [Role::Client, Role::Team] {
            let asker = given(vec![registered()], command.clone(), elsewhere(role), true);
            assert_eq!(asker, Err(Refusal::OnlyAdmins));
        }
        let nobody = given(vec![], command, elsewhere(Role::Admin), false);
        assert_eq!(nobody, Err(Refusal::NoSuchPerson));
    }
}

#[test]
fn people_take_the_role_that_their_token_gives_them_and_nobody_elses() {
    let take = |is_self| {
        let asker = elsewhere(Role::Client);
        let role = Role::Admin;
        names(given(
            vec![registered()],
            UserCommand::TakeRole { role },
            asker,
            is_self,
        ))
    };
    assert_eq!(take(true), Ok(vec!["RoleChanged"]));
    assert_eq!(take(false), Err(Refusal::OnlyAdmins));
    let role = Role::Client;
    let same = given(
        vec![registered()],
        UserCommand::TakeRole { role },
        elsewhere(role),
        true,
    );
    assert_eq!(same, Ok(vec![]));
}
