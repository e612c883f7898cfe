//! One launcher for each data folder.

use crate::StartError;
use crate::layout::Layout;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

/// Held as long as the server runs. The kernel frees it when this process ends, however it ends;
/// the file is closed on exec, so the server itself never holds it.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock and writes our pid into it, for the one who is refused.
    pub(crate) fn take(layout: &Layout) -> Result<Lock, StartError> {
        let path = layout.lock();
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(StartError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(&path).unwrap_or_default();
                let holder = holder.trim();
                return Err(StartError::InUse {
                    data: layout.data.clone(),
                    pid: (!holder.is_empty()).then(|| holder.to_owned()),
                });
            }
            Err(TryLockError::Error(reason)) => return Err(StartError::io("lock", &path)(reason)),
        }
        file.set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(StartError::io("write", &path))?;
        Ok(Lock { _file: file })
    }
}
