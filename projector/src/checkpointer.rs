//! Signs the log: every so many events, or after some time if there is anything new, the root of the
//! Merkle tree over all of it.
//!
//! A checkpoint is written to the table first, as the number after the one it goes on from, and then
//! to a file outside of the database. So of two that sign at once, or of one that was paused and goes
//! on, only one can write a number; and whatever is in the file was in the table before, so that a
//! line of the file that the table does not have means that the table was cut.
//!
//! Before the first signature the newest checkpoints of table and file are compared with each other
//! and with the log. A log that contradicts what was signed of it is not signed any more: that is for
//! people to look at, with `tidings verify`.
//!
//! Metrics: `tidings_checkpoints_total`, `tidings_checkpoint_position`, `tidings_checkpoint_lag`
//! (events that are not signed yet), `tidings_checkpointer_is_leader`.

mod file;

use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;

use chassis::operator::Gate;
use domain::Timestamp;
use event_store::checkpoints::{self, Stored};
use event_store::{Failure as LogFailure, LogReader};
use evidence::merkle::{Frontier, empty};
use evidence::{Checkpoint, Signed, SigningKey, checkpoint::NotAKey};
use sqlx::postgres::PgPool;
use time::OffsetDateTime;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

pub use self::file::CheckpointFile;
use crate::leader::{Lease, Terms};

/// How often the log is signed.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// When there are this many new events.
    pub events: u64,
    /// Or after this long, if there is any.
    pub every: Duration,
    /// How often it is looked whether there are.
    pub look: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            events: 1_000,
            every: Duration::from_secs(60),
            look: Duration::from_secs(1),
        }
    }
}

/// Pause after something went wrong.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// How long the last signature may take when the process is told to stop.
const LAST: Duration = Duration::from_secs(2);

/// Rows of the table copied to the file at once.
const PAGE: u32 = 1_000;

