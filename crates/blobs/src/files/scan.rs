use std::io;

use domain::FileState;
use futures_util::stream::{StreamExt as _, TryStreamExt as _};

use super::Files;
use crate::{BlobError, Scanner, Upload, Variant, Verdict};

/// A held file, and what the scanner now says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The file as it was when it was looked at.
    pub upload: Upload,
    /// [`FileState::Ready`] or [`FileState::Refused`].
    pub state: FileState,
}

impl Files {
    /// Has a held file scanned again. None where there is still no verdict.
    ///
    /// The caller writes it down: where a message carries the file, its event first, then
    /// [`crate::Ledger::settle`]. Whoever dies in between does both again.
    ///
    /// # Errors
    /// The bytes cannot be read.
    pub async fn judge(
        &self,
        upload: Upload,
        scanner: &dyn Scanner,
    ) -> Result<Option<Judged>, BlobError> {
        let bytes = self.read(&upload, Variant::Original, None).await?;
        let verdict = scanner.scan(bytes.map_err(io::Error::other).boxed()).await;
        let state = match verdict {
            Verdict::Clean => FileState::Ready,
            Verdict::Infected(found) => {
                tracing::warn!(file = %upload.id, found, "a file is infected");
                FileState::Refused
            }
            Verdict::Unavailable => return Ok(None),
        };
        Ok(Some(Judged { upload, state }))
    }
}
