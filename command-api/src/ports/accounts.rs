use async_trait::async_trait;
use domain::{Timestamp, UserId};
use wire::Person;

use super::Unreachable;

/// A session that has just begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartedSession {
    /// The cookie's value. It is kept nowhere else.
    pub cookie: String,
    /// When it ends, unless used again.
    pub expires_at: Timestamp,
}

/// Whoever keeps the sessions.
#[async_trait]
pub trait Sessions: Send + Sync + 'static {
    /// Signs a person in.
    async fn start(&self, user: UserId) -> Result<StartedSession, Unreachable>;

    /// Signs out: the session of this cookie is dead when this returns. Ending one that is not
    /// there is no error.
    async fn end(&self, cookie: &str) -> Result<(), Unreachable>;

    /// The people that may be chosen in demo mode. Asked in demo mode only.
    async fn demo_people(&self) -> Result<Vec<Person>, Unreachable>;
}

/// Whoever keeps what the identity provider calls people.
#[async_trait]
pub trait Identities: Send + Sync + 'static {
    /// Gives a subject of the configured issuer this user id, unless it has one: the answer is
    /// the one it has.
    async fn claim(&self, subject: &ProviderSubject, user: UserId) -> Result<UserId, Unreachable>;

    /// What the provider calls a person, if it knows them still.
    async fn subject_of(&self, user: UserId) -> Result<Option<String>, Unreachable>;
}

/// Longer subjects are refused in tokens too, so nobody could sign in with one.
const SUBJECT_BYTES_MAX: usize = 1_024;

/// What the identity provider calls a person. Never enters the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSubject(String);

impl ProviderSubject {
    /// Takes the text if a token could carry it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: String) -> Result<Self, &'static str> {
        if text.trim().is_empty() {
            Err("must not be blank")
        } else if text.len() > SUBJECT_BYTES_MAX {
            Err("must be at most 1024 bytes")
        } else if text.contains('\0') {
            Err("must not contain U+0000")
        } else {
            Ok(Self(text))
        }
    }

    /// The text as the provider has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
