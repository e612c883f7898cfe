//! What goes into the writer, and what comes out.

use std::sync::Arc;

use domain::{Command, Metadata, RecordedEvent, Refusal, State, UserId};

use crate::Failure;

/// An idempotency key and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// 1 to 128 visible ASCII characters, scoped by user.
    pub key: String,
    /// HMAC of method, path, If-Match and body: another request under this key is refused.
    pub digest: Vec<u8>,
}

/// A command on its way to the log.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Who asks.
    pub by: UserId,
    /// What.
    pub command: Command,
    /// The request's key, if it has one.
    pub key: Option<RequestKey>,
    /// What is known of the request: `traceparent`.
    pub metadata: Metadata,
}

/// A command that was carried out, now or earlier.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it did; empty if there was nothing to do.
    pub events: Vec<RecordedEvent>,
    /// Whether this is the answer to a repeat: nothing was appended now.
    pub replayed: bool,
    /// The aggregate as it is now (for a repeat too), as the asker sees it: a read marker that
    /// did not move tells how far was read, `joinedSeq` included.
    pub state: Arc<State>,
    /// A position of the log at which all of this holds.
    pub position: u64,
}

/// A command that was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The domain says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The key or the message id was used for another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// The log could not be reached in time. The command may or may not have been carried out;
    /// a repeat with the same key or message id settles it.
    #[error(transparent)]
    Unavailable(#[from] Failure),
}
