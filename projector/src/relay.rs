//! Carries the log to Kafka.
//!
//! The relay reads the log by position, hands each batch to Kafka and moves its place when Kafka has
//! acknowledged it; the place is a row that moves by compare-and-set. So whoever is killed leaves a batch
//! that is sent again, and never one that is left out; and what two relays send at once, each sends in
//! order from where the log was relayed to, so that every event's first copy is in its place. Each second
//! it says how far the log is, for whoever did not hear the last event.
//!
//! While Kafka is away the place waits, and the gate says so without closing: readers follow the log by
//! themselves, and nobody else notices.
//!
//! Metrics: `tidings_relay_position` (acknowledged up to here), `tidings_relay_lag` (events behind the
//! log), `tidings_relay_errors_total`, `tidings_relay_is_leader`.

mod flow;

use std::convert::Infallible;
use std::time::Duration;

use chassis::operator::Gate;
use event_bus::kafka::{Failure as KafkaFailure, Kafka};
use event_bus::{Behind, Follower, Hints};
use event_store::LogReader;
use sqlx::postgres::PgPool;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::leader::{Lease, Terms};
use crate::log::Reading;
use crate::place::Place;
use flow::{Due, Flow};

/// Pause before it begins anew: after an outage, and after what only a person can mend.
const AFTER_OUTAGE: Duration = Duration::from_millis(500);
const AFTER_REFUSAL: Duration = Duration::from_secs(5);

/// Why nothing is relayed.
#[derive(Debug, thiserror::Error)]
pub enum RelayFailure {
    /// Kafka is away, or not as it has to be.
    #[error(transparent)]
    Kafka(#[from] KafkaFailure),
    /// The place could not be read or moved.
    #[error("the relay's place cannot be kept: {0}")]
    Place(#[from] Failure),
    /// The log ends before the place.
    #[error(transparent)]
    Behind(#[from] Behind),
}

/// Carries the log to Kafka.
#[derive(Debug)]
pub struct Relay {
    follower: Follower<Reading>,
    log: LogReader,
    place: Place,
    pool: PgPool,
    kafka: Kafka,
    terms: Terms,
}

impl Relay {
    /// A relay that keeps its place through `pool`, which acts as `tidings_project`. The hints have to
    /// be the log's own: it cannot wait for what it has yet to send.
    #[must_use]
    pub fn new(pool: PgPool, log: LogReader, hints: Hints, kafka: Kafka) -> Self {
        Self {
            follower: Follower::new(Reading(log.clone()), hints, 0),
            place: Place::of("relay", log.log()),
            log,
            pool,
            kafka,
            terms: Terms::default(),
        }
    }

    /// The same with other terms for its lead.
    #[must_use]
    pub fn with_terms(self, terms: Terms) -> Self {
        Self { terms, ..self }
    }

    /// Runs until it is told to stop. The gate says what keeps it, and closes for nothing: a log that
    /// is not relayed is late and not lost.
    pub async fn run(mut self, gate: Gate, stop: CancellationToken) {
        let pool = self.pool.clone();
        let work = async {
            loop {
                gate.open();
                let lease = Lease::wait(&pool, "relay", self.terms).await;
                tracing::info!("the relay leads");
                metrics::gauge!("tidings_relay_is_leader").set(1.0);
                tokio::select! {
                    () = lease.lost() => tracing::warn!("the relay lost its lead"),
                    () = self.keep_up(&gate) => {}
                }
                metrics::gauge!("tidings_relay_is_leader").set(0.0);
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    /// Relays, and begins anew after each failure.
    async fn keep_up(&mut self, gate: &Gate) {
        let mut told = None;
        loop {
            let Err(failure) = self.relay(gate).await;
            if let RelayFailure::Place(Failure::Moved) = failure {
                tracing::warn!("another relay moved the place, going on from there");
                continue;
            }
            metrics::counter!("tidings_relay_errors_total").increment(1);
            let reason = format!("the log is not relayed: {failure}");
            if told.as_ref() != Some(&reason) {
                tracing::error!(error = %failure, "the log is not relayed, trying again");
            }
            gate.note(reason.clone());
            told = Some(reason);
            tokio::time::sleep(match failure {
                RelayFailure::Kafka(KafkaFailure::Refused(_)) | RelayFailure::Behind(_) => {
                    AFTER_REFUSAL
                }
                RelayFailure::Kafka(_) | RelayFailure::Place(_) => AFTER_OUTAGE,
            })
            .await;
        }
    }

    async fn relay(&mut self, gate: &Gate) -> Result<Infallible, RelayFailure> {
        let id = self.log.log();
        let head = async { Ok(self.log.head().await?) };
        self.kafka.prepare(id, head).await?;
        let producer = self.kafka.producer(id)?;
        let kept = self.place.load(&self.pool).await?;
        self.follower.seek(kept);
        let mut flow = Flow::new(&producer, kept);
        gate.open();
        loop {
            let has_room = flow.has_room();
            tokio::select! {
                due = flow.due() => match due? {
                    Due::Keep => {
                        crash::point("relay.acknowledged");
                        let (from, to) = flow.unkept();
                        self.place.keep(&self.pool, from, to).await?;
                        crash::point("relay.kept");
                        flow.kept();
                    }
                    Due::Head => {
                        let head = self.log.head().await.map_err(Failure::from)?;
                        flow.tell_head(head)?;
                        match flow.trouble() {
                            Some(trouble) => gate.note(trouble),
                            None => gate.open(),
                        }
                    }
                },
                batch = self.follower.next(flow::BATCH_MAX), if has_room => {
                    crash::point("relay.read");
                    flow.send(&batch?)?;
                    crash::point("relay.sent");
                }
            }
        }
    }
}
