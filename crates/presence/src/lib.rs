//! Who is there, and who is typing: of the moment, never in the log.
//!
//! A person is there while one of their sockets is, on any node, and ten seconds longer, so that a
//! reload does not flap. Each node keeps everybody's presence in memory and answers from there:
//! nothing here is ever waited for. With Redis, a node writes who is on it as one entry that
//! expires, tells the others that it did, and reads the others' entries at every heartbeat in any
//! case; so whatever is lost (a hint, a node, all of Redis' data) is right again a heartbeat later.
//! While Redis cannot be reached, presence is unknown, and says so.
//!
//! To add another kind of news: a variant of [`News`], told by the board, and a word for it in
//! `redis/hint.rs`. To add another means: implement [`Presence`] over the board, and add it to the
//! suite in `tests/it`.

mod board;
mod memory;
mod redis;
mod roster;
mod typists;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{ConversationId, UserId};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use board::Board;

pub use crate::redis::{RedisPresence, Unusable, version_of};
pub use memory::MemoryPresence;

/// Somebody types in a conversation, or stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Typing {
    /// Where.
    pub conversation: ConversationId,
    /// Who.
    pub user: UserId,
    /// Whether they do.
    pub is_typing: bool,
}

/// What listeners are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Somebody came online.
    Joined(UserId),
    /// Somebody is offline, and was for a while.
    Left(UserId),
    /// Nobody knows who is there.
    Unknown,
    /// It is known again: ask anew.
    Known,
    /// Somebody types, here or on another node.
    Typing(Typing),
}

/// Time and patience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// A node writes who is on it, and reads the others, at least this often.
    pub heartbeat: Duration,
    /// What a node wrote is gone after this long without a heartbeat.
    pub expiry: Duration,
    /// Who left is told to be offline after this long.
    pub grace: Duration,
    /// Reads and writes between heartbeats are at least this far apart.
    pub pause: Duration,
    /// Redis has to answer within this.
    pub answer_within: Duration,
}

impl Default for Pace {
    /// A killed node's people are offline within expiry, heartbeat and grace: below 45 s.
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(4),
            expiry: Duration::from_secs(30),
            grace: Duration::from_secs(10),
            pause: Duration::from_millis(250),
            answer_within: Duration::from_millis(100),
        }
    }
}

/// Presence and typing of all nodes, seen from one. Nothing waits, and nothing fails: what cannot
/// be told is left out.
#[async_trait]
pub trait Presence: Send + Sync + 'static {
    /// A connection of this person is here, for as long as the answer is held.
    fn arrive(&self, user: UserId) -> Arrival;

    /// Which of these are online; none if that is unknown.
    fn online(&self, users: &HashSet<UserId>) -> Option<HashSet<UserId>>;

    /// Somebody here types, or stopped. Told on at most once a second, and ended by itself.
    fn type_in(&self, typing: Typing);

    /// News from now on. Who falls behind missed some, and asks [`Presence::online`] anew.
    fn listen(&self) -> broadcast::Receiver<News>;

    /// Does the work, until told to stop.
    async fn run(&self, stop: CancellationToken);
}

/// A person's connection to this node. Dropped, it is gone.
#[derive(Debug)]
pub struct Arrival {
    board: Arc<Board>,
    user: UserId,
}

impl Arrival {
    fn new(board: &Arc<Board>, user: UserId) -> Self {
        board.arrive(user);
        Self {
            board: board.clone(),
            user,
        }
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        self.board.depart(self.user);
    }
}
