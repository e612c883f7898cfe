//! Takes the words of erased people away, wherever they are.
//!
//! An erasure begins as an event, UserErased. The eraser writes it down in a list outside of the
//! database, so that it is not forgotten with a copy that is put back; takes the words out of the log
//! ([`event_store::erase`]); then takes away what the person has beside the log, and the exports that may
//! hold their words. All of it may be done twice, and whoever is killed in the middle goes on. The read
//! tables are the projector's: they lose the words when they reach the event.
//!
//! Metrics: `tidings_erasures_open`, `tidings_erasures_total`, `tidings_erased_events_total`,
//! `tidings_eraser_is_leader`.

mod list;

use std::convert::Infallible;
use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;

use chassis::operator::Gate;
use domain::{LogId, UserId};
use event_store::erase::{Erasure, Step, begin_epoch, unfinished};
use sqlx::postgres::PgPool;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use self::list::{Entry, ErasureList};
use crate::leader::{Lease, Terms};

/// How often it is looked whether somebody was erased.
const LOOK: Duration = Duration::from_secs(1);

/// Pause after something went wrong.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// What a person has beside the log, and what was made of the log for others.
pub trait Belongings: Send + Sync + 'static {
    /// Takes away their files, their sessions and what identity providers call them. Repeatable.
    fn take_away(&self, user: UserId) -> impl Future<Output = Result<(), String>> + Send;

    /// Removes the files of an export. That they are not there is no failure.
    fn remove_export(&self, path: &str) -> impl Future<Output = Result<(), String>> + Send;
}

/// Why words are still there.
#[derive(Debug, thiserror::Error)]
pub enum EraseFailure {
    /// The log could not be read or changed.
    #[error(transparent)]
    Log(#[from] event_store::Failure),
    /// The list outside of the database.
    #[error("the list of erasures cannot be written: {0}")]
    List(#[from] std::io::Error),
    /// Files, sessions, identities or exports.
    #[error("what an erased person has cannot be taken away: {0}")]
    Belongings(String),
}

impl From<sqlx::Error> for EraseFailure {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

/// Takes erased words away.
#[derive(Debug)]
pub struct Eraser<B> {
    pool: PgPool,
    log: LogId,
    list: ErasureList,
    belongings: B,
    terms: Terms,
}

impl<B: Belongings> Eraser<B> {
    /// One that works through `pool`, which acts as `tidings_erase`, and keeps this list.
    #[must_use]
    pub fn new(pool: PgPool, log: LogId, list: PathBuf, belongings: B) -> Self {
        Self {
            pool,
            log,
            list: ErasureList::new(list),
            belongings,
            terms: Terms::default(),
        }
    }

    /// The same with other terms for its lead.
    #[must_use]
    pub fn with_terms(self, terms: Terms) -> Self {
        Self { terms, ..self }
    }

    /// Runs until it is told to stop. The gate stays open: words that are still there are no reason to
    /// answer nobody, and are told as errors.
    pub async fn run(self, gate: Gate, stop: CancellationToken) {
        gate.open();
        let work = async {
            loop {
                let lease = Lease::wait(&self.pool, "eraser", self.terms).await;
                metrics::gauge!("tidings_eraser_is_leader").set(1.0);
                tokio::select! {
                    () = lease.lost() => tracing::warn!("the eraser lost its lead"),
                    _ = self.keep_up() => {}
                }
                metrics::gauge!("tidings_eraser_is_leader").set(0.0);
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    async fn keep_up(&self) -> Infallible {
        let mut told = None;
        loop {
            match self.erase_all().await {
                Ok(_) => {
                    told = None;
                    sleep(LOOK).await;
                }
                Err(failure) => {
                    let reason = failure.to_string();
                    if told.as_ref() != Some(&reason) {
                        tracing::error!(error = %failure, "erased words are still there, trying again");
                    }
                    told = Some(reason);
                    sleep(AFTER_FAILURE).await;
                }
            }
        }
    }

    /// Carries out every erasure that was ordered and is not done. Gives how many those were.
    ///
    /// # Errors
    /// Words are still there, and why; what was done is done.
    pub async fn erase_all(&self) -> Result<usize, EraseFailure> {
        let open = unfinished(&self.pool).await?;
        let count = open.len();
        report(count);
        for (done, erasure) in open.into_iter().enumerate() {
            self.erase(erasure).await?;
            report(count - done - 1);
        }
        Ok(count)
    }

    async fn erase(&self, mut erasure: Erasure) -> Result<(), EraseFailure> {
        let user = erasure.user;
        self.write_down(&erasure).await?;
        erasure.begin(&self.pool).await?;
        tracing::info!(%user, from = erasure.scanned, "a person's words are taken out of the log");
        let mut events = 0;
        while let Step::Redacted(count) = erasure.step(&self.pool).await? {
            metrics::counter!("tidings_erased_events_total").increment(count);
            events += count;
        }
        let gone = self.belongings.take_away(user).await;
        gone.map_err(EraseFailure::Belongings)?;
        // An export that was begun before this notices, and is made anew; those that are done go.
        begin_epoch(&self.pool).await?;
        self.remove_exports().await?;
        erasure.finish(&self.pool).await?;
        metrics::counter!("tidings_erasures_total").increment(1);
        tracing::info!(%user, events, "a person's words are gone");
        Ok(())
    }

    /// On a thread of its own: it waits for the disk.
    async fn write_down(&self, erasure: &Erasure) -> Result<(), EraseFailure> {
        let entry = Entry::of(self.log, erasure);
        let list = self.list.clone();
        let added = tokio::task::spawn_blocking(move || list.add(&entry)).await;
        Ok(added.map_err(std::io::Error::other)??)
    }

    /// Whose words an export holds, nobody knows without reading it: all that are done go, and can be
    /// asked for again.
    async fn remove_exports(&self) -> Result<(), EraseFailure> {
        let done: Vec<(Uuid, String)> = sqlx::query_as(
            "select id, path from app.exports where status = 'done' order by at, id",
        )
        .fetch_all(&self.pool)
        .await?;
        for (id, path) in done {
            let removed = self.belongings.remove_export(&path).await;
            removed.map_err(EraseFailure::Belongings)?;
            sqlx::query(
                "update app.exports
                 set status = 'failed', path = null, finished_at = now()
                 where id = $1",
            )
            .bind(id)
            .execute(&self.pool)
            .await?;
        }
        Ok(())
    }
}

/// Gauges are floating point; a count of people stays exact.
#[expect(clippy::cast_precision_loss, reason = "for people to look at")]
fn report(open: usize) {
    metrics::gauge!("tidings_erasures_open").set(open as f64);
}
