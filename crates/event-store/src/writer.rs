//! The writer: commands in, events appended, many commands to a commit.
//!
//! One task per process takes all that waits (up to [`BATCH_MAX`]), brings what the commands rest
//! on up to date in one query each, decides them on clones of cached aggregates, and appends what
//! they decided in one round trip. While one batch commits, the next one fills; nothing lingers.
//!
//! Another process may append at the same time. The primary key guards what is appended; a
//! decision that appends nothing (a refusal, an answer without events) is made again on streams
//! read anew. A batch that lost to another process is decided once more under the head lock,
//! where it cannot lose.
//!
//! What is cached may hold words that are erased meanwhile, and would write them again. So the log has
//! an epoch, which every erasure raises; an append says on which one it was decided, and is refused and
//! decided again, on nothing remembered, where that is not the present one.

mod answers;
mod append;
mod decide;
mod engine;
mod flight;
mod lookup;
mod snapshots;

use std::time::Duration;

use sqlx::postgres::PgPool;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{Failure, LogReader, Outcome, Submission, SubmitError};
use engine::Engine;
use flight::Flight;

/// Commands in one commit. More gained nothing in measurements and makes one batch slower.
pub const BATCH_MAX: usize = 512;

/// How long a fact may be taken from memory when other processes write too.
const FACTS_AGE_MAX: Duration = Duration::from_secs(10);

/// Commands that may wait for the next batches; further callers wait to get in.
const QUEUE_MAX: usize = 4 * BATCH_MAX;

/// A command and who waits for its outcome.
#[derive(Debug)]
struct Pending {
    submission: Submission,
    answer: oneshot::Sender<Result<Outcome, SubmitError>>,
}

/// Takes commands to the log. Cheap to clone; the log closes when told to, or with the last clone.
#[derive(Clone, Debug)]
pub struct Writer {
    queue: mpsc::Sender<Pending>,
    head: watch::Receiver<u64>,
    stopped: watch::Receiver<bool>,
    stop: std::sync::Arc<watch::Sender<bool>>,
}

impl Writer {
    /// Starts the writer's task. `sole` says that no other process appends to this log, known by
    /// a lock on its data folder: then cached state is the truth and nothing is read again.
    ///
    /// # Errors
    /// The database cannot be reached, or holds no log.
    pub async fn start(pool: PgPool, sole: bool) -> Result<Self, Failure> {
        Self::start_trusting(pool, sole, FACTS_AGE_MAX).await
    }

    /// As [`Writer::start`], with a bound of one's own on how long facts that another process may
    /// change (who is a member, who is what) are taken from memory.
    ///
    /// # Errors
    /// As [`Writer::start`].
    pub async fn start_trusting(
        pool: PgPool,
        sole: bool,
        facts_age_max: Duration,
    ) -> Result<Self, Failure> {
        let reader = LogReader::open(pool.clone()).await?;
        let position = reader.head().await?;
        let epoch = sqlx::query_scalar("select epoch from log.epoch where one");
        let epoch = epoch.fetch_one(&pool).await?;
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let (moved, head) = watch::channel(position);
        let (stop, stopping) = watch::channel(false);
        let (has_stopped, stopped) = watch::channel(false);
        let engine = Engine::new(
            pool,
            reader.log(),
            epoch,
            position,
            sole,
            facts_age_max,
            moved,
        );
        tokio::spawn(async move {
            run(engine, waiting, stopping).await;
            let _ = has_stopped.send(true);
        });
        Ok(Self {
            queue,
            head,
            stopped,
            stop: std::sync::Arc::new(stop),
        })
    }

    /// Carries a command out, or tells why not. Cancellation safe: once it is in the queue it is
    /// decided whether or not somebody still waits, and nothing is left half done.
    ///
    /// # Errors
    /// A refusal, a key used for another request, or a log that cannot be reached.
    pub async fn submit(&self, submission: Submission) -> Result<Outcome, SubmitError> {
        let (answer, outcome) = oneshot::channel();
        let pending = Pending { submission, answer };
        self.queue
            .send(pending)
            .await
            .map_err(|_| Failure::Closing)?;
        outcome.await.map_err(|_| Failure::Closing)?
    }

    /// The newest position that this process appended or saw: wakes tails in the same process.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<u64> {
        self.head.clone()
    }

    /// Finishes what waits and takes nothing more in.
    pub async fn close(&self) {
        let _ = self.stop.send(true);
        let mut stopped = self.stopped.clone();
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }
}

async fn run(
    mut engine: Engine,
    mut waiting: mpsc::Receiver<Pending>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    let mut flight: Option<Flight> = None;
    loop {
        tokio::select! {
            biased;
            () = landed(&mut flight) => {}
            taken = waiting.recv_many(&mut batch, BATCH_MAX) => {
                if taken == 0 {
                    break;
                }
                // Who hung up before we began is not served: their command has no effect.
                batch.retain(|pending: &Pending| !pending.answer.is_closed());
                let batch = std::mem::replace(&mut batch, Vec::with_capacity(BATCH_MAX));
                if engine.sole {
                    flight = engine.advance(batch, flight.take()).await;
                } else {
                    engine.process(batch).await;
                }
                // Who was just answered asks again at once: let them get into this batch, or the
                // callers fall into two halves that wait for each other.
                tokio::task::yield_now().await;
                continue;
            }
            () = told(&mut stopping) => {
                waiting.close();
                continue;
            }
        }
        if let Some(flight) = flight.take() {
            engine.land(flight).await;
        }
    }
    if let Some(flight) = flight.take() {
        engine.land(flight).await;
    }
    engine.finish().await;
}

/// Resolves when the append under way has ended; never without one.
async fn landed(flight: &mut Option<Flight>) {
    match flight {
        Some(flight) => flight.landed().await,
        None => std::future::pending().await,
    }
}

/// Resolves when the writer is told to stop, or nobody is left who could submit.
async fn told(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// The first wait after trouble; doubled each time.
const PAUSE: Duration = Duration::from_millis(50);
