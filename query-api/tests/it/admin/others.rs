//! What the routes need of others, in memory.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::{AccessCommand, Metadata, UserId};
use event_store::Known;
use query_api::{Presence, Trace, Unreachable, Unrecorded, Witness};

/// Everything that is handed in besides accounts and files.
#[derive(Clone)]
pub struct Others {
    pub presence: Arc<dyn Presence>,
    pub trace: Arc<dyn Trace>,
    pub witness: Arc<dyn Witness>,
}

impl Default for Others {
    /// Nobody knows who is here, and nothing is taken down.
    fn default() -> Self {
        Self {
            presence: Arc::<Here>::default(),
            trace: Arc::new(NoLog),
            witness: Arc::<Kept>::default(),
        }
    }
}

/// Who is here; none: unknown.
#[derive(Default)]
pub struct Here(pub Mutex<Option<HashSet<UserId>>>);

#[async_trait]
impl Presence for Here {
    async fn online(&self, _: &[UserId]) -> Option<HashSet<UserId>> {
        self.0.lock().unwrap().clone()
    }
}

/// A log that is away.
pub struct NoLog;

#[async_trait]
impl Trace for NoLog {
    async fn leave(&self, _: UserId, _: AccessCommand, _: Metadata) -> Result<(), Unrecorded> {
        Err(Unrecorded::Unreachable)
    }
}

/// What is kept of the log outside.
#[derive(Default)]
pub struct Kept(pub Mutex<Known>);

#[async_trait]
impl Witness for Kept {
    async fn known(&self) -> Result<Known, Unreachable> {
        Ok(self.0.lock().unwrap().clone())
    }
}
