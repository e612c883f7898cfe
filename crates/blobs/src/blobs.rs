mod content;
mod key;
mod local;
mod s3;

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use futures_util::stream::{BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::path::Path as Location;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt as _};

pub use content::Content;
pub use key::Key;

use crate::{Draft, Drafts};
use local::Folder;
use s3::Bucket;

/// Where bytes are kept. Clones share it.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    place: Place,
    prefix: Location,
    drafts: Drafts,
}

#[derive(Clone)]
enum Place {
    Local(Folder),
    S3(Bucket),
}

/// Why bytes could not be kept or given.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The address of the files is not one.
    #[error("{0} is no place for files: give file:PATH or s3://bucket/prefix")]
    BadUrl(String),
    /// The bytes are not there though they should be.
    #[error("the bytes of {0} are not there")]
    Missing(Key),
    /// The bytes are not those that were uploaded.
    #[error("the bytes of {0} are not those that were uploaded")]
    Corrupt(Key),
    /// The disk refused.
    #[error("cannot {doing}: {source}")]
    Disk {
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The store refused, or did not answer.
    #[error("the store of files: {0}")]
    Store(#[from] object_store::Error),
    /// The store did not take an upload.
    #[error("the store of files does not take an upload: {0}")]
    Upload(String),
    /// The process is stopping.
    #[error("the process is stopping")]
    Stopped,
}

impl BlobError {
    pub(crate) fn disk(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Disk { doing, source }
    }
}

/// A blob that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: Key,
    /// Its size in bytes.
    pub size: u64,
    /// When it was put there, by the clock of the place.
    pub put_at: SystemTime,
}

impl Blobs {
    /// Opens `file:PATH` or `s3://bucket/prefix`. The options of S3 are those of `environment` that begin
    /// with `AWS_`; drafts of what goes to S3 are in `scratch`. A folder or prefix belongs to one log: the
    /// sweeper removes everything in it that the log's ledger does not know.
    ///
    /// # Errors
    /// The address is malformed, an option is, or the folder cannot be made.
    pub async fn open(
        url: &str,
        scratch: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, BlobError> {
        if let Some(path) = url.strip_prefix("file:") {
            return Self::open_folder(url, Path::new(path.strip_prefix("//").unwrap_or(path)))
                .await;
        }
        let Some(place) = url.strip_prefix("s3://") else {
            return Err(BlobError::BadUrl(url.to_owned()));
        };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let prefix = Location::parse(prefix).map_err(|_| BlobError::BadUrl(url.to_owned()))?;
        if bucket.is_empty() {
            return Err(BlobError::BadUrl(url.to_owned()));
        }
        let bucket = Bucket::open(bucket, environment)?;
        Ok(Self {
            store: bucket.store(),
            place: Place::S3(bucket),
            prefix,
            drafts: Drafts::open(scratch.to_owned()).await?,
        })
    }

    async fn open_folder(url: &str, path: &Path) -> Result<Self, BlobError> {
        if path.as_os_str().is_empty() {
            return Err(BlobError::BadUrl(url.to_owned()));
        }
        let folder = Folder::open(path).await?;
        Ok(Self {
            store: folder.store()?,
            place: Place::Local(folder),
            prefix: Location::default(),
            // On the file system of the blobs, so that a draft is put in its place by a rename.
            drafts: Drafts::open(path.join("drafts")).await?,
        })
    }

    /// Where drafts are.
    pub fn drafts(&self) -> &Drafts {
        &self.drafts
    }

    /// Whether the store answers: for readiness and the doctor.
    ///
    /// # Errors
    /// It does not.
    pub async fn check(&self) -> Result<(), BlobError> {
        self.store.list(Some(&self.prefix)).try_next().await?;
        Ok(())
    }

    /// Keeps a draft under this key. When this returns it is there for good, and before that nobody sees
    /// any of it.
    ///
    /// # Errors
    /// The place did not take it.
    pub async fn put(&self, draft: Draft, key: &Key) -> Result<(), BlobError> {
        match &self.place {
            Place::Local(folder) => folder.put(draft, key).await,
            Place::S3(bucket) => bucket.put(draft, &self.location(key)).await,
        }
    }

    /// The bytes of a blob of `size` bytes, or those of a range within it.
    ///
    /// # Errors
    /// They are not there, not as many as they were, or the store did not answer.
    pub async fn get(
        &self,
        key: &Key,
        size: u64,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<bytes::Bytes, BlobError>>, BlobError> {
        let options = GetOptions {
            range: range.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let found = match self.store.get_opts(&self.location(key), options).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => {
                return Err(BlobError::Missing(key.clone()));
            }
            Err(error) => return Err(error.into()),
        };
        if found.meta.size != size {
            return Err(BlobError::Corrupt(key.clone()));
        }
        Ok(found.into_stream().map_err(BlobError::from).boxed())
    }

    /// Removes a blob. One that is not there is removed.
    ///
    /// # Errors
    /// The store did not answer.
    pub async fn delete(&self, key: &Key) -> Result<(), BlobError> {
        match self.store.delete(&self.location(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Every blob there is, in no order.
    pub fn list(&self) -> BoxStream<'static, Result<Listed, BlobError>> {
        let prefix = self.prefix.clone();
        self.store
            .list(Some(&self.prefix))
            .map_err(BlobError::from)
            .try_filter_map(move |found| {
                // Something else there, or below a prefix of its own, is not ours to judge.
                let key = found.location.filename().and_then(Key::parse);
                let key = key.filter(|key| found.location == location(&prefix, key));
                let listed = key.map(|key| Listed {
                    key,
                    size: found.size,
                    put_at: found.last_modified.into(),
                });
                async move { Ok(listed) }
            })
            .boxed()
    }

    fn location(&self, key: &Key) -> Location {
        location(&self.prefix, key)
    }
}

fn location(prefix: &Location, key: &Key) -> Location {
    prefix.clone().join(key.shelf()).join(key.as_str())
}
