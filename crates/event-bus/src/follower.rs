//! The one piece of code that turns unreliable hints into the log, exactly.

mod held;
mod pauses;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use domain::RecordedEvent;
use futures_util::{FutureExt as _, StreamExt as _};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use crate::{Hint, Hints, Log, LogError};
use held::Held;
use pauses::Pauses;

/// After this long without an event the log itself is read, whatever the hints say: heads may be
/// stale, and a lost last record has no successor that would show the gap.
pub const SILENCE_MAX: Duration = Duration::from_secs(2);

/// How many records that are ahead of their turn are kept. What does not fit is fetched later.
pub const HELD_MAX: usize = 1_024;

/// A read of the log that takes longer has failed: a dead peer must not silence a follower.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Events in order, the next ones after those yielded before. Never empty.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The events; positions are consecutive.
    pub events: Vec<Arc<RecordedEvent>>,
    /// How far the log is known to be; at least the last event's position.
    pub head: u64,
}

impl Batch {
    /// The position of the last event.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.events.last().map_or(self.head, |event| event.position)
    }
}

/// The log ends before the position to follow from, so it is not the log that this position is
/// of: it was restored, or is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the log ends at position {head}, before {after}, up to where it was followed: it was restored or is another log"
)]
pub struct Behind {
    /// Up to where the log was followed.
    pub after: u64,
    /// Where it ends.
    pub head: u64,
}

/// Follows the log from a position on.
#[derive(Debug)]
pub struct Follower<L> {
    log: L,
    hints: Hints,
    is_listening: bool,
    /// The last position yielded.
    last: u64,
    held: Held,
    /// How far the log is, by the highest hint or read.
    head: u64,
    pauses: Pauses,
    /// Why the log cannot be read, while it cannot.
    trouble: watch::Sender<Option<Arc<str>>>,
    /// The log was seen to reach up to `last`. Asked again after each failure, since a log that
    /// went away may come back as an older copy.
    is_confirmed: bool,
    /// How many events the next read asks for; small after a failure, so that the events before
    /// an unreadable one still come out.
    stride: u32,
}

impl<L: Log> Follower<L> {
    /// A follower that yields what comes after `after`.
    pub fn new(log: L, hints: Hints, after: u64) -> Self {
        let pauses = Pauses::new(hints.pause.clone(), Instant::now());
        Self {
            log,
            hints,
            is_listening: true,
            last: after,
            held: Held::default(),
            head: after,
            pauses,
            trouble: watch::Sender::new(None),
            is_confirmed: false,
            stride: u32::MAX,
        }
    }

