use std::sync::Arc;
use std::time::Duration;

use domain::UserId;
use sqlx::PgPool;
use tokio::sync::broadcast;

use crate::cache::Cache;
use crate::identities::Subject;
use crate::session::{Session, SessionId};
use crate::states::PersonState;

/// A person's id never changes while they exist; this bounds memory more than staleness.
const IDENTITY_CACHE_TIME: Duration = Duration::from_secs(60);

/// How long a node that misses a notification may believe a session that has ended.
const SESSION_CACHE_TIME: Duration = Duration::from_secs(30);

/// How long a role, or that somebody is disabled, may be out of date where nobody follows the log.
const STATE_CACHE_TIME: Duration = Duration::from_secs(30);

/// About 20 MB when full.
const CACHE_ENTRIES_MAX: usize = 50_000;

/// Endings that a slow subscriber may fall behind, before it is told that it missed some.
const ENDINGS_HELD_MAX: usize = 1_024;

/// Identities and sessions of one deployment. Clones share caches and connections.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) pool: PgPool,
    /// What erased subjects are hashed with.
    pub(crate) tombstone_key: [u8; 32],
    pub(crate) identities: Arc<Cache<Subject, UserId>>,
    pub(crate) sessions: Arc<Cache<SessionId, Session>>,
    pub(crate) states: Arc<Cache<UserId, PersonState>>,
    pub(crate) endings: broadcast::Sender<SessionId>,
}

/// Why an account could not be asked for.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The subject is that of somebody who was erased.
    #[error("who had this identity was erased")]
    Erased,
    /// Postgres did not answer as it should.
    #[error("the accounts cannot be read: {0}")]
    Postgres(#[from] sqlx::Error),
    /// A cookie needs randomness.
    #[error("the operating system has no randomness to give: {0}")]
    Randomness(String),
}

impl Accounts {
    /// Accounts over a pool whose role may read and write schema `app` (`tidings_append`).
    pub fn new(pool: PgPool) -> Self {
        Self {
            pool,
            tombstone_key: [0; 32],
            identities: Arc::new(Cache::new(IDENTITY_CACHE_TIME, CACHE_ENTRIES_MAX)),
            sessions: Arc::new(Cache::new(SESSION_CACHE_TIME, CACHE_ENTRIES_MAX)),
            states: Arc::new(Cache::new(STATE_CACHE_TIME, CACHE_ENTRIES_MAX)),
            endings: broadcast::Sender::new(ENDINGS_HELD_MAX),
        }
    }

    /// The same with the deployment's key for what is left of erased subjects: without it nobody can
    /// find out by guessing which addresses were here.
    #[must_use]
    pub fn with_tombstone_key(self, tombstone_key: [u8; 32]) -> Self {
        Self {
            tombstone_key,
            ..self
        }
    }

    /// The same memory over other connections, whose role may do other things.
    #[must_use]
    pub fn acting_through(&self, pool: PgPool) -> Self {
        Self {
            pool,
            ..self.clone()
        }
    }
}
