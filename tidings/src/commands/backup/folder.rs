//! The folder of a backup: pieces that are on disk before the manifest says what they are.

use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use domain::to_hex;
use futures_util::stream::{Stream, TryStreamExt as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::manifest::{MANIFEST, Manifest};
use super::{CopyError, at};

/// Read or written at once.
const CHUNK: usize = 256 * 1_024;

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its path in the folder.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, as hex.
    pub sha256: String,
}

/// The folder. Nobody else may read it: it holds everything.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new folder, or one that is empty.
    pub async fn make(path: &Path) -> Result<Self, CopyError> {
        let made = std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path);
        made.map_err(at(path))?;
        let mut entries = tokio::fs::read_dir(path).await.map_err(at(path))?;
        match entries.next_entry().await.map_err(at(path))? {
            Some(_) => Err(CopyError::NotEmpty(path.display().to_string())),
            None => Ok(Self(path.to_owned())),
        }
    }

    /// A backup that is there.
    pub const fn of(path: PathBuf) -> Self {
        Self(path)
    }

    /// Where a piece of it is. Pieces lie in the folder or one below it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a piece, and how many lines it has. Afterwards it is on disk.
    pub async fn write<E>(
        &self,
        name: &str,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(Piece, u64), CopyError>
    where
        CopyError: From<E>,
    {
        let path = self.path(name);
        let mut file = create(&path).await?;
        let (mut hash, mut bytes, mut lines) = (Sha256::new(), 0, 0);
        let mut content = std::pin::pin!(content);
        while let Some(part) = content.try_next().await? {
            hash.update(&part);
            bytes += part.len() as u64;
            lines += part.iter().filter(|byte| **byte == b'\n').count() as u64;
            file.write_all(&part).await.map_err(at(&path))?;
        }
        file.flush().await.map_err(at(&path))?;
        file.sync_all().await.map_err(at(&path))?;
        let piece = Piece {
            path: name.to_owned(),
            bytes,
            sha256: to_hex(&hash.finalize()),
        };
        Ok((piece, lines))
    }

    /// Writes a piece that is a copy of a file. None where there is no such file.
    pub async fn copy_in(&self, from: &Path, name: &str) -> Result<Option<Piece>, CopyError> {
        match File::open(from).await {
            Ok(file) => {
                let (piece, _) = self.write(name, read(file, from)).await?;
                Ok(Some(piece))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(at(from)(error)),
        }
    }

    /// Writes the manifest, once all the rest is on disk.
    pub async fn finish(&self, manifest: &Manifest) -> Result<(), CopyError> {
        let text = serde_json::to_vec_pretty(manifest);
        let text = text.map_err(|error| at(&self.0)(error.into()))?;
        let content = futures_util::stream::iter([Ok::<_, CopyError>(Bytes::from(text))]);
        let draft = "manifest.draft";
        self.write(draft, content).await?;
        let (from, to) = (self.path(draft), self.path(MANIFEST));
        tokio::fs::rename(&from, &to).await.map_err(at(&to))?;
        let folder = File::open(&self.0).await.map_err(at(&self.0))?;
        folder.sync_all().await.map_err(at(&self.0))
    }

    /// What the manifest says.
    pub async fn manifest(&self) -> Result<Manifest, CopyError> {
        let path = self.path(MANIFEST);
        let text = match tokio::fs::read(&path).await {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let what = format!(
                    "{} is no backup, or one that was not finished: it has no {MANIFEST}",
                    self.0.display()
                );
                return Err(CopyError::NotWhole(what));
            }
            Err(error) => return Err(at(&path)(error)),
        };
        serde_json::from_slice(&text)
            .map_err(|error| CopyError::NotWhole(format!("{}: {error}", path.display())))
    }

    /// Reads a piece through, and compares it with what is known of it.
    pub async fn check(&self, piece: &Piece) -> Result<(), CopyError> {
        let path = self.path(&piece.path);
        let file = File::open(&path).await.map_err(at(&path))?;
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        let mut content = std::pin::pin!(read(file, &path));
        while let Some(part) = content.try_next().await? {
            hash.update(&part);
            bytes += part.len() as u64;
        }
        if bytes != piece.bytes || to_hex(&hash.finalize()) != piece.sha256 {
            let what = format!("{} is not what was backed up", path.display());
            return Err(CopyError::NotWhole(what));
        }
        Ok(())
    }

    /// The bytes of a piece.
    pub async fn open(
        &self,
        piece: &Piece,
    ) -> Result<impl Stream<Item = Result<Bytes, CopyError>> + use<>, CopyError> {
        let path = self.path(&piece.path);
        let file = File::open(&path).await.map_err(at(&path))?;
        Ok(read(file, &path))
    }
}

async fn create(path: &Path) -> Result<File, CopyError> {
    if let Some(folder) = path.parent() {
        let made = std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder);
        made.map_err(at(folder))?;
    }
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    Ok(File::from_std(made.map_err(at(path))?))
}

fn read(file: File, path: &Path) -> impl Stream<Item = Result<Bytes, CopyError>> + use<> {
    let path = path.to_owned();
    futures_util::stream::try_unfold((file, path), |(mut file, path)| async move {
        let mut part = Vec::with_capacity(CHUNK);
        let count = file.read_buf(&mut part).await.map_err(at(&path))?;
        Ok((count > 0).then(|| (Bytes::from(part), (file, path))))
    })
}
