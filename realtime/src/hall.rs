//! Where the log meets the sockets: who takes part in what, the newest events, and who listens,
//! all at one position.

mod fan_out;
mod moment;
mod watches;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use domain::{ConversationId, LogId, ProjectId, UserId};
use tokio::sync::watch;
use wire::LogPosition;
use wire::frame::{CursorMoved, FrameName};

use crate::close::Close;
use crate::effect::Effect;
use crate::history::{About, Line, Snapshot, Span};
use crate::membership::Membership;
use crate::outbox::{Outbox, Pushed, Weight};
use crate::ring::Ring;
use crate::told::Told;
use fan_out::Touched;
use watches::Watchers;

pub(crate) use moment::Here;
pub(crate) use watches::NotWatched;

/// Sockets of one person. One more, and the oldest is closed.
pub(crate) const SOCKETS_MAX: usize = 20;

/// One per process. Everything that must agree on a position is behind one lock, held for a batch
/// or a look, never across an await.
#[derive(Debug)]
pub(crate) struct Hall {
    log: LogId,
    state: Mutex<State>,
    /// The position up to which all was told; none before the start.
    moved: watch::Sender<Option<u64>>,
    meters: Meters,
}

#[derive(Debug)]
struct State {
    position: Option<u64>,
    /// Where the log was when this process began. What is told before that is of the past: nobody
    /// is sent away for it, since it may have been taken back.
    goal: u64,
    membership: Membership,
    watchers: Watchers,
    ring: Ring,
    /// Oldest first.
    sockets: HashMap<UserId, Vec<Seat>>,
    count: usize,
}

#[derive(Debug)]
struct Seat {
    outbox: Arc<Outbox>,
    is_live: bool,
    /// What it looks at without taking part.
    watches: HashSet<ConversationId>,
}

#[derive(Debug)]
struct Meters {
    sockets: metrics::Gauge,
    deliveries: metrics::Counter,
    queued: metrics::Gauge,
    position: metrics::Gauge,
}

/// Where somebody stands to whom all was told up to some position.
#[derive(Debug)]
pub(crate) enum Standing {
    /// Where the hall is.
    There,
    /// There is something to tell them first.
    Behind(Behind),
    /// They know more than this node: they wait, or their log is another.
    Ahead,
}

/// The hall's position, and the person's place in it.
#[derive(Debug)]
pub(crate) struct Behind {
    pub(crate) position: u64,
    pub(crate) conversations: Vec<(ConversationId, ProjectId)>,
    pub(crate) projects: HashSet<ProjectId>,
}

impl Hall {
    pub(crate) fn new(log: LogId, ring_bytes_max: usize) -> Self {
        Self {
            log,
            state: Mutex::new(State {
                position: None,
                goal: 0,
                membership: Membership::default(),
                watchers: Watchers::default(),
                ring: Ring::new(ring_bytes_max),
                sockets: HashMap::new(),
                count: 0,
            }),
            moved: watch::Sender::new(None),
            meters: Meters {
                sockets: metrics::gauge!("tidings_sockets"),
                deliveries: metrics::counter!("tidings_socket_deliveries_total"),
                queued: metrics::gauge!("tidings_socket_queue_bytes"),
                position: metrics::gauge!("tidings_realtime_position"),
            },
        }
    }

    pub(crate) const fn log(&self) -> LogId {
        self.log
    }

    /// Begins at a position, with who takes part there. `goal` is where the log is.
    pub(crate) fn open(&self, snapshot: Snapshot, goal: u64) {
        let mut state = self.state();
        state.goal = goal;
        state.position = Some(snapshot.position);
        self.moved.send_replace(Some(snapshot.position));
        #[expect(clippy::cast_precision_loss, reason = "a gauge is read by people")]
        self.meters.position.set(snapshot.position as f64);
        state.membership = Membership::of(snapshot);
    }

    pub(crate) fn is_open(&self) -> bool {
        self.moved.borrow().is_some()
    }

