//! Writing a bundle: a project's streams, what proves them, and their files, in a folder.
//!
//! The rows go out as they are, so events that this program does not know go with them. What
//! belongs to a project is said in `bundle/scope.rs`.

mod proofs;
mod scope;
mod written;

use std::io;
use std::path::Path;

use domain::{ProjectId, Timestamp, UserId};
use evidence::bundle::{FORMAT, Manifest};
use evidence::{Hash, PublicKey};
use futures_util::future::BoxFuture;
use tokio::io::AsyncRead;

use self::proofs::Proofs;
use self::scope::Scope;
use self::written::Folder;
use crate::{Failure, LogReader, checkpoints};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Of which project.
    pub project: ProjectId,
    /// As which member saw it; none for everything.
    pub as_user: Option<UserId>,
    /// Why.
    pub reason: String,
    /// Who asks.
    pub by: Option<UserId>,
    /// Now.
    pub at: Timestamp,
    /// The key that signed the checkpoints, for whoever has no other way to get it.
    pub key: PublicKey,
}

/// What is about to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Of which project.
    pub project: ProjectId,
    /// How many events.
    pub events: u64,
    /// Up to which position of the log.
    pub up_to: u64,
}

/// The bytes of a file, from wherever files are kept.
pub type Bytes = Box<dyn AsyncRead + Send + Unpin>;

/// Where files are kept.
pub trait Files: Sync {
    /// A reader of the bytes with this SHA-256; none if they are not there any more.
    fn open(&self, sha256: Hash) -> BoxFuture<'_, io::Result<Option<Bytes>>>;
}

/// Nowhere: every file that events name is listed as missing.
#[derive(Clone, Copy, Debug)]
pub struct NoFiles;

impl Files for NoFiles {
    fn open(&self, _: Hash) -> BoxFuture<'_, io::Result<Option<Bytes>>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] Failure),
    /// The folder, or a file that goes into it.
    #[error("the bundle cannot be written: {0}")]
    Folder(#[from] io::Error),
    /// Something is in the folder already.
    #[error("there is something in the folder already: choose an empty one")]
    NotEmpty,
    /// No such project in the log.
    #[error("the log has no project with this id")]
    NoProject,
    /// Nothing was signed yet.
    #[error("there is no signed checkpoint yet: start the server, it signs one")]
    NoCheckpoint,
    /// The trace that this leaves could not be written, so nothing left.
    #[error("that this was exported could not be recorded: {0}")]
    NoTrace(String),
}

impl From<sqlx::Error> for ExportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

/// Writes the bundle of a project into an empty folder, up to the newest checkpoint. `leave_trace`
/// runs when it is known what is about to leave and before any of it does; if it fails, nothing
/// leaves. The manifest is written last.
///
/// # Errors
/// The log or a file could not be read, or the folder not be written.
pub async fn export<F>(
    reader: &LogReader,
    ask: &Ask,
    folder: &Path,
    files: &dyn Files,
    leave_trace: impl FnOnce(Leaving) -> F,
) -> Result<Manifest, ExportError>
where
    F: Future<Output = Result<(), String>>,
{
    let folder = Folder::empty(folder).await?;
    let newest = checkpoints::last(reader).await?;
    let newest = newest.ok_or(ExportError::NoCheckpoint)?.signed;
    let size = newest.checkpoint.size;
    let scope = Scope::gather(reader, ask.project, ask.as_user, size).await?;
    leave_trace(Leaving {
        project: ask.project,
        events: scope.positions.len() as u64,
        up_to: size,
    })
    .await
    .map_err(ExportError::NoTrace)?;
    let proofs = Proofs::gather(reader, &scope.positions, &newest).await?;
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        log_id: reader.log().log_id,
        project_id: ask.project.uuid(),
        as_user: ask.as_user.map(UserId::uuid),
        reason: ask.reason.clone(),
        by: ask.by.map(UserId::uuid),
        made_at: ask.at,
        checkpoint: newest,
        key: ask.key.into(),
        counts: evidence::bundle::Counts::default(),
        missing_files: Vec::new(),
    };
    folder
        .events(reader, &scope, &proofs, &mut manifest)
        .await?;
    folder.checkpoints(&proofs, &mut manifest).await?;
    folder.files(&scope.files, files, &mut manifest).await?;
    folder.close(&manifest).await?;
    Ok(manifest)
}
