//! The log's reader as the follower wants it.

use domain::RecordedEvent;
use event_bus::{Log, LogError};
use event_store::LogReader;

#[derive(Debug)]
pub(crate) struct Reading(pub(crate) LogReader);

impl Log for Reading {
    async fn read(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, LogError> {
        Ok(self.0.read(after, limit).await?)
    }

    async fn head(&self) -> Result<u64, LogError> {
        Ok(self.0.head().await?)
    }
}
