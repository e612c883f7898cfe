use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use domain::UserId;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::board::Board;
use crate::{Arrival, News, Pace, Presence, Typing};

/// Presence of a process that is alone.
#[derive(Debug)]
pub struct MemoryPresence {
    board: Arc<Board>,
}

impl MemoryPresence {
    /// Nobody is there yet.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self {
            board: Arc::new(Board::new(pace.grace, true, None)),
        }
    }
}

#[async_trait]
impl Presence for MemoryPresence {
    fn arrive(&self, user: UserId) -> Arrival {
        Arrival::new(&self.board, user)
    }

    fn online(&self, users: &HashSet<UserId>) -> Option<HashSet<UserId>> {
        self.board.online(users)
    }

    fn type_in(&self, typing: Typing) {
        self.board.type_in(typing);
    }

    fn listen(&self) -> broadcast::Receiver<News> {
        self.board.listen()
    }

    async fn run(&self, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.board.settle() => {}
        }
    }
}
