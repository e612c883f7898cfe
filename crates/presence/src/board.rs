//! What one node knows, and whom it tells. The adapters carry it to other nodes.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::UserId;
use tokio::sync::{Notify, broadcast, mpsc};
use tokio::time::{Instant, sleep_until};

use crate::roster::Roster;
use crate::typists::Typists;
use crate::{News, Typing};

/// News that a listener may be behind. One further, and it asks anew.
const NEWS_MAX: usize = 4_096;

/// One per process, held by its adapter and by every arrival.
#[derive(Debug)]
pub(crate) struct Board {
    // Held for a look or a change, never across an await.
    state: Mutex<State>,
    news: broadcast::Sender<News>,
    /// Typing here that others are to hear of. When it is full, they do not.
    outgoing: Option<mpsc::Sender<Typing>>,
    /// Somebody came here first, or left here last.
    pub(crate) moved: Notify,
    /// Something is due earlier than before.
    due: Notify,
}

#[derive(Debug)]
struct State {
    roster: Roster,
    typists: Typists,
}

impl Board {
    pub(crate) fn new(
        grace: Duration,
        is_known: bool,
        outgoing: Option<mpsc::Sender<Typing>>,
    ) -> Self {
        Self {
            state: Mutex::new(State {
                roster: Roster::new(grace, is_known),
                typists: Typists::default(),
            }),
            news: broadcast::Sender::new(NEWS_MAX),
            outgoing,
            moved: Notify::new(),
            due: Notify::new(),
        }
    }

    pub(crate) fn arrive(&self, user: UserId) {
        if self.change(|roster, now, news| roster.arrive(user, now, news)) {
            self.moved.notify_one();
        }
    }

    pub(crate) fn depart(&self, user: UserId) {
        if self.change(|roster, now, news| roster.depart(user, now, news)) {
            self.moved.notify_one();
        }
    }

    pub(crate) fn here(&self) -> Vec<UserId> {
        self.state().roster.here().collect()
    }

    pub(crate) fn note(&self, node: &str, users: HashSet<UserId>) {
        self.change(|roster, now, news| roster.note(node, users, now, news));
    }

    /// Only these other nodes are there.
    pub(crate) fn keep_nodes(&self, nodes: &[String]) {
        self.change(|roster, now, news| {
            for node in roster.nodes() {
                if !nodes.contains(&node) {
                    roster.note(&node, HashSet::new(), now, news);
                }
            }
        });
    }

    pub(crate) fn set_known(&self, is_known: bool) {
        self.change(|roster, _, news| roster.set_known(is_known, news));
    }

    pub(crate) fn online(&self, users: &HashSet<UserId>) -> Option<HashSet<UserId>> {
        self.state().roster.online(users)
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// Somebody types here.
    pub(crate) fn type_in(&self, typing: Typing) {
        let told = self.state().typists.note(typing, Instant::now());
        self.due.notify_one();
        if let Some(typing) = told {
            self.tell_on(typing);
        }
    }

    /// Somebody types on another node.
    pub(crate) fn hear(&self, typing: Typing) {
        self.tell(News::Typing(typing));
    }

    /// Does what is due, for ever.
    pub(crate) async fn settle(&self) {
        loop {
            let now = Instant::now();
            let ended = self.state().typists.settle(now);
            ended.into_iter().for_each(|typing| self.tell_on(typing));
            self.change(|roster, now, news| roster.settle(now, news));
            let due = {
                let state = self.state();
                [state.roster.due(), state.typists.due()]
                    .into_iter()
                    .flatten()
                    .min()
            };
            let at_its_time = async {
                match due {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = at_its_time => {}
                () = self.due.notified() => {}
            }
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Roster, Instant, &mut Vec<News>) -> T) -> T {
        let mut news = Vec::new();
        let mut state = self.state();
        let due = state.roster.due();
        let outcome = change(&mut state.roster, Instant::now(), &mut news);
        let is_due_anew = due.is_none() && state.roster.due().is_some();
        // In the order in which it became so, whoever else changes something just now.
        news.into_iter().for_each(|news| self.tell(news));
        drop(state);
        if is_due_anew {
            self.due.notify_one();
        }
        outcome
    }

    fn tell_on(&self, typing: Typing) {
        self.tell(News::Typing(typing));
        if let Some(outgoing) = &self.outgoing {
            // Of the moment: where there is no room, it is left out.
            let _ = outgoing.try_send(typing);
        }
    }

    fn tell(&self, news: News) {
        // Perhaps nobody listens.
        let _ = self.news.send(news);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
