//! The tables anew, beside the live ones, and then in their place.

use std::sync::Arc;

use domain::{LogId, RecordedEvent};
use event_store::LogReader;
use sqlx::Acquire as _;
use sqlx::postgres::{PgConnection, PgPool};

use crate::failure::Failure;
use crate::leader::{Lease, Terms};
use crate::poison::project_or_park;
use crate::projection::{Projection, Tables};

/// Larger than the live projector's batches: nobody waits for these rows, and a conversation's row is
/// written once for all that is said in a batch.
const BATCH_MAX: u32 = 16_000;

/// Builds the read tables from position 0 and puts them in the place of the live ones, which go on
/// being read and written meanwhile. Killed at any point, the next one goes on from there.
/// `pool` acts as `tidings_project`.
///
/// # Errors
/// Another rebuild is under way, an event cannot be projected, or the database failed. The live
/// tables are then as they were.
pub async fn rebuild(pool: &PgPool, log: &LogReader) -> Result<(), Failure> {
    let lease = Lease::attempt(pool, "rebuild", Terms::default()).await?;
    let lease = lease.ok_or(Failure::RebuildUnderWay)?;
    tokio::select! {
        () = lease.lost() => Err(sqlx::Error::PoolTimedOut.into()),
        built = build_and_swap(pool, log) => built,
    }
}

async fn build_and_swap(pool: &PgPool, log: &LogReader) -> Result<(), Failure> {
    let projection = Projection::new(log.log(), Tables::Next);
    let mut connection = pool.acquire().await?;
    // Left over from a rebuild that was killed after its swap.
    drop_replaced(&mut connection).await?;
    let LogId {
        log_id,
        incarnation,
    } = log.log();
    let incarnation = i32::try_from(incarnation).unwrap_or(i32::MAX);
    sqlx::query(PREPARE)
        .bind(log_id)
        .bind(incarnation)
        .execute(&mut *connection)
        .await?;
    let position = projection.checkpoint(&mut connection).await?;
    tracing::info!(position, "the read tables are being rebuilt");
    let position = fill(&mut connection, &projection, log, position).await?;
    sqlx::query(FINISH).execute(&mut *connection).await?;
    // What came while the indexes were made, so that the live tables are not held for it.
    let position = fill(&mut connection, &projection, log, position).await?;
    swap(&mut connection, &projection, log, position).await?;
    tracing::info!("the rebuilt read tables are live");
    if let Err(error) = drop_replaced(&mut connection).await {
        tracing::warn!(%error, "the replaced tables are still read; the next rebuild drops them");
    }
    Ok(())
}

/// Projects what comes after a position, up to the log's end. Returns the position there. A batch is
/// read while the one before it is written.
async fn fill(
    connection: &mut PgConnection,
    projection: &Projection,
    log: &LogReader,
    mut position: u64,
) -> Result<u64, Failure> {
    let mut events = read(log, position).await?;
    while let Some(last) = events.last().map(|event| event.position) {
        let (projected, next) = tokio::join!(
            project_or_park(projection, connection, &events),
            read(log, last),
        );
        projected?;
        (position, events) = (last, next?);
    }
    Ok(position)
}

/// The next events of the log; none at its end.
async fn read(log: &LogReader, position: u64) -> Result<Vec<Arc<RecordedEvent>>, Failure> {
    let events = log.read(position, BATCH_MAX).await?;
    Ok(events.into_iter().map(Arc::new).collect())
}

/// Holds the live checkpoint, takes in what came since, and swaps. The live projector waits for the
/// few events that takes, and finds its checkpoint moved.
async fn swap(
    connection: &mut PgConnection,
    projection: &Projection,
    log: &LogReader,
    position: u64,
) -> Result<(), Failure> {
    let mut transaction = connection.begin().await?;
    sqlx::query(HOLD_LIVE).execute(&mut *transaction).await?;
    let live: Option<i64> = sqlx::query_scalar(LIVE)
        .fetch_optional(&mut *transaction)
        .await?;
    let live = live.unwrap_or(0).unsigned_abs();
    if position < live {
        // Where the tables are ahead of the log, it was restored without them: it is the truth.
        fill(&mut transaction, projection, log, position).await?;
    }
    sqlx::query(SWAP).execute(&mut *transaction).await?;
    sqlx::query(ANNOUNCE).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// The old tables go when nobody reads them any longer.
async fn drop_replaced(connection: &mut PgConnection) -> Result<(), Failure> {
    sqlx::query(DROP_OLD).execute(connection).await?;
    Ok(())
}

const PREPARE: &str = "select app.prepare_read_next($1, $2)";
const FINISH: &str = "select app.finish_read_next()";
const HOLD_LIVE: &str = "lock table read.checkpoint in exclusive mode";
const LIVE: &str = "select position from read.checkpoint";
const SWAP: &str = "select app.swap_read_next()";
const ANNOUNCE: &str = "select pg_notify('tidings_read', '')";
const DROP_OLD: &str = "select app.drop_read_old()";
