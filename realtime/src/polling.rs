//! Long-polling: a session whose client comes and goes with short requests. Between the two
//! stands a mailbox; the session itself does not know the difference.

mod mailbox;
mod payload;
mod probe;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use mailbox::{Ending, Mailbox, Polled, Post};
pub(crate) use probe::probe;

/// Polling sessions of one process. A WebSocket is bounded by its connection; these are not, so
/// they are counted. Who never says hello is gone after the hello's limit.
pub(crate) const SESSIONS_MAX: usize = 10_000;

/// The polling sessions by `sid`. Held by the service as long as it runs.
#[derive(Debug, Default)]
pub(crate) struct Polls {
    // Held for a look, never across an await.
    sessions: Mutex<HashMap<String, Arc<Mailbox>>>,
}

impl Polls {
    /// A new session's mailbox, and its place in the table; none if there are too many.
    pub(crate) fn open(self: &Arc<Self>, sid: &str) -> Option<Entry> {
        let mut sessions = self.sessions();
        if sessions.len() >= SESSIONS_MAX {
            return None;
        }
        let mailbox = Arc::<Mailbox>::default();
        sessions.insert(sid.to_owned(), mailbox.clone());
        Some(Entry {
            polls: self.clone(),
            sid: sid.to_owned(),
            mailbox,
        })
    }

    /// The mailbox of a session that is still there.
    pub(crate) fn find(&self, sid: &str) -> Option<Arc<Mailbox>> {
        self.sessions().get(sid).cloned()
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Arc<Mailbox>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session's place in the table, given up when dropped. The session's task holds it, also after
/// an upgrade: a late poll is then told apart from an unknown one.
#[derive(Debug)]
pub(crate) struct Entry {
    polls: Arc<Polls>,
    sid: String,
    pub(crate) mailbox: Arc<Mailbox>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.polls.sessions().remove(&self.sid);
        self.mailbox.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_so_many_sessions_and_again_when_one_is_gone() {
        let polls = Arc::new(Polls::default());
        let open = |number: usize| polls.open(&number.to_string());
        let mut entries: Vec<_> = (0..SESSIONS_MAX).filter_map(open).collect();
        assert_eq!(entries.len(), SESSIONS_MAX);
        assert!(open(SESSIONS_MAX).is_none());
        entries.pop();
        assert!(open(SESSIONS_MAX).is_some());
    }
}
