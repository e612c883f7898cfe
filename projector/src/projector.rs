//! The projector's life: wait for the lead, follow, write, and say how it goes.

use std::convert::Infallible;
use std::time::{Duration, Instant, SystemTime};

use chassis::operator::Gate;
use chassis::telemetry;
use event_bus::{Batch, Follower, Hints};
use event_store::LogReader;
use sqlx::postgres::PgPool;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::leader::{Lease, Terms};
use crate::log::Reading;
use crate::poison::project_or_park;
use crate::projection::{Projection, Tables};

/// The most events in one transaction: enough that statements are few, not so many that rows stay
/// locked for long.
const BATCH_MAX: usize = 1_000;

/// Pause before the loop begins anew: after an outage, and after what only a person can mend.
const AFTER_OUTAGE: Duration = Duration::from_millis(500);
const AFTER_STOP: Duration = Duration::from_secs(5);

/// Builds the read tables from the log, and keeps them up.
#[derive(Debug)]
pub struct Projector {
    follower: Follower<Reading>,
    log: LogReader,
    desk: Desk,
    terms: Terms,
}

/// Where the tables are written.
#[derive(Debug)]
struct Desk {
    projection: Projection,
    pool: PgPool,
}

impl Projector {
    /// A projector that writes through `pool`, which acts as `tidings_project`.
    #[must_use]
    pub fn new(pool: PgPool, log: LogReader, hints: Hints) -> Self {
        Self {
            desk: Desk {
                projection: Projection::new(log.log(), Tables::Live),
                pool,
            },
            follower: Follower::new(Reading(log.clone()), hints, 0),
            log,
            terms: Terms::default(),
        }
    }

    /// The same with other terms for its lead.
    #[must_use]
    pub fn with_terms(self, terms: Terms) -> Self {
        Self { terms, ..self }
    }

    /// Runs until it is told to stop. The gate says why the tables do not move, while they do not;
    /// one that stands by is ready.
    pub async fn run(mut self, gate: Gate, stop: CancellationToken) {
        let pool = self.desk.pool.clone();
        let stopped = stop.clone();
        let work = async {
            loop {
                gate.open();
                let lease = Lease::wait(&pool, "projector", self.terms).await;
                tracing::info!("the projector leads");
                metrics::gauge!("tidings_projector_is_leader").set(1.0);
                tokio::select! {
                    () = lease.lost() => tracing::warn!("the projector lost its lead"),
                    () = self.keep_up(&gate) => {}
                }
                metrics::gauge!("tidings_projector_is_leader").set(0.0);
            }
        };
        tokio::select! {
            () = stopped.cancelled() => {}
            () = work => {}
        }
    }

    /// Follows, and begins anew after each failure.
    async fn keep_up(&mut self, gate: &Gate) {
        let mut told = None;
        loop {
            let Err(failure) = self.follow(gate).await;
            if let Failure::Moved = failure {
                // A rebuild swapped, or the lead changed hands: the checkpoint tells where to go on.
                tracing::info!("the checkpoint was moved, reading it again");
                continue;
            }
            let pause = if failure.is_outage() {
                AFTER_OUTAGE
            } else {
                AFTER_STOP
            };
            let reason = failure.to_string();
            if told.as_ref() != Some(&reason) {
                tracing::error!(error = %failure, "the read tables do not move, trying again");
            }
            gate.close(reason.clone());
            told = Some(reason);
            tokio::time::sleep(pause).await;
        }
    }

    async fn follow(&mut self, gate: &Gate) -> Result<Infallible, Failure> {
        let checkpoint = self.desk.checkpoint().await?;
        self.follower.seek(checkpoint);
        let mut trouble = self.follower.trouble();
        let head = self.log.head().await?;
        report(checkpoint, head);
        // After a failure the gate opens with the first success, and not for a moment at each try.
        if head == checkpoint {
            gate.open();
        }
        loop {
            let batch = tokio::select! {
                batch = self.follower.next(BATCH_MAX) => batch?,
                Ok(()) = trouble.changed() => {
                    match trouble.borrow_and_update().as_deref() {
                        Some(reason) => gate.close(format!("the log cannot be read: {reason}")),
                        None => gate.open(),
                    }
                    continue;
                }
            };
            crash::point("projector.polled");
            self.desk.project(&batch).await?;
            crash::point("projector.committed");
            gate.open();
            let count = u64::try_from(batch.events.len()).unwrap_or(u64::MAX);
            metrics::counter!("tidings_projector_events_total").increment(count);
            report(batch.position(), batch.head);
        }
    }
}

impl Desk {
    async fn checkpoint(&self) -> Result<u64, Failure> {
        let mut connection = self.pool.acquire().await?;
        self.projection.checkpoint(&mut connection).await
    }

    async fn project(&self, batch: &Batch) -> Result<(), Failure> {
        let (began, at) = (Instant::now(), SystemTime::now());
        let mut connection = self.pool.acquire().await?;
        project_or_park(&self.projection, &mut connection, &batch.events).await?;
        metrics::histogram!("tidings_projector_batch_seconds").record(began.elapsed());
        telemetry::follow("project", at, &batch.events);
        Ok(())
    }
}

/// Gauges are floating point; positions stay exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "for people to look at")]
fn report(position: u64, head: u64) {
    metrics::gauge!("tidings_projector_position").set(position as f64);
    metrics::gauge!("tidings_projector_lag").set(head.saturating_sub(position) as f64);
}
