use std::convert::Infallible;

use accounts::{Accounts, PersonState};
use domain::{Role, UserId};
use uuid::Uuid;

use crate::database::Database;

const CLIENT: PersonState = PersonState::Active(Role::Client);

/// Asks, with a log that says `state`.
async fn ask(accounts: &Accounts, user: UserId, state: Option<PersonState>) -> Option<PersonState> {
    let asked = accounts.state_of(user, async { Ok::<_, Infallible>(state) });
    asked.await.unwrap()
}

#[tokio::test]
async fn a_state_is_remembered_until_it_is_forgotten() {
    let accounts = Database::new().await.accounts().await;
    let (ann, ben) = (UserId::new(Uuid::new_v4()), UserId::new(Uuid::new_v4()));
    assert_eq!(ask(&accounts, ann, Some(CLIENT)).await, Some(CLIENT));
    assert_eq!(ask(&accounts, ben, Some(CLIENT)).await, Some(CLIENT));
    let disabled = Some(PersonState::Disabled);
    assert_eq!(ask(&accounts, ann, disabled).await, Some(CLIENT));
    accounts.forget_state_of(ann);
    assert_eq!(ask(&accounts, ann, disabled).await, disabled);
    assert_eq!(ask(&accounts, ben, disabled).await, Some(CLIENT));
}

#[tokio::test]
async fn a_change_during_the_read_is_not_covered_up() {
    let accounts = Database::new().await.accounts().await;
    let ann = UserId::new(Uuid::new_v4());
    let read = accounts.state_of(ann, async {
        // Read, then disabled, then heard of, then remembered: in this order.
        accounts.forget_state_of(ann);
        Ok::<_, Infallible>(Some(CLIENT))
    });
    assert_eq!(read.await.unwrap(), Some(CLIENT));
    let disabled = Some(PersonState::Disabled);
    assert_eq!(ask(&accounts, ann, disabled).await, disabled);
}

#[tokio::test]
async fn who_is_not_known_may_be_known_a_moment_later() {
    let accounts = Database::new().await.accounts().await;
    let ann = UserId::new(Uuid::new_v4());
    assert_eq!(ask(&accounts, ann, None).await, None);
    assert_eq!(ask(&accounts, ann, Some(CLIENT)).await, Some(CLIENT));
}
