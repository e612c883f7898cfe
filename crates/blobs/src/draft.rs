use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use crate::BlobError;

/// No upload takes that long: a draft that was not written to for so long belongs to a process that died.
const DRAFT_TIME_MAX: Duration = Duration::from_secs(60 * 60);

/// Where bytes are on the local disk while nobody knows yet whether they may stay.
#[derive(Clone, Debug)]
pub struct Drafts(PathBuf);

impl Drafts {
    pub(crate) async fn open(folder: PathBuf) -> Result<Self, BlobError> {
        tokio::fs::create_dir_all(&folder)
            .await
            .map_err(BlobError::disk("make the folder of drafts"))?;
        Ok(Self(folder))
    }

    /// A new empty draft. Where the caller goes away meanwhile, so does the draft.
    ///
    /// # Errors
    /// The disk refused.
    pub async fn create(&self) -> Result<(Draft, File), BlobError> {
        let path = self.0.join(Uuid::new_v4().simple().to_string());
        tokio::task::spawn_blocking(move || Draft::create(path))
            .await
            .map_err(|_| BlobError::Stopped)?
            .map_err(BlobError::disk("make a draft"))
    }

    /// A draft that is written from a blocking thread.
    pub(crate) fn create_here(&self) -> io::Result<(Draft, File)> {
        Draft::create(self.0.join(Uuid::new_v4().simple().to_string()))
    }

    /// Removes what processes left behind that died; how many.
    pub async fn sweep(&self, now: SystemTime) -> Result<u64, BlobError> {
        let folder = self.0.clone();
        tokio::task::spawn_blocking(move || sweep(&folder, now))
            .await
            .map_err(|_| BlobError::Stopped)?
            .map_err(BlobError::disk("sweep the drafts"))
    }
}

fn sweep(folder: &Path, now: SystemTime) -> io::Result<u64> {
    let mut swept = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // One that ended on its own meanwhile is as good as swept.
        let Ok(written) = entry.metadata().and_then(|metadata| metadata.modified()) else {
            continue;
        };
        let is_left = now
            .duration_since(written)
            .is_ok_and(|age| age > DRAFT_TIME_MAX);
        if is_left && fs::remove_file(entry.path()).is_ok() {
            swept += 1;
        }
    }
    Ok(swept)
}

/// A file of nobody's. It goes away when this does.
#[derive(Debug)]
pub struct Draft(PathBuf);

impl Draft {
    fn create(path: PathBuf) -> io::Result<(Self, File)> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        Ok((Self(path), file))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // It is not there any more where it was moved to its place.
        let _ = fs::remove_file(&self.0);
    }
}
