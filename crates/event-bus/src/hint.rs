//! What a follower hears besides the log.

use std::fmt;
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use domain::RecordedEvent;
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use tokio::sync::watch;

use crate::follower::SILENCE_MAX;

/// How long a polling follower waits between reads: short while events come, growing to the long
/// end while none do.
const POLL: RangeInclusive<Duration> = Duration::from_millis(5)..=Duration::from_millis(250);

/// One thing heard about the log. None of it is trusted beyond what the log confirms, except that
/// a record is the event it says it is.
#[derive(Clone, Debug)]
pub enum Hint {
    /// An event of the log.
    Record(Arc<RecordedEvent>),
    /// The log is at least this far.
    Head(u64),
    /// Something was appended.
    Wake,
}

/// A stream of hints, and how long it may be silent before the follower reads the log by itself.
/// It may end: the follower then goes on by itself.
pub struct Hints {
    pub(crate) stream: BoxStream<'static, Hint>,
    pub(crate) pause: RangeInclusive<Duration>,
}

impl Hints {
    /// Hints from anywhere.
    pub fn new(hints: impl Stream<Item = Hint> + Send + 'static) -> Self {
        Self {
            stream: hints.boxed(),
            pause: SILENCE_MAX..=SILENCE_MAX,
        }
    }

    /// The local tail: the head that a writer in this process publishes after each commit.
    pub fn local(head: watch::Receiver<u64>) -> Self {
        Self::new(stream::unfold(head, |mut head| async move {
            head.changed().await.ok()?;
            let position = *head.borrow_and_update();
            Some((Hint::Head(position), head))
        }))
    }

    /// Nothing is heard, so the log is polled: every 5 ms while events come, every 250 ms while
    /// none do.
    pub fn polling() -> Self {
        Self {
            stream: stream::pending().boxed(),
            pause: POLL,
        }
    }

    /// The log is polled, and also read whenever `wakes` yields: a notification that may be lost.
    pub fn polling_with(wakes: impl Stream<Item = ()> + Send + 'static) -> Self {
        Self {
            stream: wakes.map(|()| Hint::Wake).boxed(),
            pause: POLL,
        }
    }
}

impl Stream for Hints {
    type Item = Hint;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Hint>> {
        self.stream.poll_next_unpin(context)
    }
}

impl fmt::Debug for Hints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hints")
            .field("pause", &self.pause)
            .finish_non_exhaustive()
    }
}
