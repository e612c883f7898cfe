//! The port to the log itself.

use std::error::Error;
use std::future::Future;
use std::sync::Arc;

use domain::RecordedEvent;

/// Why the log could not be read. The follower tries again, so it only needs words.
pub type LogError = Box<dyn Error + Send + Sync>;

/// The log as a follower reads it.
pub trait Log: Send + Sync {
    /// The events after a position: ascending, without a hole, at most `limit`; none at the end.
    fn read(
        &self,
        after: u64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<RecordedEvent>, LogError>> + Send;

    /// The position of the newest event; 0 for an empty log.
    fn head(&self) -> impl Future<Output = Result<u64, LogError>> + Send;
}

impl<L: Log> Log for Arc<L> {
    async fn read(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, LogError> {
        L::read(self, after, limit).await
    }

    async fn head(&self) -> Result<u64, LogError> {
        L::head(self).await
    }
}