    pub(crate) fn moved(&self) -> watch::Receiver<Option<u64>> {
        self.moved.subscribe()
    }

    /// Tells the next events to everybody who is live: first all of them into the queues, then one
    /// wake for each socket, so that a burst is one write.
    pub(crate) fn tell(&self, batch: Vec<Arc<Told>>) {
        let mut state = self.state();
        let mut touched = Touched::default();
        let was_current = state.is_current();
        let mut barred = Vec::new();
        for told in batch {
            state.membership.apply(&told.effect);
            match told.effect {
                Effect::Role { user, role } => state.set_role(user, role),
                Effect::Barred { user, .. } => barred.push(user),
                Effect::None
                | Effect::Started { .. }
                | Effect::Participant { .. }
                | Effect::Member { .. } => {}
            }
            for shared in &told.frames {
                state.fan_out(shared, &mut touched);
            }
            state.position = Some(told.position);
            state.ring.push(told);
        }
        if !was_current && state.is_current() {
            barred = state.sockets.keys().copied().collect();
        }
        state.send_away(&barred);
        let position = state.position;
        drop(state);
        touched.wake();
        self.moved.send_replace(position);
        self.meters.deliveries.increment(touched.deliveries);
        #[expect(clippy::cast_precision_loss, reason = "a gauge is read by people")]
        {
            self.meters.queued.increment(touched.bytes as f64);
            self.meters
                .position
                .set(position.unwrap_or_default() as f64);
        }
    }

    /// Lets a socket in. It hears nothing yet. Of too many of one person the oldest goes.
    pub(crate) fn admit(self: &Arc<Self>, outbox: Arc<Outbox>) -> Place {
        let mut state = self.state();
        // The log may know better than what was remembered of the person a moment ago.
        if let Some(role) = state.membership.changed_role(outbox.user) {
            outbox.set_role(role);
        }
        let seats = state.sockets.entry(outbox.user).or_default();
        seats.push(Seat {
            outbox: outbox.clone(),
            is_live: false,
            watches: HashSet::new(),
        });
        let surplus = seats.len().saturating_sub(SOCKETS_MAX);
        for seat in seats.iter().take(surplus) {
            seat.outbox.close(Close::TooManySockets);
        }
        state.count += 1;
        state.send_away(&[outbox.user]);
        self.meters.sockets.increment(1.0);
        Place {
            hall: self.clone(),
            outbox,
        }
    }

    pub(crate) fn sockets(&self) -> usize {
        self.state().count
    }

    /// Makes a socket live if all was told to it up to `after` and that is where the hall is, or
    /// wherever the hall is if it starts anew. In the same moment `greet` is put into its queue,
    /// before any live frame.
    pub(crate) fn go_live(
        &self,
        outbox: &Arc<Outbox>,
        after: Option<u64>,
        greet: impl FnOnce(Here) -> Vec<Utf8Bytes>,
    ) -> Standing {
        let mut state = self.state();
        let position = state.position.unwrap_or_default();
        if let Some(after) = after {
            match state.standing(outbox.user, after) {
                Standing::There => {}
                elsewhere @ (Standing::Behind(_) | Standing::Ahead) => return elsewhere,
            }
        }
        let here = Here {
            cursor: LogPosition::new(self.log, position),
            company: state.membership.company(outbox.user),
        };
        for text in greet(here) {
            self.note(outbox.push(text, Weight::Durable));
        }
        if let Some(seats) = state.sockets.get_mut(&outbox.user) {
            for seat in seats.iter_mut() {
                seat.is_live |= Arc::ptr_eq(&seat.outbox, outbox);
            }
        }
        drop(state);
        outbox.wake();
        Standing::There
    }

    /// Where somebody stands who listens to nothing, and only asks.
    pub(crate) fn standing(&self, user: UserId, after: u64) -> Standing {
        self.state().standing(user, after)
    }

