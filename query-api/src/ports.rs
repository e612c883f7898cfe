//! What this crate needs of the accounts. The binary joins it in.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::UserId;
use wire::Person;

/// The accounts did not answer. What went wrong was logged where it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;

/// Whoever knows how people sign in.
#[async_trait]
pub trait Accounts: Send + Sync + 'static {
    /// What the identity provider calls these people. Who has no name there is left out.
    async fn subjects(&self, of: &[UserId]) -> Result<HashMap<UserId, String>, Unreachable>;

    /// The people that may be chosen in demo mode. Asked in demo mode only.
    async fn demo_people(&self) -> Result<Vec<Person>, Unreachable>;
}
