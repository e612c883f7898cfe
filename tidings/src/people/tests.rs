use accounts::Accounts;
use chassis::caller::{AuthError, Authenticate};
use chassis::identity::Claims;
use domain::{Command, Private, Reason, Role, UserCommand, UserId};
use event_store::{LogReader, Writer};

use super::{People, Sessions, personal};

/// Everybody, and an admin among them, over a log of their own.
struct World {
    people: People,
    accounts: Accounts,
    known: harness::People,
}

impl World {
    async fn new(has_roles_from_token: bool) -> Self {
        let database = harness::database().await;
        let append = event_store::pool(&database.url, event_store::Role::Append, 4).await;
        let append = append.unwrap();
        let query = event_store::pool(&database.url, event_store::Role::Query, 4).await;
        let writer = Writer::start(append.clone(), false).await.unwrap();
        let reader = LogReader::open(query.unwrap()).await.unwrap();
        let known = harness::People::settle(&writer).await;
        let accounts = Accounts::new(append);
        let issuer = "tidings";
        let people = People::new(
            accounts.clone(),
            writer,
            reader,
            issuer,
            has_roles_from_token,
        );
        Self {
            people,
            accounts,
            known,
        }
    }

    async fn role_of(&self, sub: &str, role: Role) -> Result<Role, AuthError> {
        let caller = self.people.bearer(claims(sub, role)).await?;
        Ok(caller.role)
    }

    async fn id_of(&self, sub: &str) -> UserId {
        let caller = self.people.bearer(claims(sub, Role::Client)).await;
        caller.unwrap().user_id
    }

    /// The admin changes somebody, and whoever follows the log says so.
    async fn change(&self, user: UserId, command: UserCommand) {
        let command = Command::User(user, command);
        self.known.ask(self.known.admin, command).await.unwrap();
        self.accounts.forget_state_of(user);
    }
}

fn claims(sub: &str, role: Role) -> Claims {
    Claims {
        sub: sub.to_owned(),
        iss: "tidings".to_owned(),
        role,
        name: Some("Ann".to_owned()),
        email: None,
        exp: 4_000_000_000,
    }
}

fn role(role: Role) -> UserCommand {
    UserCommand::ChangePerson {
        name: None,
        role: Some(role),
        disabled: None,
    }
}

fn disabled(disabled: bool) -> UserCommand {
    UserCommand::ChangePerson {
        name: None,
        role: None,
        disabled: Some(disabled),
    }
}

#[tokio::test]
async fn after_first_sight_the_directory_decides_the_role() {
    let world = World::new(false).await;
    assert_eq!(world.role_of("ann", Role::Client).await, Ok(Role::Client));
    assert_eq!(world.role_of("ann", Role::Admin).await, Ok(Role::Client));
    let ann = world.id_of("ann").await;
    world.change(ann, role(Role::Team)).await;
    assert_eq!(world.role_of("ann", Role::Client).await, Ok(Role::Team));
}

#[tokio::test]
async fn where_roles_come_from_tokens_each_token_decides() {
    let world = World::new(true).await;
    for role in [Role::Client, Role::Admin, Role::Auditor, Role::Team] {
        assert_eq!(world.role_of("ann", role).await, Ok(role));
    }
    let ann = world.id_of("ann").await;
    world.change(ann, disabled(true)).await;
    assert_eq!(
        world.role_of("ann", Role::Admin).await,
        Err(AuthError::Disabled)
    );
}

#[tokio::test]
async fn who_is_disabled_stays_out_with_token_and_cookie_until_enabled() {
    let world = World::new(false).await;
    let ann = world.id_of("ann").await;
    let started = world.people.start(ann).await.unwrap();
    let mut endings = world.accounts.endings();
    assert!(world.people.session(&started.cookie).await.is_ok());
    world.change(ann, disabled(true)).await;
    let refused = Err(AuthError::Disabled);
    assert_eq!(world.role_of("ann", Role::Client).await, refused);
    let session = world.people.session(&started.cookie).await;
    assert_eq!(session, Err(AuthError::Disabled));
    // Whoever holds sockets is told.
    assert!(endings.try_recv().is_ok());
    world.change(ann, disabled(false)).await;
    assert_eq!(world.role_of("ann", Role::Client).await, Ok(Role::Client));
    // The session does not come back.
    let session = world.people.session(&started.cookie).await;
    assert_eq!(session, Err(AuthError::Unauthenticated));
}

#[tokio::test]
async fn who_is_erased_stays_out() {
    let world = World::new(false).await;
    let ann = world.id_of("ann").await;
    let started = world.people.start(ann).await.unwrap();
    let reason = Private::new(Reason::parse("asked for it").unwrap(), harness::salt());
    world.change(ann, UserCommand::EraseUser { reason }).await;
    assert_eq!(
        world.role_of("ann", Role::Client).await,
        Err(AuthError::Disabled)
    );
    let session = world.people.session(&started.cookie).await;
    assert_eq!(session, Err(AuthError::Disabled));
}

#[tokio::test]
async fn many_first_requests_at_once_register_one_person() {
    let world = World::new(false).await;
    let asked = (0..20).map(|_| world.id_of("ann"));
    let ids = futures_util::future::join_all(asked).await;
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn a_claim_that_is_no_name_is_as_good_as_none() {
    for (claim, is_name) in [
        ("Ann", true),
        ("", false),
        ("  ", false),
        ("a\0b", false),
        (&"a".repeat(10_000), false),
    ] {
        assert_eq!(
            personal(Some(claim)).unwrap().is_some(),
            is_name,
            "{claim:.20}"
        );
    }
    assert!(personal(None).unwrap().is_none());
}
