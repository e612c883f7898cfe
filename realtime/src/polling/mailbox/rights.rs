//! What one request, or one WebSocket, has to itself.

use std::sync::Arc;

use axum::extract::ws::WebSocket;
use tokio::time::Instant;

use super::{Ending, Mailbox, Stage, State};

/// A request under way. If it is given up before it is done, its client is gone.
#[derive(Debug)]
pub(crate) struct Turn {
    mailbox: Arc<Mailbox>,
    leave: fn(&mut State),
    pub(super) is_done: bool,
}

impl Turn {
    pub(super) fn of(mailbox: &Arc<Mailbox>, leave: fn(&mut State)) -> Self {
        Self {
            mailbox: mailbox.clone(),
            leave,
            is_done: false,
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        (self.leave)(&mut self.mailbox.state());
        if !self.is_done {
            self.mailbox.end_with(Ending::Gone);
        }
    }
}

/// A WebSocket's claim to a session. Given up, the session goes on polling.
#[derive(Debug)]
pub(crate) struct Claim(pub(super) Arc<Mailbox>);

impl Claim {
    /// The probe is answered: from now on the client waits for its poll to end.
    pub(in crate::polling) fn probed(&self) {
        let mut state = self.0.state();
        if matches!(state.stage, Stage::Claimed) {
            state.stage = Stage::Probed(Instant::now());
        }
        self.0.told.notify_one();
    }

    /// The client is here from now on.
    pub(in crate::polling) fn hand_over(self, socket: WebSocket) {
        self.0.state().stage = Stage::Upgraded(Some(Box::new(socket)));
        self.0.told.notify_one();
        self.0.heard.notify_one();
        self.0.fetched.notify_one();
    }

    pub(in crate::polling) fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if !matches!(state.stage, Stage::Upgraded(_)) {
            state.stage = Stage::Polling;
        }
        drop(state);
        self.0.told.notify_one();
    }
}
