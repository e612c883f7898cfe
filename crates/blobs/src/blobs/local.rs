use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;

use super::{BlobError, Key};
use crate::Draft;

/// A folder of blobs. What is put there is moved from a draft beside it: no half of a blob is ever seen.
#[derive(Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) async fn open(path: &Path) -> Result<Self, BlobError> {
        let folder = path.join("blobs");
        tokio::fs::create_dir_all(&folder)
            .await
            .map_err(BlobError::disk("make the folder of files"))?;
        Ok(Self(folder))
    }

    pub(super) fn store(&self) -> Result<Arc<dyn ObjectStore>, BlobError> {
        Ok(Arc::new(LocalFileSystem::new_with_prefix(&self.0)?))
    }

    pub(super) async fn put(&self, draft: Draft, key: &Key) -> Result<(), BlobError> {
        let root = self.0.clone();
        let key = key.clone();
        tokio::task::spawn_blocking(move || put(&root, &draft, &key))
            .await
            .map_err(|_| BlobError::Stopped)?
            .map_err(BlobError::disk("keep a file"))
    }
}

fn put(root: &Path, draft: &Draft, key: &Key) -> io::Result<()> {
    let shelf = root.join(key.shelf());
    if !shelf.exists() {
        fs::create_dir_all(&shelf)?;
        sync(root)?;
    }
    // Its age counts from now, and not from when a slow client began.
    let file = File::options().write(true).open(draft.path())?;
    file.set_modified(std::time::SystemTime::now())?;
    file.sync_all()?;
    crash::point("upload.synced");
    fs::rename(draft.path(), shelf.join(key.as_str()))?;
    sync(&shelf)
}

/// A name is on the disk only once its folder is.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
