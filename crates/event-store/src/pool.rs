//! Connections: who they act as, and what they never carry over.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Executor as _, Row as _};

use crate::Failure;

/// What a connection may do: the program's roles in the database. The login itself may nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Appends to the log and reads it.
    Append,
    /// Reads the log and writes the read tables.
    Project,
    /// Reads the log and the read tables.
    Query,
    /// Takes erased words out of the log, and what is known of erased people out of the accounts.
    Erase,
}

/// How long a caller waits for a connection before it is told that the service is busy.
const ACQUIRE: Duration = Duration::from_secs(2);

impl Role {
    const fn settings(self) -> &'static str {
        match self {
            // Every look-up of the writer has its index. Without this a plan made while a table had
            // one page, or before its first statistics, is kept and reads the log from end to end.
            Self::Append => {
                "set role tidings_append; set statement_timeout = '5s'; \
                 set lock_timeout = '5s'; set idle_in_transaction_session_timeout = '5s'; \
                 set enable_seqscan = off"
            }
            Self::Project => {
                "set role tidings_project; set statement_timeout = '60s'; \
                 set idle_in_transaction_session_timeout = '60s'"
            }
            Self::Erase => {
                "set role tidings_erase; set statement_timeout = '60s'; \
                 set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '5s'"
            }
            // The walls around rows make plans look dear, and what is compiled then costs more than it
            // saves: three times the time of a scan was seen.
            Self::Query => {
                "set role tidings_query; set statement_timeout = '2s'; \
                 set idle_in_transaction_session_timeout = '5s'; set jit = off"
            }
        }
    }
}

/// A pool of connections that act as `role`.
///
/// A connection that comes back inside a transaction is closed, not used again: a request future
/// dropped while `begin` is under way leaves one open that the client side knows nothing of.
/// One is asked whether it still lives before it is given out, so that a restart of Postgres is
/// noticed here and not by a request; the writer, for whom a round trip counts, has its own.
///
/// # Errors
/// The URL is malformed, or the database cannot be reached.
pub async fn pool(database_url: &str, role: Role, max_connections: u32) -> Result<PgPool, Failure> {
    let options: PgConnectOptions = database_url.parse()?;
    let pool = PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(true)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(role.settings()).await?;
                Ok(())
            })
        })
        .after_release(|connection, _| Box::pin(is_outside_of_a_transaction(connection)))
        .connect_with(
            options
                .application_name("tidings")
                .disable_statement_logging(),
        )
        .await?;
    Ok(pool)
}

/// Outside of a transaction both of Postgres' clocks are the same. Asked as a simple query: in the
/// extended protocol the statement begins after its transaction, and the clocks never agree.
async fn is_outside_of_a_transaction(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    connection
        .fetch_one("select statement_timestamp() = transaction_timestamp()")
        .await?
        .try_get(0)
}

/// A connection of one's own, outside of the pool, with the same login and role.
pub(crate) async fn connect(pool: &PgPool, role: Role) -> Result<PgConnection, Failure> {
    let options = pool.connect_options();
    let mut connection = tokio::time::timeout(ACQUIRE, options.connect())
        .await
        .map_err(|_| Failure::Database(sqlx::Error::PoolTimedOut))??;
    connection.execute(role.settings()).await?;
    Ok(connection)
}
