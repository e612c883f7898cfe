mod keep;
mod scan;
mod sweep;

use std::ops::Range;

use domain::{FileId, UserId};

pub use keep::KeepError;
pub use scan::Judged;
pub use sweep::Swept;

use crate::ledger::Removal;
use crate::{BlobError, Blobs, Content, Key, Ledger, LedgerError, Upload};

/// Files: their bytes and their rows, in the order that leaves no row without bytes. Clones share both.
#[derive(Clone)]
pub struct Files {
    blobs: Blobs,
    ledger: Ledger,
}

/// Which form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variant {
    /// What was uploaded.
    Original,
    /// The small picture of it.
    Preview,
}

/// What became of a request to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone.
    Gone,
    /// There is none with this id that the person uploaded.
    Unknown,
    /// A message has it.
    InUse,
}

impl Files {
    /// Files over these bytes and these rows.
    pub fn new(blobs: Blobs, ledger: Ledger) -> Self {
        Self { blobs, ledger }
    }

    /// The rows.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The bytes.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// The bytes of a file, or some of them. An original that is read whole is checked against its digest on
    /// the way.
    ///
    /// # Errors
    /// [`BlobError::Missing`] and [`BlobError::Corrupt`] where there is a row and not its bytes; both are
    /// logged here as errors, since somebody should look.
    pub async fn read(
        &self,
        upload: &Upload,
        variant: Variant,
        range: Option<Range<u64>>,
    ) -> Result<Content, BlobError> {
        let (key, size) = match (variant, &upload.preview) {
            (Variant::Original, _) => (&upload.key, upload.size),
            (Variant::Preview, Some(preview)) => (&preview.key, preview.size),
            (Variant::Preview, None) => return Err(BlobError::Missing(upload.key.clone())),
        };
        let is_whole = range.is_none();
        let bytes = self
            .blobs
            .get(key, size, range)
            .await
            .inspect_err(|error| match error {
                BlobError::Missing(_) | BlobError::Corrupt(_) => {
                    tracing::error!(file = %upload.id, %error, "a file is lost");
                }
                BlobError::BadUrl(_)
                | BlobError::Disk { .. }
                | BlobError::Store(_)
                | BlobError::Upload(_)
                | BlobError::Stopped => {}
            })?;
        Ok(if is_whole && variant == Variant::Original {
            Content::whole(bytes, key.clone(), upload.sha256)
        } else {
            Content::part(bytes)
        })
    }

    /// Deletes a file of this person that is in no message.
    ///
    /// # Errors
    /// The ledger failed. Bytes that could not be removed are left to the sweeper.
    pub async fn delete(&self, owner: UserId, id: FileId) -> Result<Deleted, LedgerError> {
        match self.ledger.delete_unsent(owner, id).await? {
            Removal::Unknown => Ok(Deleted::Unknown),
            Removal::InUse => Ok(Deleted::InUse),
            Removal::Removed(taken) => {
                self.remove(&taken.keys()).await;
                Ok(Deleted::Gone)
            }
        }
    }

    /// Removes bytes without a row. The sweeper finds those that stay.
    async fn remove(&self, keys: &[Key]) -> u64 {
        let mut removed = 0;
        for key in keys {
            match self.blobs.delete(key).await {
                Ok(()) => removed += 1,
                Err(error) => tracing::warn!(%error, "bytes without a row stay for now"),
            }
        }
        removed
    }
}
