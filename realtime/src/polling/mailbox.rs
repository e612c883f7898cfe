mod rights;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::{Utf8Bytes, WebSocket};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::payload::{Payload, join};
use crate::close::Close;
use rights::Turn;

pub(super) use rights::Claim;

/// While more than this waits to be fetched, the session writes no more.
const OUTGOING_BYTES_MAX: usize = 64 * 1024;

/// How often a poll is sent home while its client upgrades. Once is enough, unless the client
/// polled again before it heard the answer to its probe.
const NOOP_EVERY: Duration = Duration::from_millis(100);

const NOOP: &str = "6";
const CLOSE: &str = "1";

/// Between a session and the requests of its client. The session's task and the requests under
/// way hold it.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    // Guards what waits both ways. Held for a look, never across an await.
    state: Mutex<State>,
    /// Wakes the session where it listens.
    heard: Notify,
    /// Wakes the session where it waits for something to be fetched.
    fetched: Notify,
    /// Wakes the poll that waits.
    told: Notify,
    /// Wakes the post that waits for the one before it to be heard.
    emptied: Notify,
    /// The session is gone.
    over: CancellationToken,
}

#[derive(Debug, Default)]
struct State {
    outgoing: Vec<Utf8Bytes>,
    outgoing_bytes: usize,
    incoming: Payload,
    polls: bool,
    posts: bool,
    /// What the client called its last poll.
    last_poll: Option<String>,
    stage: Stage,
    end: Option<Ending>,
    goodbye: Goodbye,
}

/// How far the session is on its way out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Goodbye {
    #[default]
    Unsaid,
    /// There will be no more than what waits.
    Said,
    /// The client knows.
    Fetched,
}

/// How far the client is on its way to a WebSocket.
#[derive(Debug, Default)]
enum Stage {
    #[default]
    Polling,
    /// Its WebSocket is there, and not yet probed.
    Claimed,
    /// The probe was answered: polls are sent home, at this time the next one.
    Probed(Instant),
    /// It speaks through this from now on, if the session has not taken it already.
    Upgraded(Option<Box<WebSocket>>),
}

/// Why the requests end the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The client is gone, or broke the rules of polling.
    Gone,
    /// It sent what is not to be sent.
    Close(Close),
}

/// What the session hears.
#[derive(Debug)]
pub(crate) enum Post {
    Packet(String),
    /// The client is on a WebSocket now; the rest was not fetched before.
    Moved(Box<WebSocket>, Vec<Utf8Bytes>),
    End(Ending),
}

/// What a poll brings home.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Polled {
    Payload(String),
    /// There is another poll already, or this one is the last one again: its answer was lost, and
    /// with it what it brought. The session ends, and the client resumes by its cursor.
    Refused,
}

/// For the session.
impl Mailbox {
    /// What comes next. May be dropped while it waits: nothing is lost.
    pub(crate) async fn hear(&self) -> Post {
        loop {
            if let Some(post) = self.next() {
                return post;
            }
            self.heard.notified().await;
        }
    }

    fn next(&self) -> Option<Post> {
        let mut state = self.state();
        if let Some(packet) = state.incoming.next() {
            if state.incoming.is_empty() {
                self.emptied.notify_one();
            }
            return Some(Post::Packet(packet));
        }
        if let Some(moved) = state.move_on() {
            return Some(moved);
        }
        state.end.map(Post::End)
    }

    /// Lays down what is to be fetched, once there is room.
    pub(crate) async fn put(&self, texts: impl IntoIterator<Item = Utf8Bytes>) {
        let mut texts = Some(texts);
        loop {
            {
                let mut state = self.state();
                let has_room = state.outgoing_bytes < OUTGOING_BYTES_MAX
                    // Then there is another way, and the session takes it next.
                    || matches!(state.stage, Stage::Upgraded(_))
                    || state.end.is_some();
                if has_room && let Some(texts) = texts.take() {
                    state.lay_down(texts);
                    self.told.notify_one();
                    return;
                }
            }
            self.fetched.notified().await;
        }
    }

    /// The last words, with or without room. The poll after them brings the end: stock clients
    /// close at once when they read it, and do not hear what came in the same payload.
    pub(crate) fn finish(&self, texts: Vec<Utf8Bytes>) {
        let mut state = self.state();
        state.lay_down(texts);
        state.goodbye = Goodbye::Said;
        self.told.notify_one();
    }

    /// Resolves when all was fetched, or with the WebSocket on which the client waits for it.
    pub(crate) async fn drained(&self) -> Option<Post> {
        loop {
            {
                let mut state = self.state();
                if let Some(moved) = state.move_on() {
                    return Some(moved);
                }
                if state.outgoing.is_empty() {
                    return None;
                }
            }
            self.fetched.notified().await;
        }
    }

