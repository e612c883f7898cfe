//! What this crate needs of others: accounts, who is here, the log to leave a trace in, and what is known
//! of the log from outside of it. The binary joins them in.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use domain::{AccessCommand, Command, Metadata, Refusal, UserId};
use event_store::{Known, Submission, SubmitError, Writer};
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

/// Whoever knows who is connected.
#[async_trait]
pub trait Presence: Send + Sync + 'static {
    /// Which of these people are here now; none while nobody knows.
    async fn online(&self, of: &[UserId]) -> Option<HashSet<UserId>>;
}

/// A look that was not taken down, and so must not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unrecorded {
    /// Who looks may not, or what they look at is not there.
    Refused(Refusal),
    /// The log cannot be reached. Whether it has the trace is not known.
    Unreachable,
}

/// Wherever it is taken down that somebody looks at what they take no part in.
#[async_trait]
pub trait Trace: Send + Sync + 'static {
    /// Takes it down, and returns when the log has it.
    async fn leave(
        &self,
        by: UserId,
        look: AccessCommand,
        metadata: Metadata,
    ) -> Result<(), Unrecorded>;
}

#[async_trait]
impl Trace for Writer {
    async fn leave(
        &self,
        by: UserId,
        look: AccessCommand,
        metadata: Metadata,
    ) -> Result<(), Unrecorded> {
        let submission = Submission {
            by,
            command: Command::Access(by, look),
            key: None,
            metadata,
        };
        match self.submit(submission).await {
            Ok(_) => Ok(()),
            Err(SubmitError::Refused(refusal)) => Err(Unrecorded::Refused(refusal)),
            Err(error @ (SubmitError::KeyReused | SubmitError::Unavailable(_))) => {
                tracing::warn!(%error, "a look was not taken down");
                Err(Unrecorded::Unreachable)
            }
        }
    }
}

/// Whoever keeps what is known of the log outside of its database.
#[async_trait]
pub trait Witness: Send + Sync + 'static {
    /// The keys that sign checkpoints, and the checkpoints that were kept.
    async fn known(&self) -> Result<Known, Unreachable>;
}
