//! What is on its way to Kafka, and how far it got.

use std::time::Duration;

use event_bus::Batch;
use event_bus::kafka::{Acks, Failure, Producer};
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesOrdered, StreamExt as _};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};

/// The most events read at once.
pub(super) const BATCH_MAX: usize = 1_000;

/// Batches on their way at once: one is read while others are acknowledged.
const BATCHES_MAX: usize = 8;

/// Bytes on their way at once, however many events that is.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// The place is moved this often at most: a commit for each event would hold up those of the writers.
const KEEP_EVERY: Duration = Duration::from_millis(100);

/// How often it is said how far the log is.
const HEAD_EVERY: Duration = Duration::from_secs(1);

/// Kafka that takes longer than this to acknowledge is away, or nearly.
const PATIENCE: Duration = Duration::from_secs(2);

/// Batches between the log and their acknowledgement.
pub(super) struct Flow<'a> {
    producer: &'a Producer,
    sent: FuturesOrdered<BoxFuture<'static, Result<Sent, Failure>>>,
    head: Option<BoxFuture<'static, Result<(), Failure>>>,
    bytes: usize,
    /// How far the log is known to be.
    log: u64,
    /// Acknowledged and kept up to these positions.
    acked: u64,
    kept: u64,
    /// Since when something waits that was not acknowledged.
    waits_since: Option<Instant>,
    keep_at: Instant,
    ticks: Interval,
}

/// What has to be done.
pub(super) enum Due {
    /// Move the place.
    Keep,
    /// Say how far the log is.
    Head,
}

struct Sent {
    position: u64,
    bytes: usize,
}

impl<'a> Flow<'a> {
    pub(super) fn new(producer: &'a Producer, kept: u64) -> Self {
        let mut ticks = interval(HEAD_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            producer,
            sent: FuturesOrdered::new(),
            head: None,
            bytes: 0,
            log: kept,
            acked: kept,
            kept,
            waits_since: None,
            keep_at: Instant::now(),
            ticks,
        }
    }

    pub(super) fn has_room(&self) -> bool {
        self.sent.len() < BATCHES_MAX && self.bytes < BYTES_MAX
    }

    pub(super) fn send(&mut self, batch: &Batch) -> Result<(), Failure> {
        let acks = self.producer.send(&batch.events)?;
        let (position, bytes) = (batch.position(), acks.bytes);
        self.bytes += bytes;
        self.log = self.log.max(batch.head);
        self.waits_since.get_or_insert_with(Instant::now);
        self.sent.push_back(Box::pin(async move {
            acks.all().await?;
            Ok(Sent { position, bytes })
        }));
        Ok(())
    }

    /// Takes in what is acknowledged, until there is something to do.
    pub(super) async fn due(&mut self) -> Result<Due, Failure> {
        loop {
            let head = async {
                match &mut self.head {
                    Some(head) => head.await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(sent) = self.sent.next() => self.acknowledged(&sent?),
                said = head => {
                    self.head = None;
                    said?;
                    self.is_answered();
                }
                () = sleep_until(self.keep_at), if self.acked > self.kept => return Ok(Due::Keep),
                _ = self.ticks.tick() => return Ok(Due::Head),
            }
        }
    }

    fn acknowledged(&mut self, sent: &Sent) {
        self.acked = sent.position;
        self.bytes -= sent.bytes;
        self.report();
        self.is_answered();
    }

    /// Kafka is there: what still waits, waits from now on.
    fn is_answered(&mut self) {
        let waits = self.head.is_some() || !self.sent.is_empty();
        self.waits_since = waits.then(Instant::now);
    }

    /// From where to where the place has to move.
    pub(super) const fn unkept(&self) -> (u64, u64) {
        (self.kept, self.acked)
    }

    /// It was moved.
    pub(super) fn kept(&mut self) {
        self.kept = self.acked;
        self.keep_at = Instant::now() + KEEP_EVERY;
    }

    /// Says how far the log is, unless the last word is still on its way.
    pub(super) fn tell_head(&mut self, head: u64) -> Result<(), Failure> {
        self.log = self.log.max(head);
        self.report();
        if self.head.is_none() {
            self.waits_since.get_or_insert_with(Instant::now);
            self.head = Some(Box::pin(Acks::all(self.producer.head(head)?)));
        }
        Ok(())
    }

    fn report(&self) {
        let lag = self.log.saturating_sub(self.acked);
        metrics::gauge!("tidings_relay_position").set(gauge(self.acked));
        metrics::gauge!("tidings_relay_lag").set(gauge(lag));
    }

    /// What is not as it should be.
    pub(super) fn trouble(&self) -> Option<String> {
        let waits = self.waits_since?.elapsed();
        (waits > PATIENCE).then(|| {
            let reason = self.producer.trouble();
            format!(
                "Kafka has not acknowledged anything for {} s, the log waits at position {}: {}",
                waits.as_secs(),
                self.acked,
                reason.as_deref().unwrap_or("it does not answer"),
            )
        })
    }
}

/// Gauges are floating point; positions stay exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "for people to look at")]
fn gauge(number: u64) -> f64 {
    number as f64
}
