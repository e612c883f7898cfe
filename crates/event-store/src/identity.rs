//! Which log this is, and whether the database still is the one it was.

use domain::LogId;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, Row as _};
use uuid::Uuid;

use crate::Failure;

/// Why the log may not be used as it is.
#[derive(Debug, thiserror::Error)]
pub enum Unsafe {
    /// A setting under which Postgres may forget what it acknowledged.
    #[error(
        "Postgres runs with {0} off and may lose acknowledged messages: switch it on and start again"
    )]
    Setting(String),
    /// The database is a copy: another cluster, or another timeline of it.
    #[error(
        "this log was restored or copied from another database. If this copy is the one to go on \
         with, run `tidings adopt`; clients will then fetch afresh"
    )]
    Restored,
    /// The log ends before a position that was seen outside of it.
    #[error(
        "this log ends at position {head}, but position {seen} was acknowledged before: it was \
         restored from an older copy. To go on with it, run `tidings adopt`"
    )]
    Behind {
        /// Where the log ends.
        head: u64,
        /// What was seen.
        seen: u64,
    },
    /// The log could not be looked at.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<sqlx::Error> for Unsafe {
    fn from(error: sqlx::Error) -> Self {
        Self::Failure(error.into())
    }
}

/// Which log this database holds.
pub(crate) async fn read(pool: &PgPool) -> Result<LogId, Failure> {
    let row = sqlx::query("select log_id, incarnation from log.identity")
        .fetch_one(pool)
        .await?;
    log_id(&row)
}

fn log_id(row: &sqlx::postgres::PgRow) -> Result<LogId, Failure> {
    Ok(LogId {
        log_id: row.try_get("log_id")?,
        incarnation: row.try_get::<i32, _>("incarnation")?.unsigned_abs(),
    })
}

/// Checks that the database keeps what it acknowledges and still is the one the log was made in;
/// gives a new log its identity. `seen` is how far a log is known to go, from outside of the
/// database; of another log, or another incarnation of this one, it says nothing.
///
/// Runs as the login that migrates.
///
/// # Errors
/// What is wrong, in a sentence that says what to do.
pub async fn establish(database_url: &str, seen: Option<(LogId, u64)>) -> Result<LogId, Unsafe> {
    let mut connection = PgConnection::connect(database_url).await?;
    check_settings(&mut connection).await?;
    let (system, timeline) = cluster(&mut connection).await?;
    sqlx::query(
        "insert into log.identity (log_id, incarnation, system_identifier, timeline)
         values ($1, 1, $2, $3)
         on conflict do nothing",
    )
    .bind(Uuid::now_v7())
    .bind(&system)
    .bind(timeline)
    .execute(&mut connection)
    .await?;
    let row = sqlx::query(
        "select i.*, (select coalesce(max(position), 0) from log.events) as head
         from log.identity i",
    )
    .fetch_one(&mut connection)
    .await?;
    if row.try_get::<String, _>("system_identifier")? != system
        || row.try_get::<i32, _>("timeline")? != timeline
    {
        return Err(Unsafe::Restored);
    }
    let head = row.try_get::<i64, _>("head")?.unsigned_abs();
    let log = log_id(&row)?;
    if let Some((_, seen)) = seen.filter(|(of, seen)| *of == log && *seen > head) {
        return Err(Unsafe::Behind { head, seen });
    }
    connection.close().await?;
    Ok(log)
}

/// Gives a restored log a new incarnation: old cursors are then told to fetch afresh instead of
/// skipping what was lost.
///
/// # Errors
/// The database failed, or holds no log.
pub async fn adopt(database_url: &str) -> Result<LogId, Failure> {
    let mut connection = PgConnection::connect(database_url).await?;
    let (system, timeline) = cluster(&mut connection).await?;
    let row = sqlx::query(
        "update log.identity
         set incarnation = incarnation + 1,
             system_identifier = $1,
             timeline = $2,
             since = now()
         returning log_id, incarnation",
    )
    .bind(system)
    .bind(timeline)
    .fetch_one(&mut connection)
    .await?;
    connection.close().await?;
    log_id(&row)
}

async fn check_settings(connection: &mut PgConnection) -> Result<(), Unsafe> {
    // A role or a database can carry a setting of its own; this session sees what applies to it,
    // and the sessions of the program log in the same way.
    let off: Option<String> = sqlx::query_scalar(
        "select name
         from pg_settings
         where name in ('fsync', 'full_page_writes', 'synchronous_commit')
           and setting = 'off'
         order by name
         limit 1",
    )
    .fetch_optional(connection)
    .await?;
    off.map_or(Ok(()), |name| Err(Unsafe::Setting(name)))
}

/// The cluster's identity and timeline. The timeline comes from the name of the current WAL
/// file: the control file's lags behind a promotion until the next checkpoint.
async fn cluster(connection: &mut PgConnection) -> Result<(String, i32), Failure> {
    let row = sqlx::query(
        "select system_identifier::text as system,
                ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int as timeline
         from pg_control_system()",
    )
    .fetch_one(connection)
    .await?;
    Ok((row.try_get("system")?, row.try_get("timeline")?))
}
