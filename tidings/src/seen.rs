//! How far the log was seen, remembered outside of the database: a log that ends before that was
//! put back from an older copy.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::LogId;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How often it is written down. What is acknowledged in between is not protected by it.
const EVERY: Duration = Duration::from_secs(1);

/// The note in the data folder.
#[derive(Clone, Debug)]
pub struct Seen(PathBuf);

/// A position of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// Which log, in which life.
    pub log: LogId,
    /// How far it was seen.
    pub position: u64,
}

impl Seen {
    /// The note of a data folder.
    pub fn of(data: &Path) -> Self {
        Self(data.join("seen"))
    }

    /// What is written there; none if there is nothing, or nothing that can be read.
    pub fn read(&self) -> Option<Note> {
        let text = std::fs::read_to_string(&self.0).ok()?;
        let mut words = text.split_whitespace();
        let log = LogId {
            log_id: words.next()?.parse().ok()?,
            incarnation: words.next()?.parse().ok()?,
        };
        let position = words.next()?.parse().ok()?;
        Some(Note { log, position })
    }

    /// Writes it beside, then puts it in its place: a crash leaves the old one or the new one.
    fn write(&self, note: Note) -> std::io::Result<()> {
        let Note { log, position } = note;
        let beside = self.0.with_extension("new");
        let mut file = std::fs::File::create(&beside)?;
        writeln!(file, "{} {} {position}", log.log_id, log.incarnation)?;
        file.sync_all()?;
        std::fs::rename(&beside, &self.0)
    }

    /// Keeps the note up to date until told to stop.
    pub async fn keep(self, log: LogId, head: watch::Receiver<u64>, stop: CancellationToken) {
        let mut written = 0;
        loop {
            let position = *head.borrow();
            if position > written {
                let (seen, note) = (self.clone(), Note { log, position });
                let outcome = tokio::task::spawn_blocking(move || seen.write(note)).await;
                match outcome {
                    Ok(Ok(())) => written = position,
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "how far the log was seen was not noted")
                    }
                    Err(_) => {}
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }
}
