//! What this crate needs of others: the log that is written to, and accounts. The binary joins
//! them in.

use async_trait::async_trait;
use domain::{ConversationId, Reason, UserId};

/// Writes down that somebody looks at what they take no part in, before they see any of it.
#[async_trait]
pub trait Recorder: Send + Sync + 'static {
    /// A conversation is followed as it goes on.
    async fn record_watch(
        &self,
        watcher: UserId,
        conversation: ConversationId,
        reason: Reason,
    ) -> Result<(), NotRecorded>;
}

/// Why it was not written down, and so must not be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRecorded {
    /// The person may not, or there is nothing to see: both look the same.
    Refused,
    /// The log cannot be written to just now. What went wrong was logged where it happened.
    Unavailable,
}

/// Remembers what people may do, and has to forget it when it changes.
pub trait Doorkeeper: Send + Sync + 'static {
    /// A role changed, or whether somebody may come in. Must not block.
    fn rights_changed(&self, user: UserId, may_come_in: bool);
}