    /// The position up to which all was told, as clients hold it.
    pub(crate) fn cursor(&self) -> LogPosition {
        LogPosition::new(self.log, self.state().position.unwrap_or_default())
    }

    /// Of the lines about people those about whom the person knows now.
    pub(crate) fn of_interest(&self, user: UserId, mut lines: Vec<Line>) -> Vec<Line> {
        let is_person = |line: &Line| matches!(line.about, About::Person(_));
        if lines.iter().any(is_person) {
            let state = self.state();
            lines.retain(|line| match line.about {
                About::Person(person) => state.membership.are_acquainted(user, person),
                About::Conversation(_)
                | About::Reading(..)
                | About::Mine(..)
                | About::Erasure(_) => true,
            });
        }
        lines
    }

    /// Tells a live socket how far it is, now that all up to there is in its queue.
    pub(crate) fn tell_cursor(&self, outbox: &Outbox) {
        let state = self.state();
        let cursor = LogPosition::new(self.log, state.position.unwrap_or_default());
        let moved = CursorMoved {
            cursor,
            position: cursor,
        };
        if let Ok(data) = serde_json::to_string(&moved) {
            let cursor = cursor.to_string();
            let text = outbox.dialect.placed(FrameName::Cursor, &data, &cursor);
            self.note(outbox.push(text, Weight::Fleeting));
        }
        drop(state);
        outbox.wake();
    }

    /// The events of a span, if the ring still has all of them.
    pub(crate) fn recent(&self, span: Span) -> Option<Vec<Arc<Told>>> {
        self.state().ring.span(span)
    }

    /// Whether the person gets the frames of a conversation now.
    pub(crate) fn is_seen_by(&self, conversation: ConversationId, outbox: &Outbox) -> bool {
        let state = self.state();
        state.membership.takes_part(outbox.user, conversation)
            && (outbox.is_admin() || state.membership.is_inside(outbox.user, conversation))
    }

    /// Closes the sockets that a condition names.
    pub(crate) fn close_where(&self, close: Close, is_meant: impl Fn(&Outbox) -> bool) {
        let state = self.state();
        for seat in state.sockets.values().flatten() {
            if is_meant(&seat.outbox) {
                seat.outbox.close(close);
            }
        }
    }

    /// Notes what was taken out of a queue.
    pub(crate) fn note_taken(&self, bytes: usize) {
        #[expect(clippy::cast_precision_loss, reason = "a gauge is read by people")]
        self.meters.queued.decrement(bytes as f64);
    }

    fn note(&self, pushed: Pushed) {
        if let Pushed::Waits { bytes, .. } = pushed {
            #[expect(clippy::cast_precision_loss, reason = "a gauge is read by people")]
            self.meters.queued.increment(bytes as f64);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn standing(&self, user: UserId, after: u64) -> Standing {
        let position = self.position.unwrap_or_default();
        match after.cmp(&position) {
            Ordering::Greater => Standing::Ahead,
            Ordering::Equal => Standing::There,
            Ordering::Less => Standing::Behind(Behind {
                position,
                conversations: self.membership.conversations(user),
                projects: self.membership.projects(user),
            }),
        }
    }
}

/// A socket's place in the hall, given up when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    hall: Arc<Hall>,
    pub(crate) outbox: Arc<Outbox>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.hall.state();
        let mut watched = HashSet::new();
        if let Some(seats) = state.sockets.get_mut(&self.outbox.user) {
            for seat in seats.extract_if(.., |seat| Arc::ptr_eq(&seat.outbox, &self.outbox)) {
                watched.extend(seat.watches);
            }
            if seats.is_empty() {
                state.sockets.remove(&self.outbox.user);
            }
        }
        state.tidy_watchers(self.outbox.user, watched);
        state.count -= 1;
        drop(state);
        // Not in the hall any more, so nothing is pushed after this.
        self.hall.note_taken(self.outbox.take(usize::MAX).bytes);
        self.hall.meters.sockets.decrement(1.0);
    }
}