    /// Resolves when the client fetched the end, says that it leaves, or is gone.
    pub(crate) async fn left(&self) {
        while self.state().goodbye != Goodbye::Fetched {
            tokio::select! {
                post = self.hear() => match post {
                    Post::Packet(packet) if packet != CLOSE => {}
                    Post::Packet(_) | Post::Moved(..) | Post::End(_) => return,
                },
                () = self.fetched.notified() => {}
            }
        }
    }

    /// The session is gone.
    pub(crate) fn end(&self) {
        self.over.cancel();
    }
}

/// For the requests.
impl Mailbox {
    /// Waits for something to bring home. `name` is new with each poll of a client.
    pub(crate) async fn poll(self: &Arc<Self>, name: Option<String>) -> Polled {
        let Some(mut turn) = self.begin_poll(name) else {
            return Polled::Refused;
        };
        loop {
            let noop_at = match self.fetch() {
                Ok(payload) => {
                    turn.is_done = true;
                    return Polled::Payload(payload);
                }
                Err(noop_at) => noop_at,
            };
            let noop = async {
                match noop_at {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.told.notified() => {}
                () = noop => {}
                () = self.over.cancelled() => {
                    turn.is_done = true;
                    return Polled::Payload(CLOSE.to_owned());
                }
            }
        }
    }

    fn begin_poll(self: &Arc<Self>, name: Option<String>) -> Option<Turn> {
        let mut state = self.state();
        let is_again = name.is_some() && name == state.last_poll;
        if state.polls || is_again {
            drop(state);
            self.end_with(Ending::Gone);
            return None;
        }
        state.polls = true;
        state.last_poll = name;
        Some(Turn::of(self, |state| state.polls = false))
    }

    /// What there is, or when to look again at the latest.
    fn fetch(&self) -> Result<String, Option<Instant>> {
        let mut state = self.state();
        let state = &mut *state;
        let now = Instant::now();
        match &mut state.stage {
            Stage::Upgraded(_) => return Ok(NOOP.to_owned()),
            Stage::Probed(noop_at)
                if state.outgoing.is_empty() && state.goodbye == Goodbye::Unsaid =>
            {
                if *noop_at > now {
                    return Err(Some(*noop_at));
                }
                *noop_at = now + NOOP_EVERY;
                return Ok(NOOP.to_owned());
            }
            Stage::Polling | Stage::Claimed | Stage::Probed(_) => {}
        }
        if state.outgoing.is_empty() {
            if state.goodbye == Goodbye::Unsaid {
                return Err(None);
            }
            state.goodbye = Goodbye::Fetched;
            self.fetched.notify_one();
            return Ok(CLOSE.to_owned());
        }
        state.outgoing_bytes = 0;
        self.fetched.notify_one();
        Ok(join(&std::mem::take(&mut state.outgoing)))
    }

    /// The right to post, which one request has at a time. A second one ends the session.
    pub(crate) fn begin_post(self: &Arc<Self>) -> Option<Turn> {
        let mut state = self.state();
        if state.posts {
            drop(state);
            self.end_with(Ending::Gone);
            return None;
        }
        state.posts = true;
        Some(Turn::of(self, |state| state.posts = false))
    }

    /// Hands in a payload, once the one before it was heard. Nobody may hear it any more.
    pub(crate) async fn post(&self, mut turn: Turn, text: String) {
        loop {
            {
                let mut state = self.state();
                if state.incoming.is_empty() {
                    state.incoming = Payload::new(text);
                    break;
                }
            }
            tokio::select! {
                () = self.emptied.notified() => {}
                () = self.over.cancelled() => break,
            }
        }
        turn.is_done = true;
        self.heard.notify_one();
    }

    /// Ends the session for what a request was.
    pub(crate) fn end_with(&self, ending: Ending) {
        self.state().end.get_or_insert(ending);
        self.heard.notify_one();
        self.fetched.notify_one();
    }

    /// Resolves when the session is gone.
    pub(crate) async fn gone(&self) {
        self.over.cancelled().await;
    }

    /// Whether the client is on a WebSocket already.
    pub(crate) fn is_upgraded(&self) -> bool {
        matches!(self.state().stage, Stage::Upgraded(_))
    }

    /// The right to upgrade, which one WebSocket has at a time.
    pub(crate) fn claim(self: &Arc<Self>) -> Option<Claim> {
        let mut state = self.state();
        if !matches!(state.stage, Stage::Polling) {
            return None;
        }
        state.stage = Stage::Claimed;
        Some(Claim(self.clone()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn lay_down(&mut self, texts: impl IntoIterator<Item = Utf8Bytes>) {
        for text in texts {
            self.outgoing_bytes += text.len();
            self.outgoing.push(text);
        }
    }

    fn move_on(&mut self) -> Option<Post> {
        let Stage::Upgraded(successor) = &mut self.stage else {
            return None;
        };
        let socket = successor.take()?;
        self.outgoing_bytes = 0;
        Some(Post::Moved(socket, std::mem::take(&mut self.outgoing)))
    }
}

#[cfg(test)]
mod tests;
