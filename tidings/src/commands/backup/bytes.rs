//! The bytes of uploaded files.

use std::path::Path;

use blobs::{BlobError, Blobs, Key};
use bytes::Bytes;
use chassis::config::Checked;
use domain::to_hex;

use super::folder::{Folder, Piece};
use super::manifest::KeptFile;
use super::tables::StoredKey;
use super::{CopyError, FILES, at};

/// Where drafts of files lie that go to S3.
const DRAFTS: &str = "drafts";

/// What was copied.
pub(super) struct Copied {
    pub(super) list: Piece,
    pub(super) count: u64,
    /// Keys without bytes, or with other ones: deleted meanwhile, or lost.
    pub(super) missing: Vec<String>,
}

/// The place of the files.
pub async fn open(settings: &Checked) -> Result<Blobs, BlobError> {
    let scratch = settings.data().join(DRAFTS);
    Blobs::open(&settings.files_url(), &scratch, std::env::vars()).await
}

/// Copies all of them. A file that was taken away since the tables were copied is missing.
pub(super) async fn copy_out(
    settings: &Checked,
    keys: &[StoredKey],
    folder: &Folder,
) -> Result<Copied, CopyError> {
    let blobs = open(settings).await?;
    let (mut lines, mut missing, mut count) = (Vec::new(), Vec::new(), 0);
    for stored in keys {
        match copy(&blobs, stored, folder).await? {
            Some(piece) => {
                let key = stored.key.clone();
                let line = serde_json::to_vec(&KeptFile { key, piece });
                lines.extend(line.map_err(|error| at(Path::new(FILES))(error.into()))?);
                lines.push(b'\n');
                count += 1;
            }
            None => missing.push(stored.key.clone()),
        }
    }
    let content = futures_util::stream::iter([Ok::<_, CopyError>(Bytes::from(lines))]);
    let (list, _) = folder.write(FILES, content).await?;
    Ok(Copied {
        list,
        count,
        missing,
    })
}

async fn copy(
    blobs: &Blobs,
    stored: &StoredKey,
    folder: &Folder,
) -> Result<Option<Piece>, CopyError> {
    let Some(key) = Key::parse(&stored.key) else {
        return Ok(None);
    };
    let content = match blobs.get(&key, stored.size, None).await {
        Ok(content) => content,
        Err(BlobError::Missing(_) | BlobError::Corrupt(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    // As many folders as the place itself has: no folder gets too full.
    let shelf = key.as_str().get(..2).unwrap_or_default();
    let path = format!("files/{shelf}/{key}");
    let (piece, _) = folder.write(&path, content).await?;
    let is_right = stored
        .sha256
        .as_ref()
        .is_none_or(|sha256| to_hex(sha256) == piece.sha256);
    if !is_right {
        let path = folder.path(&path);
        tokio::fs::remove_file(&path).await.map_err(at(&path))?;
    }
    Ok(is_right.then_some(piece))
}