    /// The position up to which events were yielded.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.last
    }

    /// Goes on from another position.
    pub fn seek(&mut self, after: u64) {
        self.last = after;
        self.head = after;
        self.held = Held::default();
        self.is_confirmed = false;
        self.pauses.read_now();
    }

    /// Why the log cannot be read, while it cannot. The follower tries again by itself; this is
    /// for those who must say that they are late.
    #[must_use]
    pub fn trouble(&self) -> watch::Receiver<Option<Arc<str>>> {
        self.trouble.subscribe()
    }

    /// The next events, at most `max`. Waits until there are some. May be dropped while it waits:
    /// nothing is lost.
    ///
    /// # Errors
    /// The log ends before the position to follow from. Everything else is tried again.
    pub async fn next(&mut self, max: usize) -> Result<Batch, Behind> {
        let max = max.max(1);
        loop {
            self.hear_what_is_ready();
            let events = self.held.take_after(self.last, max);
            if !events.is_empty() {
                self.pauses.heard(Instant::now());
                count("hints", &events);
                return Ok(self.advance(events));
            }
            let due = self.pauses.due(self.head > self.last);
            if due <= Instant::now() {
                let events = self.read(max).await?;
                if !events.is_empty() {
                    count("log", &events);
                    return Ok(self.advance(events));
                }
                continue;
            }
            tokio::select! {
                hint = self.hints.stream.next(), if self.is_listening => self.hear(hint),
                () = sleep_until(due) => {}
            }
        }
    }

    /// Takes in the hints that are there already, so that a batch is as large as it can be.
    fn hear_what_is_ready(&mut self) {
        for _ in 0..HELD_MAX {
            if !self.is_listening {
                return;
            }
            match self.hints.stream.next().now_or_never() {
                Some(hint) => self.hear(hint),
                None => return,
            }
        }
    }

    fn hear(&mut self, hint: Option<Hint>) {
        match hint {
            Some(Hint::Record(event)) => {
                self.note_head(event.position);
                self.held.hold(self.last, event);
            }
            Some(Hint::Head(position)) => self.note_head(position),
            Some(Hint::Wake) => self.pauses.read_now(),
            None => self.is_listening = false,
        }
    }

    fn note_head(&mut self, position: u64) {
        if position > self.head {
            self.head = position;
            self.pauses.fell_behind(Instant::now());
        }
    }

    fn advance(&mut self, events: Vec<Arc<RecordedEvent>>) -> Batch {
        self.last = events.last().map_or(self.last, |event| event.position);
        self.head = self.head.max(self.last);
        self.held.forget_up_to(self.last);
        if self.head > self.last {
            self.pauses.fell_behind(Instant::now());
        } else {
            self.pauses.caught_up();
        }
        Batch {
            events,
            head: self.head,
        }
    }

    /// What the log has next: nothing at its end, and nothing when it cannot be read.
    async fn read(&mut self, max: usize) -> Result<Vec<Arc<RecordedEvent>>, Behind> {
        let max = u32::try_from(max).unwrap_or(u32::MAX).min(self.stride);
        // What is held need not be read again.
        let missing = self
            .held
            .first()
            .map_or(u64::MAX, |first| first.saturating_sub(self.last + 1));
        let limit = u32::try_from(missing).unwrap_or(u32::MAX).clamp(1, max);
        let read = async {
            let head = if self.is_confirmed {
                None
            } else {
                Some(self.log.head().await?)
            };
            if head.is_some_and(|head| head < self.last) {
                return Ok((head, Vec::new()));
            }
            Ok((
                head,
                dense(self.last, self.log.read(self.last, limit).await?)?,
            ))
        };
        let (head, events) = match in_time(read).await {
            Ok(read) => read,
            Err(error) => {
                self.failed(&error);
                return Ok(Vec::new());
            }
        };
        if let Some(head) = head {
            if head < self.last {
                return Err(Behind {
                    after: self.last,
                    head,
                });
            }
            self.head = self.head.max(head);
        }
        self.recovered();
        let is_full = u32::try_from(events.len()).is_ok_and(|read| read >= limit);
        self.pauses
            .read(Instant::now(), events.len(), is_full, self.head > self.last);
        Ok(events)
    }

    fn failed(&mut self, error: &LogError) {
        let tries = self.pauses.failed(Instant::now());
        self.is_confirmed = false;
        self.stride = 1;
        metrics::counter!("tidings_follower_log_errors_total").increment(1);
        // With pauses that double up to 5 s, powers of two keep a long outage to a few lines.
        if tries.is_power_of_two() {
            tracing::warn!(%error, tries, after = self.last, "the log could not be read, trying again");
        }
        self.trouble.send_replace(Some(error.to_string().into()));
    }

    fn recovered(&mut self) {
        self.is_confirmed = true;
        self.stride = self.stride.saturating_mul(2);
        self.trouble
            .send_if_modified(|trouble| trouble.take().is_some());
    }
}

/// The events that follow `last` without a hole. If the very next one is missing the log is not
/// what it promises to be; to go on would be to skip.
fn dense(last: u64, events: Vec<RecordedEvent>) -> Result<Vec<Arc<RecordedEvent>>, LogError> {
    let found = events.first().map(|event| event.position);
    let run: Vec<_> = (last + 1..)
        .zip(events)
        .take_while(|(position, event)| event.position == *position)
        .map(|(_, event)| Arc::new(event))
        .collect();
    match found {
        Some(found) if run.is_empty() => {
            Err(format!("the log has a hole: {found} follows {last}").into())
        }
        Some(_) | None => Ok(run),
    }
}

fn count(from: &'static str, events: &[Arc<RecordedEvent>]) {
    let events = u64::try_from(events.len()).unwrap_or(u64::MAX);
    metrics::counter!("tidings_follower_events_total", "from" => from).increment(events);
}

async fn in_time<T>(read: impl Future<Output = Result<T, LogError>>) -> Result<T, LogError> {
    timeout(READ_TIMEOUT, read)
        .await
        .unwrap_or_else(|_| Err("the log did not answer in time".into()))
}
