//! Why the tables do not move.

use event_bus::Behind;

/// An event that cannot be projected: it contradicts the tables, so this program has a bug, or the
/// log was not written by Tidings.
#[derive(Debug, thiserror::Error)]
#[error("event {name} at position {position} cannot be projected: {reason}")]
pub struct Poison {
    /// Where.
    pub position: u64,
    /// The event's name.
    pub name: &'static str,
    /// What is wrong.
    pub reason: String,
}

/// Why the projector or a rebuild stopped.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Postgres failed.
    #[error("the read tables cannot be written: {0}")]
    Database(#[from] sqlx::Error),
    /// The log failed.
    #[error(transparent)]
    Log(#[from] event_store::Failure),
    /// The log is older than the tables.
    #[error("{0}; run `tidings rebuild`")]
    Behind(#[from] Behind),
    /// The tables are of another log.
    #[error("the read tables are of another log; run `tidings rebuild`")]
    OtherLog,
    /// An event that cannot be projected.
    #[error(transparent)]
    Poison(#[from] Poison),
    /// Somebody moved the checkpoint meanwhile: another projector, or a rebuild that swapped.
    #[error("the checkpoint was moved by another process")]
    Moved,
    /// Two rebuilds at once.
    #[error("another rebuild is under way")]
    RebuildUnderWay,
}

impl Failure {
    /// Whether it is the event that is wrong: it fails alone and again.
    pub(crate) fn is_of_an_event(&self) -> bool {
        match self {
            Self::Database(_) => !self.is_outage(),
            Self::Poison(_) => true,
            Self::Log(_)
            | Self::Behind(_)
            | Self::OtherLog
            | Self::Moved
            | Self::RebuildUnderWay => false,
        }
    }

    /// Whether it is the database's state and not an event: it may be gone in a moment.
    pub(crate) fn is_outage(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => {
                // Broken promises of the tables (23) and values that do not fit (22) stay.
                !error
                    .code()
                    .is_some_and(|code| code.starts_with("22") || code.starts_with("23"))
            }
            Self::Database(_) | Self::Log(_) => true,
            Self::Behind(_)
            | Self::OtherLog
            | Self::Poison(_)
            | Self::Moved
            | Self::RebuildUnderWay => false,
        }
    }
}
