//! What waits to be written to one socket: bounded in bytes, filled by the hall, emptied by the
//! socket's own task.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use domain::{Role, UserId};
use tokio::sync::Notify;

use crate::close::Close;
use crate::dialect::Dialect;

/// More than this waiting means that the reader does not keep up. It is closed and resumes: no
/// durable frame is ever dropped while a socket goes on.
pub(crate) const QUEUE_BYTES_MAX: usize = 256 * 1024;

/// What a waiting frame costs besides its text.
const FRAME_COST: usize = 64;

/// Whether a frame may be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// It must arrive, or the socket must close.
    Durable,
    /// It is of the moment, and the first to go when the queue is half full.
    Fleeting,
}

/// Shared by the socket's task and the hall; gone with the later of the two.
#[derive(Debug)]
pub(crate) struct Outbox {
    pub(crate) user: UserId,
    pub(crate) dialect: Dialect,
    /// The session whose cookie opened it, if one did.
    pub(crate) session: Option<String>,
    is_admin: AtomicBool,
    may_watch: AtomicBool,
    /// There was no room for a fleeting frame.
    has_missed: AtomicBool,
    // Guards what waits. Held for a push or a take, never across an await.
    queue: Mutex<Queue>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Utf8Bytes>,
    bytes: usize,
    close: Option<Close>,
}

/// What a push did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// It waits.
    Waits {
        /// What it takes.
        bytes: usize,
        /// Nothing waited before it, so the task sleeps or is about to: whoever pushed has to wake
        /// it. For the others it is woken already, or at work.
        is_first: bool,
    },
    /// It was not taken: the socket is closing, or there was no room for a fleeting frame.
    Dropped,
}

/// What the socket's task takes out.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) texts: Vec<Utf8Bytes>,
    pub(crate) bytes: usize,
    pub(crate) close: Option<Close>,
}

impl Outbox {
    pub(crate) fn new(user: UserId, role: Role, dialect: Dialect, session: Option<String>) -> Self {
        Self {
            user,
            dialect,
            session,
            is_admin: AtomicBool::new(role == Role::Admin),
            may_watch: AtomicBool::new(may_watch(role)),
            has_missed: AtomicBool::new(false),
            queue: Mutex::default(),
            wake: Notify::new(),
        }
    }

    /// Admins take part without being members of the project.
    pub(crate) fn is_admin(&self) -> bool {
        self.is_admin.load(Ordering::Relaxed)
    }

    /// Admins and auditors may look on where they take no part.
    pub(crate) fn may_watch(&self) -> bool {
        self.may_watch.load(Ordering::Relaxed)
    }

    pub(crate) fn set_role(&self, role: Role) {
        self.is_admin.store(role == Role::Admin, Ordering::Relaxed);
        self.may_watch.store(may_watch(role), Ordering::Relaxed);
    }

    /// Adds a frame without waking the task: the hall wakes once per batch.
    pub(crate) fn push(&self, text: Utf8Bytes, weight: Weight) -> Pushed {
        let mut queue = self.queue();
        if queue.close.is_some() {
            return Pushed::Dropped;
        }
        let bytes = text.len() + FRAME_COST;
        let room = match weight {
            Weight::Durable => QUEUE_BYTES_MAX,
            Weight::Fleeting => QUEUE_BYTES_MAX / 2,
        };
        // One frame always fits, however long: a single one is no sign of a slow reader.
        if queue.bytes + bytes > room && !queue.waiting.is_empty() {
            match weight {
                Weight::Durable => queue.close = Some(Close::TooSlow),
                Weight::Fleeting => self.has_missed.store(true, Ordering::Relaxed),
            }
            return Pushed::Dropped;
        }
        let is_first = queue.waiting.is_empty();
        queue.bytes += bytes;
        queue.waiting.push_back(text);
        Pushed::Waits { bytes, is_first }
    }

    /// Whether a fleeting frame was dropped since this was last asked.
    pub(crate) fn has_missed(&self) -> bool {
        self.has_missed.swap(false, Ordering::Relaxed)
    }

    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Closes the socket once what waits is written. The first reason stands.
    pub(crate) fn close(&self, close: Close) {
        self.queue().close.get_or_insert(close);
        self.wake();
    }

    /// Resolves when there is something to take.
    pub(crate) async fn filled(&self) {
        loop {
            {
                let queue = self.queue();
                if !queue.waiting.is_empty() || queue.close.is_some() {
                    return;
                }
            }
            self.wake.notified().await;
        }
    }

    /// Takes out about `bytes` of what waits. A reader who is too slow gets none of the rest.
    pub(crate) fn take(&self, bytes: usize) -> Taken {
        let mut queue = self.queue();
        let mut taken = Taken::default();
        if queue.close == Some(Close::TooSlow) {
            taken.bytes = std::mem::take(&mut queue.bytes);
            queue.waiting = VecDeque::new();
        }
        while taken.bytes < bytes
            && let Some(text) = queue.waiting.pop_front()
        {
            taken.bytes += text.len() + FRAME_COST;
            taken.texts.push(text);
        }
        if queue.waiting.is_empty() {
            taken.close = queue.close;
            // An idle socket keeps no room for the burst it once had.
            queue.waiting = VecDeque::new();
            queue.bytes = 0;
        } else {
            queue.bytes = queue.bytes.saturating_sub(taken.bytes);
        }
        taken
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const fn may_watch(role: Role) -> bool {
    match role {
        Role::Admin | Role::Auditor => true,
        Role::Client | Role::Team => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbox() -> Outbox {
        let user = UserId::new(uuid::Uuid::from_u128(1));
        Outbox::new(user, Role::Client, Dialect::Plain, None)
    }

    fn text(bytes: usize) -> Utf8Bytes {
        "x".repeat(bytes).into()
    }

    #[test]
    fn fleeting_frames_are_dropped_above_half_and_durable_ones_still_fit() {
        let outbox = outbox();
        assert!(matches!(
            outbox.push(text(QUEUE_BYTES_MAX / 2), Weight::Durable),
            Pushed::Waits { is_first: true, .. }
        ));
        assert_eq!(outbox.push(text(1), Weight::Fleeting), Pushed::Dropped);
        assert_eq!([outbox.has_missed(), outbox.has_missed()], [true, false]);
        assert!(matches!(
            outbox.push(text(1), Weight::Durable),
            Pushed::Waits {
                is_first: false,
                ..
            }
        ));
    }

    #[test]
    fn a_full_queue_closes_the_socket_and_gives_nothing_of_the_rest() {
        let outbox = outbox();
        outbox.push(text(QUEUE_BYTES_MAX / 2), Weight::Durable);
        assert_eq!(
            outbox.push(text(QUEUE_BYTES_MAX / 2), Weight::Durable),
            Pushed::Dropped
        );
        let taken = outbox.take(usize::MAX);
        assert_eq!((taken.texts.len(), taken.close), (0, Some(Close::TooSlow)));
    }

    #[test]
    fn what_waits_is_written_before_an_ordinary_close() {
        let outbox = outbox();
        outbox.push(text(10), Weight::Durable);
        outbox.push(text(10), Weight::Durable);
        outbox.close(Close::TooManySockets);
        assert_eq!(outbox.take(1).close, None);
        assert_eq!(outbox.take(1).close, Some(Close::TooManySockets));
    }
}
