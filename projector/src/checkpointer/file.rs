//! The file of checkpoints: one line each, only ever longer.

use std::io;
use std::path::PathBuf;

use domain::LogId;
use evidence::Signed;
use evidence::checkpoint::{BadLine, read_lines};

/// Where checkpoints are kept outside of the database.
#[derive(Clone, Debug)]
pub struct CheckpointFile(PathBuf);

impl CheckpointFile {
    /// The file at this path, which need not exist yet.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Everything in it, of whatever log. A file that does not exist has nothing in it.
    ///
    /// # Errors
    /// It cannot be read, or holds something else.
    pub fn read(&self) -> io::Result<Result<Vec<Signed>, BadLine>> {
        match std::fs::read_to_string(&self.0) {
            Ok(text) => Ok(read_lines(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Ok(Vec::new())),
            Err(error) => Err(error),
        }
    }

    /// Those of this log, whatever life of it, as they were written.
    pub(super) fn of(&self, log: LogId) -> Result<Vec<Signed>, super::CheckpointFailure> {
        let all = self.read()??.into_iter();
        Ok(all
            .filter(|signed| signed.checkpoint.log_id == log.log_id)
            .collect())
    }

    /// Adds lines, and does not come back before they are on disk.
    pub(super) fn append(&self, lines: &[Signed]) -> io::Result<()> {
        crate::lines::append(&self.0, lines)
    }
}
