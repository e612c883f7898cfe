//! What one reader hears of the topic, and what it does while nothing is heard.

use std::time::Duration;

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::Tail;
use crate::{Hint, Hints};

/// How often the log is read while Kafka is not heard, if nothing says that it has grown.
const POLL: Duration = Duration::from_millis(250);

impl Tail {
    /// Hints from the topic. While Kafka is not heard the log is read instead: often, and at once when
    /// `wakes` yields, which is asked for a stream at the beginning of each outage.
    pub fn hints<S>(&self, wakes: impl Fn() -> S + Send + 'static) -> Hints
    where
        S: Stream<Item = ()> + Send + 'static,
    {
        let ear = Ear {
            records: Some(self.heard.subscribe()),
            is_heard: self.is_heard.subscribe(),
            wakes: Box::new(move || wakes().boxed()),
            polling: None,
        };
        Hints::new(stream::unfold(ear, |mut ear| async move {
            let hint = ear.next().await;
            Some((hint, ear))
        }))
    }
}

struct Ear {
    /// None once nobody speaks any more.
    records: Option<broadcast::Receiver<Hint>>,
    is_heard: watch::Receiver<bool>,
    wakes: Box<dyn Fn() -> BoxStream<'static, ()> + Send>,
    /// During an outage.
    polling: Option<Polling>,
}

struct Polling {
    ticks: Interval,
    wakes: Option<BoxStream<'static, ()>>,
}

impl Ear {
    async fn next(&mut self) -> Hint {
        loop {
            let is_heard = *self.is_heard.borrow_and_update() && self.records.is_some();
            if is_heard {
                self.polling = None;
            } else if self.polling.is_none() {
                self.polling = Some(Polling::new((self.wakes)()));
            }
            tokio::select! {
                biased;
                heard = heard(&mut self.records) => match heard {
                    Ok(hint) => return hint,
                    // Too busy to hear it all. The next record shows what is missing.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => self.records = None,
                },
                changed = self.is_heard.changed(), if self.records.is_some() => {
                    if changed.is_err() {
                        self.records = None;
                    }
                }
                () = polled(&mut self.polling) => return Hint::Wake,
            }
        }
    }
}

impl Polling {
    fn new(wakes: BoxStream<'static, ()>) -> Self {
        let mut ticks = interval(POLL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            ticks,
            wakes: Some(wakes),
        }
    }

    async fn next(&mut self) {
        let wake = async {
            match &mut self.wakes {
                Some(wakes) => wakes.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            wake = wake => if wake.is_none() {
                self.wakes = None;
            },
            _ = self.ticks.tick() => {}
        }
    }
}

async fn heard(records: &mut Option<broadcast::Receiver<Hint>>) -> Result<Hint, RecvError> {
    match records {
        Some(records) => records.recv().await,
        None => std::future::pending().await,
    }
}

async fn polled(polling: &mut Option<Polling>) {
    match polling {
        Some(polling) => polling.next().await,
        None => std::future::pending().await,
    }
}
