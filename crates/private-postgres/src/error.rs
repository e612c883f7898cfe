//! Why Postgres could not be started or stopped: each one sentence that says what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private Postgres could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another launcher holds the folder.
    #[error(
        "the data folder {} is in use by another tidings (pid {}); stop it, or give this one a folder of its own with --data",
        data.display(),
        pid.as_deref().unwrap_or("unknown")
    )]
    InUse {
        /// The folder.
        data: PathBuf,
        /// Who holds it, where it has said so yet.
        pid: Option<String>,
    },
    /// No installation was found.
    #[error(
        "no Postgres 15 or newer was found; run `make setup`, or set TIDINGS_POSTGRES_BIN to the folder of its binaries, or DATABASE_URL to a server of your own"
    )]
    NoBinaries,
    /// The installation that was asked for does not run.
    #[error(
        "TIDINGS_POSTGRES_BIN names {}, where no Postgres 15 or newer can be run{}; correct it or unset it",
        folder.display(),
        account.as_ref().map(|name| format!(" by the user {name}")).unwrap_or_default()
    )]
    UnusableBinaries {
        /// What the setting names.
        folder: PathBuf,
        /// Whom root would run it as.
        account: Option<String>,
    },
    /// The database was made by a major version that is not here.
    #[error(
        "{} was made by Postgres {made_by}, and here {found}; install that version, or set TIDINGS_POSTGRES_BIN to its binaries",
        pgdata.display()
    )]
    OtherVersion {
        /// The database.
        pgdata: PathBuf,
        /// Its major version.
        made_by: String,
        /// What there is instead, in words.
        found: String,
    },
    /// Root has nobody to run Postgres as.
    #[error(
        "Postgres does not run as root, and /etc/passwd has neither a user postgres nor one with the uid 65534; add a user postgres"
    )]
    NoAccount,
    /// Something else lies where the database goes.
    #[error(
        "{} holds files but no database; move it away, or name another folder with --data",
        pgdata.display()
    )]
    NotADatabase {
        /// Where the database would go.
        pgdata: PathBuf,
    },
    /// Somebody else owns the folder for the socket.
    #[error("{} is not a private folder of the uid {uid}; remove it", folder.display())]
    NotPrivate {
        /// The folder.
        folder: PathBuf,
        /// Who should own it.
        uid: u32,
    },
    /// A connection string could not carry the path.
    #[error("the path of the data folder {} is not UTF-8; name another one with --data", data.display())]
    NotUtf8 {
        /// The folder.
        data: PathBuf,
    },
    /// A file or folder refused.
    #[error("cannot {doing} {}: {reason}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// initdb, or the making of the database after it, failed.
    #[error("the database could not be made ({status}): {words}; the log is {}", log.display())]
    NotMade {
        /// How the program ended.
        status: String,
        /// What it said last.
        words: String,
        /// Where the rest is.
        log: PathBuf,
    },
    /// The server ended before it was ready.
    #[error("Postgres stopped while starting ({status}): {words}; the log is {}", log.display())]
    Ended {
        /// How it ended.
        status: String,
        /// What it said last.
        words: String,
        /// Where the rest is.
        log: PathBuf,
    },
    /// The server was not ready in time.
    #[error("Postgres was not ready after {secs} s; the log is {}", log.display())]
    NotReady {
        /// How long it had.
        secs: u64,
        /// Where to read why.
        log: PathBuf,
    },
    /// The server of an earlier run does not end.
    #[error(
        "database processes of an earlier run cannot be stopped (pids {pids:?}); end them and start again"
    )]
    StillRunning {
        /// The processes.
        pids: Vec<i32>,
    },
}

impl StartError {
    /// For `map_err`: what was tried and on what.
    pub(crate) fn io(
        doing: &'static str,
        path: &Path,
    ) -> impl FnOnce(io::Error) -> StartError + use<> {
        let path = path.to_owned();
        move |reason| StartError::Io {
            doing,
            path,
            reason,
        }
    }
}

/// Why the private Postgres could not be stopped.
#[derive(Debug, thiserror::Error)]
pub enum StopError {
    /// It outlived every signal.
    #[error("Postgres (pid {pid}) did not end, not even by SIGKILL")]
    StillRunning {
        /// The server.
        pid: i32,
    },
}
