//! The writer's clock against Postgres'. Times are never used for order, but people read them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chassis::operator::Gate;
use sqlx::postgres::PgPool;
use tokio_util::sync::CancellationToken;

/// A process whose clock is further off than this is not ready.
const OFF_MAX: Duration = Duration::from_secs(1);
/// How often they are compared.
const EVERY: Duration = Duration::from_secs(30);

/// Compares until told to stop. An unreachable database says nothing about the clock: that is for
/// others to tell.
pub async fn watch(pool: PgPool, gate: Gate, stop: CancellationToken) {
    loop {
        match off_by(&pool).await {
            Ok(off) if off > OFF_MAX => {
                let off = off.as_millis();
                gate.close(format!(
                    "this machine's clock and Postgres' differ by {off} ms"
                ));
            }
            Ok(_) => gate.open(),
            Err(error) => tracing::warn!(%error, "the clocks could not be compared"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// The difference, less what the question itself took.
async fn off_by(pool: &PgPool) -> Result<Duration, sqlx::Error> {
    let before = now();
    let micros: i64 =
        sqlx::query_scalar("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")
            .fetch_one(pool)
            .await?;
    let after = now();
    let theirs = Duration::from_micros(micros.unsigned_abs());
    Ok(before
        .saturating_sub(theirs)
        .max(theirs.saturating_sub(after)))
}

fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
