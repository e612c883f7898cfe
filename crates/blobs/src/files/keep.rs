use std::time::Duration;

use domain::{FileId, UserId};
use tokio::time::timeout;
use uuid::Uuid;

use super::Files;
use crate::ledger::{Arrived, Entry};
use crate::{Arrival, BlobError, Key, LedgerError, Upload};

/// How long the bytes of one request are on their way to their place. The sweeper takes bytes without a
/// row for lost after a day: far longer than this, and the row's own limit, together.
const PUT_TIME_MAX: Duration = Duration::from_secs(10 * 60);

/// Why files were not kept; then none of them was.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The owner has uploaded too much that is in no message.
    #[error("at most 1 GiB of files may wait to be sent")]
    TooMuchUnsent,
    /// The bytes found no place.
    #[error("{0}")]
    Blobs(#[from] BlobError),
    /// The rows were not written, or nobody knows.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
}

struct Put {
    id: FileId,
    arrived: Arrived,
    key: Key,
    preview: Option<(Key, u64, &'static str)>,
}

impl Files {
    /// Keeps all files of one request, or none: first the bytes, then the rows in one statement. It goes on
    /// to its end even where nobody waits for it any more.
    ///
    /// # Errors
    /// The owner may not have as much, or a place failed.
    pub async fn keep(
        &self,
        owner: UserId,
        arrivals: Vec<Arrival>,
    ) -> Result<Vec<Upload>, KeepError> {
        let files = self.clone();
        tokio::spawn(async move { files.keep_now(owner, arrivals).await })
            .await
            .map_err(|_| BlobError::Stopped)?
    }

    async fn keep_now(
        &self,
        owner: UserId,
        arrivals: Vec<Arrival>,
    ) -> Result<Vec<Upload>, KeepError> {
        let mut put = Vec::with_capacity(arrivals.len());
        let outcome = timeout(PUT_TIME_MAX, self.put(arrivals, &mut put)).await;
        if let Err(error) = outcome.unwrap_or(Err(BlobError::Upload("it took too long".to_owned())))
        {
            self.take_back(&put).await;
            return Err(error.into());
        }
        let entries: Vec<_> = put
            .iter()
            .map(|put| Entry {
                id: put.id,
                key: &put.key,
                preview_key: put.preview.as_ref().map(|(key, _, _)| key),
                preview: put.preview.as_ref().map(|(_, size, kind)| (*size, *kind)),
                arrival: &put.arrived,
            })
            .collect();
        // Where this fails, nobody knows whether the rows are there: the bytes stay, and the sweeper asks.
        crash::point("upload.renamed");
        let recorded = self.ledger.record(owner, &entries).await?;
        crash::point("upload.recorded");
        match recorded {
            Some(uploads) => Ok(uploads),
            None => {
                self.take_back(&put).await;
                Err(KeepError::TooMuchUnsent)
            }
        }
    }

    async fn put(&self, arrivals: Vec<Arrival>, put: &mut Vec<Put>) -> Result<(), BlobError> {
        for arrival in arrivals {
            let arrived = Arrived::of(&arrival);
            let key = Key::random();
            let preview = arrival
                .preview
                .map(|preview| (Key::random(), preview.size, preview.kind, preview.draft));
            // Noted before it is done: what fails half-way is taken back too.
            put.push(Put {
                id: FileId::new(Uuid::now_v7()),
                arrived,
                key: key.clone(),
                preview: preview
                    .as_ref()
                    .map(|(key, size, kind, _)| (key.clone(), *size, kind.content_type())),
            });
            self.blobs.put(arrival.draft, &key).await?;
            if let Some((key, _, _, draft)) = preview {
                self.blobs.put(draft, &key).await?;
            }
        }
        Ok(())
    }

    async fn take_back(&self, put: &[Put]) {
        for put in put {
            let mut keys = vec![put.key.clone()];
            keys.extend(put.preview.as_ref().map(|(key, _, _)| key.clone()));
            self.remove(&keys).await;
        }
    }
}
