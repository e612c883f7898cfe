//! Why a command ends early: one sentence that says what to do.

use std::net::SocketAddr;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The settings contradict each other, or a file they name cannot be used.
    #[error(transparent)]
    Config(#[from] chassis::config::ConfigError),
    /// The token keys cannot be used.
    #[error("{0}")]
    Keys(String),
    /// The private Postgres cannot be started.
    #[error(transparent)]
    PrivatePostgres(#[from] private_postgres::StartError),
    /// A role needs a database that others use too.
    #[error("this role needs a Postgres that the other roles use too: set DATABASE_URL")]
    NoDatabase,
    /// The database cannot be reached at all.
    #[error("the database at DATABASE_URL cannot be used: {0}")]
    Database(String),
    /// The schema.
    #[error(transparent)]
    Schema(#[from] migrations::Failure),
    /// The log may not be used as it is.
    #[error(transparent)]
    Log(#[from] event_store::Unsafe),
    /// The log cannot be read or written.
    #[error(transparent)]
    LogFailure(#[from] event_store::Failure),
    /// The accounts.
    #[error(transparent)]
    Accounts(#[from] accounts::AccountsError),
    /// A backup could not be made or put back.
    #[error(transparent)]
    Copy(#[from] crate::commands::CopyError),
    /// The presence.
    #[error("{0}: REDIS_URL looks like redis://host:6379")]
    Presence(#[from] presence::Unusable),
    /// Kafka is not as it has to be.
    #[error(transparent)]
    Kafka(#[from] event_bus::kafka::Refusal),
    /// The rebuild.
    #[error("{0}")]
    Rebuild(String),
    /// Somebody listens there already, or may not.
    #[error(
        "cannot listen on {address}: {error}. Stop what listens there, or choose another --{flag}"
    )]
    Listen {
        /// The flag that chooses the address.
        flag: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// No metrics recorder.
    #[error("metrics cannot be recorded: {0}")]
    Metrics(String),
    /// No traces.
    #[error(transparent)]
    Traces(#[from] chassis::telemetry::TracesError),
    /// No threads, no signals.
    #[error("the process cannot be set up: {0}")]
    Runtime(std::io::Error),
    /// A part of the process ended that the others need.
    #[error("stopped: {0}")]
    Unclean(#[from] chassis::shutdown::Unclean),
    /// Postgres ended by itself.
    #[error("stopped: {0}")]
    PostgresDied(String),
    /// A demo, a token or a document could not be made.
    #[error("{0}")]
    Other(String),
}

impl Trouble {
    /// 1, as for every refusal.
    pub const fn exit_code(&self) -> u8 {
        1
    }
}
