//! `tidings backup`: the log, the accounts and the files in a folder, as they were at one position.
//!
//! The tables come out of one transaction that sees one moment, while the server goes on. The read
//! tables stay behind: they are made from the log. So do sessions, exports and places of followers. The
//! manifest is written last, and says the size and the SHA-256 of all the rest; a folder without one is
//! no backup. What a copy must not go on without, and must not lie about beside it, are the secrets:
//! they are taken along only when asked.

mod bytes;
mod folder;
mod manifest;
mod source;
mod tables;

use std::path::Path;

use chassis::config::Checked;
use domain::{Timestamp, to_hex};
use sqlx::types::time::OffsetDateTime;

use crate::cli::Backup;
use crate::keys::CHECKPOINTS;
use crate::roles::ERASURES;
use crate::trouble::Trouble;

pub use bytes::open as open_blobs;
pub use folder::Folder;
pub use manifest::{FORMAT, KeptFile, Manifest, secrets};
use source::Source;
pub use tables::columns_of;

/// The folder that secrets lie in, in a backup.
pub const SECRETS: &str = "secrets";
/// The list of the files' bytes.
pub const FILES: &str = "files.jsonl";

/// Why there is no backup, or none that can be put back.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The folder, or a file in it.
    #[error("{path}: {error}")]
    Folder {
        /// Which.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// There is something in it.
    #[error("there is something in {0} already: choose a new or empty folder")]
    NotEmpty(String),
    /// The database.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The log.
    #[error(transparent)]
    Log(#[from] event_store::Failure),
    /// The place of the files.
    #[error(transparent)]
    Blobs(#[from] blobs::BlobError),
    /// It is no backup, not whole, or not what it was.
    #[error("{0}")]
    NotWhole(String),
    /// The database cannot take it.
    #[error("{0}")]
    Refused(String),
}

/// Makes it, and says what is in it.
pub async fn run(ask: Backup) -> Result<(), Trouble> {
    let settings = ask.settings.check()?;
    let folder = Folder::make(&ask.out).await?;
    let source = Source::find(&settings).await?;
    let made = make(&settings, &source, &folder, ask.secrets).await;
    source.close().await;
    let manifest = made?;
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    println!(
        "{}: log {} up to position {}, {rows} rows, {} files",
        ask.out.display(),
        manifest.log_id,
        manifest.position,
        manifest.files,
    );
    println!("root: {}", manifest.root);
    if !manifest.missing_files.is_empty() {
        println!(
            "missing: {} files have no bytes",
            manifest.missing_files.len()
        );
    }
    match ask.secrets {
        true => println!("secrets: in {SECRETS}/, readable by you alone: keep this folder so"),
        false => println!(
            "secrets: none. Keep {} and {} elsewhere: without them a copy cannot be put back",
            settings.signing_key_path().display(),
            settings.secret_path().display(),
        ),
    }
    Ok(())
}

async fn make(
    settings: &Checked,
    source: &Source,
    folder: &Folder,
    with_secrets: bool,
) -> Result<Manifest, CopyError> {
    let mut pieces = Vec::new();
    // Before the tables: what is in this file was in its table first.
    let outside = settings.data().join(CHECKPOINTS);
    pieces.extend(folder.copy_in(&outside, CHECKPOINTS).await?);
    let moment = tables::copy_out(source, folder).await?;
    // After them: an erasure that is listed and not in the copy is made again.
    let erasures = settings.data().join(ERASURES);
    pieces.extend(folder.copy_in(&erasures, ERASURES).await?);
    let bytes = bytes::copy_out(settings, &moment.keys, folder).await?;
    pieces.push(bytes.list);
    if with_secrets {
        for (path, name) in secrets(settings) {
            let name = format!("{SECRETS}/{name}");
            pieces.extend(folder.copy_in(&path, &name).await?);
        }
    }
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: moment.schema,
        log_id: moment.log.log_id,
        incarnation: moment.log.incarnation,
        position: moment.position,
        root: to_hex(&moment.root),
        checkpoint: moment.checkpoint,
        made_at: Timestamp::from(OffsetDateTime::now_utc()),
        tables: moment.tables,
        pieces,
        files: bytes.count,
        missing_files: bytes.missing,
    };
    folder.finish(&manifest).await?;
    Ok(manifest)
}

/// An error of this file or folder.
pub fn at(path: &Path) -> impl FnOnce(std::io::Error) -> CopyError {
    let path = path.display().to_string();
    move |error| CopyError::Folder { path, error }
}
