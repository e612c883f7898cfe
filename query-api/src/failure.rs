//! What a client is told when Postgres did not answer.

use std::time::Duration;

use chassis::problem::Problem;

use crate::ports::Unreachable;

/// When to come back after a 503.
pub(crate) const PAUSE: Duration = Duration::from_secs(1);

/// SQLSTATE classes of what passes: connections, rollbacks, resources, operators, the system.
/// 57 holds `query_canceled`, which is the statement's timeout.
const PASSING: [&str; 6] = ["08", "40", "53", "55", "57", "58"];

/// A statement failed: an outage that passes, or a bug of ours.
pub(crate) fn failed(error: &sqlx::Error) -> Problem {
    if passes(error) {
        tracing::warn!(%error, "the read tables cannot be reached");
        Problem::unavailable(PAUSE)
    } else {
        tracing::error!(%error, "a query failed");
        Problem::internal()
    }
}

fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| PASSING.iter().any(|class| code.starts_with(class))),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        // The enum is open; what is left are mistakes in a query or in how its rows are read.
        _ => false,
    }
}

impl From<Unreachable> for Problem {
    fn from(_: Unreachable) -> Self {
        Self::unavailable(PAUSE)
    }
}
