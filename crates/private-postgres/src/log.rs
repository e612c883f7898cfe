//! What the database programs say.

use crate::StartError;
use crate::layout::Layout;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A longer log is put aside at the next start; the one before it goes.
const BYTES_MAX: u64 = 10 << 20;

/// Of a failure, only this much of the log's end is looked at.
const TAIL_BYTES: u64 = 64 << 10;

/// The log, open for one run. Root opens it and keeps it: the children only inherit it.
pub(crate) struct Log {
    pub(crate) path: PathBuf,
    file: File,
    begins_at: u64,
}

impl Log {
    pub(crate) fn open(layout: &Layout) -> Result<Log, StartError> {
        let path = layout.log();
        if fs::metadata(&path).is_ok_and(|log| log.len() > BYTES_MAX) {
            fs::rename(&path, path.with_extension("log.1"))
                .map_err(StartError::io("put aside", &path))?;
        }
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path)
            .map_err(StartError::io("open", &path))?;
        let begins_at = file.metadata().map_or(0, |log| log.len());
        Ok(Log {
            path,
            file,
            begins_at,
        })
    }

    /// Sends all a program says here.
    pub(crate) fn receive(&self, command: &mut Command) -> Result<(), StartError> {
        let clone = || {
            self.file
                .try_clone()
                .map_err(StartError::io("open", &self.path))
        };
        command
            .stdout(Stdio::from(clone()?))
            .stderr(Stdio::from(clone()?));
        Ok(())
    }

    /// The line of this run that tells best why it ended, without what stands before the message.
    pub(crate) fn last_words(&self) -> String {
        let said = self.tail().unwrap_or_default();
        let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
        let is_complaint = |line: &&str| {
            ["FATAL:", "PANIC:", "ERROR:", "error:"]
                .iter()
                .any(|word| line.contains(word))
        };
        // The first complaint is the cause, later ones its consequences.
        let line = lines().find(is_complaint).or_else(|| lines().next_back());
        let words = line.unwrap_or("it said nothing");
        let message = words.split_once(": ").map_or(words, |(_, message)| message);
        message.trim().to_owned()
    }

    fn tail(&self) -> std::io::Result<String> {
        let mut file = File::open(&self.path)?;
        let len = file.metadata()?.len();
        file.seek(SeekFrom::Start(
            self.begins_at.max(len.saturating_sub(TAIL_BYTES)),
        ))?;
        let mut bytes = Vec::new();
        file.take(TAIL_BYTES).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
