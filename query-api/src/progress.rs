//! How far the read tables are, for those who wait until they are far enough.
//!
//! One task per process asks, and only while somebody waits: at once when it hears that the
//! tables moved, else every 50 ms. A hundred waiting requests cost one query, not a hundred.

use std::sync::Arc;
use std::time::Duration;

use chassis::problem::Problem;
use chassis::shutdown::Shutdown;
use domain::LogId;
use sqlx::postgres::{PgListener, PgPool, PgPoolOptions};
use tokio::sync::{Notify, watch};

use crate::failure::PAUSE;
use crate::parameters::MinPosition;

/// How long a request waits for the tables. Who needs longer is better told so.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// How often the tables are asked while somebody waits and nothing is heard.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// How long the listener rests after its connection failed.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// What the projector says after each batch.
const CHANNEL: &str = "tidings_read";

/// The tables' progress. Clones are the same one; its tasks end with the process.
#[derive(Clone)]
pub(crate) struct Progress {
    log: LogId,
    reached: watch::Receiver<u64>,
    waiting: Arc<watch::Sender<usize>>,
}

impl Progress {
    /// Begins to watch. `projected` wakes it where the projector runs in this process; where it
    /// does not, the notifications of Postgres do.
    pub(crate) fn watch(
        pool: PgPool,
        log: LogId,
        projected: Option<watch::Receiver<u64>>,
        shutdown: &Shutdown,
    ) -> Self {
        let (reached, reached_seen) = watch::channel(0);
        let (waiting, waiting_seen) = watch::channel(0);
        let moved = Arc::new(Notify::new());
        let stop = shutdown.token();
        let hear = hear(pool.clone(), projected, Arc::clone(&moved));
        shutdown.spawn("hear of the read tables", async move {
            let _ = stop.run_until_cancelled(hear).await;
        });
        let stop = shutdown.token();
        let ask = ask(pool, log, reached, waiting_seen, moved);
        shutdown.spawn("watch the read tables", async move {
            let _ = stop.run_until_cancelled(ask).await;
        });
        Self {
            log,
            reached: reached_seen,
            waiting: Arc::new(waiting),
        }
    }

    /// Waits until the tables have a position.
    pub(crate) async fn reach(&self, least: Option<MinPosition>) -> Result<(), Problem> {
        let Some(MinPosition(least)) = least else {
            return Ok(());
        };
        if least.log != self.log {
            return Err(Problem::invalid_parameter(
                "minPosition",
                "a position of another log",
            ));
        }
        let mut reached = self.reached.clone();
        if *reached.borrow() >= least.position {
            return Ok(());
        }
        let _waiting = Waiting::begin(&self.waiting);
        let far_enough = reached.wait_for(|reached| *reached >= least.position);
        match tokio::time::timeout(WAIT_MAX, far_enough).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Problem::unavailable(PAUSE)),
        }
    }
}

/// Somebody who waits, until it is dropped; a client that hangs up drops it too.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl<'a> Waiting<'a> {
    fn begin(waiting: &'a watch::Sender<usize>) -> Self {
        waiting.send_modify(|waiting| *waiting += 1);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|waiting| *waiting -= 1);
    }
}

async fn ask(
    pool: PgPool,
    log: LogId,
    reached: watch::Sender<u64>,
    mut waiting: watch::Receiver<usize>,
    moved: Arc<Notify>,
) {
    while waiting.wait_for(|waiting| *waiting > 0).await.is_ok() {
        match checkpoint(&pool, log).await {
            Ok(position) => {
                reached.send_if_modified(|reached| {
                    let is_ahead = position > *reached;
                    *reached = position.max(*reached);
                    is_ahead
                });
            }
            // Those who wait are told by their own limit.
            Err(error) => tracing::debug!(%error, "the read tables' checkpoint cannot be read"),
        }
        let _ = tokio::time::timeout(ASK_EVERY, moved.notified()).await;
    }
}

/// How far the tables of this log are; those of another log have nothing of this one.
async fn checkpoint(pool: &PgPool, log: LogId) -> Result<u64, sqlx::Error> {
    let position: Option<i64> = sqlx::query_scalar(CHECKPOINT)
        .bind(log.log_id)
        .bind(i64::from(log.incarnation))
        .fetch_optional(pool)
        .await?;
    Ok(position.unwrap_or_default().unsigned_abs())
}

pub(crate) const CHECKPOINT: &str = "
    select k.position
    from read.checkpoint k
    where k.log_id = $1
      and k.incarnation = $2";

async fn hear(pool: PgPool, projected: Option<watch::Receiver<u64>>, moved: Arc<Notify>) {
    if let Some(mut projected) = projected {
        while projected.changed().await.is_ok() {
            moved.notify_one();
        }
        return;
    }
    // A connection of its own: it is held for ever, and would be missed among the others.
    let own = PgPoolOptions::new()
        .max_connections(1)
        .connect_lazy_with((*pool.connect_options()).clone());
    loop {
        if let Err(error) = listen(&own, &moved).await {
            tracing::debug!(%error, "not told when the read tables move");
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

async fn listen(pool: &PgPool, moved: &Notify) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        listener.recv().await?;
        moved.notify_one();
    }
}