/// Why nothing is signed.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointFailure {
    /// The log could not be read, or the table not be written.
    #[error(transparent)]
    Log(#[from] LogFailure),
    /// The file outside of the database.
    #[error("the file of checkpoints cannot be written: {0}")]
    File(#[from] std::io::Error),
    /// The file is not one of checkpoints.
    #[error("the file of checkpoints cannot be read: {0}")]
    Line(#[from] evidence::checkpoint::BadLine),
    /// The key cannot sign.
    #[error(transparent)]
    Key(#[from] NotAKey),
    /// The log is not what was signed of it.
    #[error("the log contradicts what was signed of it: {0}; run `tidings verify`")]
    Contradiction(String),
    /// Somebody else signed meanwhile.
    #[error("another process signed meanwhile")]
    Moved,
}

impl From<sqlx::Error> for CheckpointFailure {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

impl From<evidence::Uncanonical> for CheckpointFailure {
    fn from(error: evidence::Uncanonical) -> Self {
        Self::Log(error.into())
    }
}

/// Signs the log.
#[derive(Debug)]
pub struct Checkpointer {
    pool: PgPool,
    log: LogReader,
    key: SigningKey,
    file: CheckpointFile,
    pace: Pace,
    terms: Terms,
}

/// How far it is.
struct Progress {
    /// The newest checkpoint's number, life and size.
    number: u64,
    incarnation: u32,
    size: u64,
    /// The tree, at that size or beyond.
    frontier: Frontier,
    signed_at: Instant,
}

impl Checkpointer {
    /// One that writes the table through `pool`, which acts as `tidings_project`, and this file.
    #[must_use]
    pub fn new(pool: PgPool, log: LogReader, key: SigningKey, file: PathBuf) -> Self {
        Self {
            pool,
            log,
            key,
            file: CheckpointFile::new(file),
            pace: Pace::default(),
            terms: Terms::default(),
        }
    }

    /// The same at another pace.
    #[must_use]
    pub fn with_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// The same with other terms for its lead.
    #[must_use]
    pub fn with_terms(self, terms: Terms) -> Self {
        Self { terms, ..self }
    }

    /// Signs until it is told to stop, and once more then. The gate closes when the log contradicts
    /// what was signed; an outage delays signatures and nothing else.
    pub async fn run(self, gate: Gate, stop: CancellationToken) {
        loop {
            gate.open();
            let lease = tokio::select! {
                () = stop.cancelled() => return,
                lease = Lease::wait(&self.pool, "checkpointer", self.terms) => lease,
            };
            metrics::gauge!("tidings_checkpointer_is_leader").set(1.0);
            let goes_on = tokio::select! {
                () = lease.lost() => {
                    tracing::warn!("the checkpointer lost its lead");
                    true
                }
                () = self.keep_up(&gate) => true,
                () = stop.cancelled() => false,
            };
            metrics::gauge!("tidings_checkpointer_is_leader").set(0.0);
            if !goes_on {
                match timeout(LAST, self.sign_now()).await {
                    Ok(Ok(_)) => {}
                    Ok(Err(failure)) => {
                        tracing::warn!(%failure, "the end of the log was not signed")
                    }
                    Err(_) => tracing::warn!("the end of the log was not signed in time"),
                }
                return;
            }
        }
    }

    /// Signs all that is new, whoever leads: two at once are no harm. Gives the newest checkpoint;
    /// none for a log in which nothing ever happened.
    ///
    /// # Errors
    /// Nothing was signed, and why.
    pub async fn sign_now(&self) -> Result<Option<Signed>, CheckpointFailure> {
        loop {
            let signed = async {
                let mut progress = self.begin().await?;
                self.grow(&mut progress).await?;
                self.sign(&mut progress).await
            };
            match signed.await {
                // Whoever moved it has signed something; what is newer is ours again.
                Err(CheckpointFailure::Moved) => {}
                Err(failure) => return Err(failure),
                Ok(()) => {
                    return Ok(checkpoints::last(&self.log)
                        .await?
                        .map(|stored| stored.signed));
                }
            }
        }
    }

    /// Follows, and begins anew after each failure.
    async fn keep_up(&self, gate: &Gate) {
        let mut told = None;
        loop {
            let Err(failure) = self.follow(gate).await;
            if let CheckpointFailure::Moved = failure {
                tracing::info!("another process signed, reading its checkpoint");
                continue;
            }
            let reason = failure.to_string();
            if let CheckpointFailure::Contradiction(_) = failure {
                gate.close(reason.clone());
            }
            if told.as_ref() != Some(&reason) {
                tracing::error!(error = %failure, "the log is not signed, trying again");
            }
            told = Some(reason);
            sleep(AFTER_FAILURE).await;
        }
    }

    async fn follow(&self, gate: &Gate) -> Result<Infallible, CheckpointFailure> {
        let mut progress = self.begin().await?;
        gate.open();
        loop {
            self.grow(&mut progress).await?;
            let new = progress.frontier.size() - progress.size;
            if new >= self.pace.events || progress.signed_at.elapsed() >= self.pace.every {
                self.sign(&mut progress).await?;
            }
            report(&progress);
            sleep(self.pace.look).await;
        }
    }

    /// Takes up where the newest checkpoint is, and brings the file up to the table.
    async fn begin(&self) -> Result<Progress, CheckpointFailure> {
        let log = self.log.log();
        let last = checkpoints::last(&self.log).await?;
        if let Some(stored) = &last {
            self.believe(stored)?;
        }
        let outside = self.file.of(log)?.into_iter();
        let of_this_life = |signed: &Signed| signed.checkpoint.incarnation == log.incarnation;
        let newest = outside
            .filter(of_this_life)
            .max_by_key(|signed| signed.checkpoint.size);
        if let Some(outside) = newest {
            let of = outside.checkpoint;
            let inside = checkpoints::at(&self.log, of.incarnation, of.size).await?;
            if inside.map(|stored| stored.signed) != Some(outside) {
                let what = format!("the checkpoint at {} is not in the table", of.size);
                return Err(CheckpointFailure::Contradiction(what));
            }
        }
        self.bring_file_up().await?;
        let mut progress = Progress {
            number: 0,
            incarnation: 0,
            size: 0,
            frontier: Frontier::new(),
            signed_at: Instant::now(),
        };
        if let Some(stored) = last {
            progress.number = stored.number;
            progress.incarnation = stored.signed.checkpoint.incarnation;
            progress.size = stored.signed.checkpoint.size;
            progress.frontier = stored.frontier.unwrap_or_default();
        }
        // A log that was put back goes on from its newest checkpoint in a new life. That is said by
        // a checkpoint of the same size, before anything new: what was signed beyond it is lost.
        let is_another_life = progress.incarnation < log.incarnation;
        if is_another_life && (log.incarnation > 1 || progress.number > 0) {
            self.write(&mut progress).await?;
        }
        progress.incarnation = log.incarnation;
        Ok(progress)
    }

    /// Whether a row of the table is ours: signed by our key, with the tree that it signs.
    fn believe(&self, stored: &Stored) -> Result<(), CheckpointFailure> {
        let of = stored.signed.checkpoint;
        let is_tree_right = match &stored.frontier {
            Some(frontier) => frontier.size() == of.size && frontier.root() == of.root,
            None => of.size == 0 && of.root == empty(),
        };
        if !is_tree_right {
            let what = format!("the tree at {} is not the one that was signed", of.size);
            return Err(CheckpointFailure::Contradiction(what));
        }
        if !self.key.public()?.signed(&stored.signed) {
            let what = format!("the checkpoint at {} is not signed by this key", of.size);
            return Err(CheckpointFailure::Contradiction(what));
        }
        Ok(())
    }

    /// A crash between table and file, or another host's signatures: the file gets what it lacks.
    async fn bring_file_up(&self) -> Result<(), CheckpointFailure> {
        let mut after = 0;
        for outside in self.file.of(self.log.log())?.iter().rev() {
            let of = outside.checkpoint;
            // Those of a life that ended are not all in the table.
            if let Some(inside) = checkpoints::at(&self.log, of.incarnation, of.size).await? {
                after = inside.number;
                break;
            }
        }
        loop {
            let page = checkpoints::read(&self.log, after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.number;
            self.append(page.iter().map(|stored| stored.signed).collect())
                .await?;
        }
    }

    /// On a thread of its own: it waits for the disk.
    async fn append(&self, lines: Vec<Signed>) -> Result<(), CheckpointFailure> {
        let file = self.file.clone();
        let appended = tokio::task::spawn_blocking(move || file.append(&lines)).await;
        Ok(appended.map_err(std::io::Error::other)??)
    }

    /// Takes in what is new in the log.
    async fn grow(&self, progress: &mut Progress) -> Result<(), CheckpointFailure> {
        while checkpoints::grow(&self.log, &mut progress.frontier, u64::MAX, |_, _| ()).await? {}
        // A log that became shorter shows itself by having nothing at the last place.
        if self.log.head().await? < progress.frontier.size() {
            let what = format!("it ends before {}", progress.frontier.size());
            return Err(CheckpointFailure::Contradiction(what));
        }
        Ok(())
    }

    /// Signs, if there is anything new.
    async fn sign(&self, progress: &mut Progress) -> Result<(), CheckpointFailure> {
        if progress.frontier.size() > progress.size {
            self.write(progress).await?;
        }
        progress.signed_at = Instant::now();
        Ok(())
    }

    async fn write(&self, progress: &mut Progress) -> Result<(), CheckpointFailure> {
        let log = self.log.log();
        let signed = self.key.sign(Checkpoint {
            log_id: log.log_id,
            incarnation: log.incarnation,
            size: progress.frontier.size(),
            root: progress.frontier.root(),
            time: Timestamp::from(OffsetDateTime::now_utc()),
        })?;
        let number = progress.number + 1;
        if !checkpoints::write(&self.pool, number, &signed, &progress.frontier).await? {
            return Err(CheckpointFailure::Moved);
        }
        self.append(vec![signed]).await?;
        metrics::counter!("tidings_checkpoints_total").increment(1);
        progress.number = number;
        progress.incarnation = log.incarnation;
        progress.size = progress.frontier.size();
        Ok(())
    }
}

/// Gauges are floating point; positions stay exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "for people to look at")]
fn report(progress: &Progress) {
    metrics::gauge!("tidings_checkpoint_position").set(progress.size as f64);
    metrics::gauge!("tidings_checkpoint_lag")
        .set((progress.frontier.size() - progress.size) as f64);
}
