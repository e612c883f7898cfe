//! The bytes of files for bundles, which know them by their digests.

use std::io;

use blobs::{Files, Upload, Variant};
use domain::FileId;
use event_store::bundle::{Bytes, Files as NamedFiles};
use evidence::Hash;
use futures_util::TryStreamExt as _;
use futures_util::future::BoxFuture;
use sqlx::postgres::PgPool;
use tokio_util::io::StreamReader;
use uuid::Uuid;

/// Uploaded files, found by their digests through a pool that may read their rows.
pub struct Exported {
    files: Files,
    pool: PgPool,
}

impl Exported {
    /// These files, with the rows read through this pool.
    pub const fn new(files: Files, pool: PgPool) -> Self {
        Self { files, pool }
    }

    /// A file in a message that has these bytes: which one does not matter.
    async fn find(&self, sha256: Hash) -> io::Result<Option<Upload>> {
        let id: Option<Uuid> = sqlx::query_scalar(
            "select id
             from app.uploads
             where sha256 = $1
               and message_id is not null
               and state = 'ready'
             limit 1",
        )
        .bind(sha256)
        .fetch_optional(&self.pool)
        .await
        .map_err(io::Error::other)?;
        match id {
            Some(id) => {
                let found = self.files.ledger().find(FileId::new(id)).await;
                found.map_err(io::Error::other)
            }
            None => Ok(None),
        }
    }
}

impl NamedFiles for Exported {
    fn open(&self, sha256: Hash) -> BoxFuture<'_, io::Result<Option<Bytes>>> {
        Box::pin(async move {
            let Some(upload) = self.find(sha256).await? else {
                return Ok(None);
            };
            let content = self.files.read(&upload, Variant::Original, None).await;
            let content = content.map_err(io::Error::other)?;
            let reader = StreamReader::new(content.map_err(io::Error::other));
            Ok(Some(Box::new(reader) as Bytes))
        })
    }
}
