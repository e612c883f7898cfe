//! The folder with the socket that clients connect to.

use crate::StartError;
use crate::layout::Layout;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

/// The port is only part of the socket's name: nothing listens on the network.
pub(crate) const PORT: u16 = 5432;

/// A socket's address holds 104 bytes on macOS and 108 on Linux, with a zero at the end.
const ADDRESS_BYTES_MAX: usize = 103;

/// The folder and the names in it.
#[derive(Clone, Debug)]
pub(crate) struct SocketFolder {
    pub(crate) folder: PathBuf,
    /// Outside the data folder: removed when the server ends.
    is_far: bool,
}

impl SocketFolder {
    /// Beside the data, or a short private folder where that path is too long for an address.
    pub(crate) fn make(layout: &Layout) -> Result<SocketFolder, StartError> {
        let near = SocketFolder {
            folder: layout.base().join("run"),
            is_far: false,
        };
        if near.socket().as_os_str().len() <= ADDRESS_BYTES_MAX {
            layout.make_private(&near.folder)?;
            return Ok(near);
        }
        let base = layout.base();
        let identity = fs::metadata(&base).map_err(StartError::io("look at", &base))?;
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let parent = match runtime {
            Some(own) if layout.account.is_none() && own.is_dir() && own.as_os_str().len() < 40 => {
                own
            }
            _ => PathBuf::from("/tmp"),
        };
        // Device and inode name the data folder shortly, and nobody else's.
        let name = format!("tidings-{:x}-{:x}", identity.dev(), identity.ino());
        let far = SocketFolder {
            folder: parent.join(name),
            is_far: true,
        };
        far.make_far(layout)?;
        Ok(far)
    }

    /// In a folder that everybody may write to: whoever was there first may mean harm, so what
    /// exists is looked at and never changed through a link.
    fn make_far(&self, layout: &Layout) -> Result<(), StartError> {
        let folder = &self.folder;
        let me = rustix::process::geteuid().as_raw();
        let uid = layout.account.as_ref().map_or(me, |account| account.uid);
        // A folder that is there already fails here, and is judged by what it is.
        let made = fs::DirBuilder::new().mode(0o700).create(folder);
        let found = match (made, fs::symlink_metadata(folder)) {
            (_, Ok(found)) => found,
            (Err(reason), Err(_)) | (Ok(()), Err(reason)) => {
                return Err(StartError::io("make the folder", folder)(reason));
            }
        };
        let is_ours = found.is_dir() && [uid, me].contains(&found.uid());
        if !is_ours || found.mode() & 0o077 != 0 {
            return Err(StartError::NotPrivate {
                folder: folder.clone(),
                uid,
            });
        }
        match &layout.account {
            Some(account) if found.uid() != uid => account.own(folder),
            _ => Ok(()),
        }
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join(format!(".s.PGSQL.{PORT}"))
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.folder.join(format!(".s.PGSQL.{PORT}.lock"))
    }

    /// After the server has ended and taken its socket with it.
    pub(crate) fn clear(&self) {
        if self.is_far {
            // Not empty after a crash: the next start uses it again.
            fs::remove_dir(&self.folder).ok();
        }
    }

    pub(crate) fn as_path(&self) -> &Path {
        &self.folder
    }
}
