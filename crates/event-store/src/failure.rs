//! What can go wrong between us and Postgres.

use domain::BadEvent;

/// The log could not be read or written. Nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Postgres cannot be reached, or refused a statement.
    #[error("the log cannot be reached: {0}")]
    Database(#[from] sqlx::Error),
    /// The log holds what this program cannot read. It is not skipped.
    #[error("the log cannot be read: {0}")]
    Event(#[from] BadEvent),
    /// A row that no version of this program writes.
    #[error("row {position} of the log is malformed: {what}")]
    Malformed {
        /// Where.
        position: u64,
        /// What is wrong with it.
        what: String,
    },
    /// An event that has no canonical form.
    #[error(transparent)]
    Evidence(#[from] evidence::Uncanonical),
    /// JSON that serde cannot write or read back.
    #[error("the log cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The stock reader of cqrs-es could not load a stream.
    #[error("the stock reader failed: {0}")]
    Stock(String),
    /// Other processes were faster each time.
    #[error("the log is contended")]
    Contended,
    /// What went wrong with the whole batch that a command was in.
    #[error("{0}")]
    Shared(std::sync::Arc<Self>),
    /// The writer has stopped, because the process is about to.
    #[error("the log is closing")]
    Closing,
}
