//! Of several processes that could do a thing, one does it.
//!
//! The lead is an advisory lock on a session of its own. A plain session lock outlives a stopped
//! process or a dead host for as long as TCP cares to wait; so this session ends by itself when it
//! is idle for two seconds, and the one who leads pings it every half second. Who cannot ping
//! assumes that the lead is lost. That is not proof against a process paused at the wrong moment:
//! whoever leads must move a checkpoint by compare-and-set in the transaction of the work.

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How a lease is kept.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Postgres ends a session that was silent this long, and so frees the lock.
    pub idle: Duration,
    /// How often the holder pings, and how often others ask for the lock. Well below `idle`.
    pub ping: Duration,
}

impl Default for Terms {
    /// A standby takes over within 3 s: 2 s until the session ends, half a second until it asks.
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(2),
            ping: Duration::from_millis(500),
        }
    }
}

/// The lead, as long as this exists and is not [lost](Lease::lost).
#[derive(Debug)]
pub struct Lease {
    lost: CancellationToken,
    // Ends the task that pings, and with it the session.
    _kept: DropGuard,
}

impl Lease {
    /// Waits until nobody else leads `what`. May be dropped while it waits. A database that cannot
    /// be reached is waited for too.
    pub async fn wait(pool: &PgPool, what: &str, terms: Terms) -> Self {
        let mut is_told = false;
        loop {
            match Self::attempt(pool, what, terms).await {
                Ok(Some(lease)) => return lease,
                Ok(None) => {}
                Err(error) if is_told => {
                    tracing::debug!(%error, what, "the lead cannot be asked for")
                }
                Err(error) => {
                    tracing::warn!(%error, what, "the lead cannot be asked for, trying again");
                    is_told = true;
                }
            }
            sleep(terms.ping).await;
        }
    }

    /// The lead, if nobody else has it.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn attempt(
        pool: &PgPool,
        what: &str,
        terms: Terms,
    ) -> Result<Option<Self>, sqlx::Error> {
        let asked = async {
            let mut session = pool.connect_options().connect().await?;
            let idle = format!("set idle_session_timeout = '{}ms'", terms.idle.as_millis());
            session.execute(idle.as_str()).await?;
            let has_lead: bool =
                sqlx::query_scalar("select pg_try_advisory_lock(hashtextextended($1, 0))")
                    .bind(format!("tidings lead: {what}"))
                    .fetch_one(&mut session)
                    .await?;
            if has_lead {
                return Ok::<_, sqlx::Error>(Some(session));
            }
            session.close().await?;
            Ok(None)
        };
        let session = timeout(terms.idle, asked)
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)??;
        Ok(session.map(|session| Self::keep(session, terms)))
    }

    fn keep(session: PgConnection, terms: Terms) -> Self {
        let lost = CancellationToken::new();
        let dropped = CancellationToken::new();
        tokio::spawn(ping(session, terms, lost.clone(), dropped.clone()));
        Self {
            lost,
            _kept: dropped.drop_guard(),
        }
    }

    /// Resolves when the lead is lost: stop at once.
    pub async fn lost(&self) {
        self.lost.cancelled().await;
    }
}

async fn ping(
    mut session: PgConnection,
    terms: Terms,
    lost: CancellationToken,
    dropped: CancellationToken,
) {
    let mut ticks = interval(terms.ping);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut answered = Instant::now();
    loop {
        tokio::select! {
            () = dropped.cancelled() => break,
            _ = ticks.tick() => {}
        }
        // Given up before Postgres gives up: what is left is the time to stop working.
        let left = (terms.idle - terms.idle / 4).saturating_sub(answered.elapsed());
        match timeout(left, session.ping()).await {
            Ok(Ok(())) => answered = Instant::now(),
            Ok(Err(_)) | Err(_) => {
                lost.cancel();
                return;
            }
        }
    }
    // Frees the lock now and not when the server notices.
    let _ = timeout(terms.ping, session.close()).await;
}
