//! Makes the exports that were asked for: a bundle of a project as one tar file in the data folder.
//!
//! An export is a row of `app.exports` that is `running` until its file is there. One at a time is made,
//! in a folder of its own that nobody reads, packed beside it, and renamed to its name: so a file that has
//! its name is whole, and after a crash the export is made anew. It reaches at least to the event that
//! asks for it: the log is signed first.
//!
//! Metrics: `tidings_exports_total` (by outcome), `tidings_exporter_is_leader`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chassis::operator::Gate;
use domain::{ProjectId, Timestamp, UserId};
use event_store::bundle::{Ask, ExportError, Files, export};
use event_store::erase;
use event_store::{Failure as LogFailure, LogReader};
use evidence::PublicKey;
use sqlx::Row as _;
use sqlx::postgres::PgPool;
use time::OffsetDateTime;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::Checkpointer;
use crate::checkpointer::CheckpointFailure;
use crate::leader::{Lease, Terms};

/// The folder of exports in the data folder. What a row calls its path begins with it.
const FOLDER: &str = "exports";

/// How often it is looked whether something is asked for.
const LOOK: Duration = Duration::from_secs(1);

/// Pause after something went wrong.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// How often one export is tried before it is given up.
const TRIES_MAX: u32 = 3;

/// Why an export was not made.
#[derive(Debug, thiserror::Error)]
enum ExporterFailure {
    #[error(transparent)]
    Bundle(#[from] ExportError),
    #[error("the log was not signed: {0}")]
    Unsigned(#[from] CheckpointFailure),
    #[error("the bundle cannot be packed: {0}")]
    Folder(#[from] io::Error),
    #[error(transparent)]
    Log(#[from] LogFailure),
}

impl ExporterFailure {
    /// Whether another try may go better.
    const fn may_pass(&self) -> bool {
        match self {
            Self::Bundle(ExportError::NoProject) => false,
            Self::Bundle(_) | Self::Unsigned(_) | Self::Folder(_) | Self::Log(_) => true,
        }
    }
}

impl From<sqlx::Error> for ExporterFailure {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

/// An export that somebody asked for.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    id: Uuid,
    project: ProjectId,
    as_user: Option<UserId>,
    by: UserId,
}

/// A file that was made, and of which epoch of the log.
struct Made {
    path: String,
    epoch: i64,
}

/// Makes exports.
pub struct Exporter {
    pool: PgPool,
    log: LogReader,
    checkpointer: Checkpointer,
    key: PublicKey,
    folder: PathBuf,
    files: Arc<dyn Files + Send + Sync>,
    terms: Terms,
}

impl Exporter {
    /// One that acts through `pool`, which is `tidings_project`, and writes into this data folder.
    /// `checkpointer` signs the log before each bundle, with the private half of `key`.
    #[must_use]
    pub fn new(
        pool: PgPool,
        log: LogReader,
        checkpointer: Checkpointer,
        key: PublicKey,
        data: &Path,
        files: Arc<dyn Files + Send + Sync>,
    ) -> Self {
        Self {
            pool,
            log,
            checkpointer,
            key,
            folder: data.join(FOLDER),
            files,
            terms: Terms::default(),
        }
    }

    /// The same with other terms for its lead.
    #[must_use]
    pub fn with_terms(self, terms: Terms) -> Self {
        Self { terms, ..self }
    }

    /// Makes exports until it is told to stop; one under way is made anew next time. Nobody's requests wait
    /// for it, so the gate stays open.
    pub async fn run(self, gate: Gate, stop: CancellationToken) {
        gate.open();
        loop {
            let lease = tokio::select! {
                () = stop.cancelled() => return,
                lease = Lease::wait(&self.pool, "exporter", self.terms) => lease,
            };
            metrics::gauge!("tidings_exporter_is_leader").set(1.0);
            let goes_on = tokio::select! {
                () = lease.lost() => {
                    tracing::warn!("the exporter lost its lead");
                    true
                }
                () = self.keep_up() => true,
                () = stop.cancelled() => false,
            };
            metrics::gauge!("tidings_exporter_is_leader").set(0.0);
            if !goes_on {
                return;
            }
        }
    }

    async fn keep_up(&self) {
        if let Err(error) = self.tidy().await {
            tracing::warn!(%error, "what was left of exports cannot be removed");
        }
        loop {
            match self.next().await {
                Ok(Some(wanted)) => self.settle(wanted).await,
                Ok(None) => sleep(LOOK).await,
                Err(error) => {
                    tracing::warn!(%error, "it is not known what has to be exported, trying again");
                    sleep(AFTER_FAILURE).await;
                }
            }
        }
    }

    /// The export that was asked for first.
    async fn next(&self) -> Result<Option<Wanted>, sqlx::Error> {
        let row = sqlx::query(
            "select id, project_id, as_user, requested_by
             from app.exports
             where status = 'running'
             order by at, id
             limit 1",
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(Wanted {
                id: row.try_get("id")?,
                project: ProjectId::new(row.try_get("project_id")?),
                as_user: row.try_get::<Option<Uuid>, _>("as_user")?.map(UserId::new),
                by: UserId::new(row.try_get("requested_by")?),
            })
        })
        .transpose()
    }

    /// Makes one, or gives it up.
    async fn settle(&self, wanted: Wanted) {
        let mut tries = 0;
        let made = loop {
            tries += 1;
            match self.make(wanted).await {
                Ok(made) => break Some(made),
                Err(failure) if tries < TRIES_MAX && failure.may_pass() => {
                    tracing::warn!(%failure, export = %wanted.id, "an export was not made, trying again");
                    sleep(AFTER_FAILURE).await;
                }
                Err(failure) => {
                    tracing::error!(%failure, export = %wanted.id, "an export is given up");
                    break None;
                }
            }
        };
        let outcome = if made.is_some() { "done" } else { "failed" };
        while let Err(error) = self.mark(wanted, made.as_ref()).await {
            tracing::warn!(%error, export = %wanted.id, "how an export ended cannot be written, trying again");
            sleep(AFTER_FAILURE).await;
        }
        metrics::counter!("tidings_exports_total", "outcome" => outcome).increment(1);
    }

    /// What is there stays there: another who had the lead may have been faster, or have given up sooner.
    /// Where words were erased since it was begun, it may hold them: it stays `running`, and is made anew.
    async fn mark(&self, wanted: Wanted, made: Option<&Made>) -> Result<(), sqlx::Error> {
        sqlx::query(
            "update app.exports
             set status = case when $2::text is null then 'failed' else 'done' end,
                 path = $2,
                 finished_at = now()
             where id = $1
               and status <> 'done'
               and ($3::bigint is null or log.hold_epoch($3))",
        )
        .bind(wanted.id)
        .bind(made.map(|made| made.path.as_str()))
        .bind(made.map(|made| made.epoch))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Makes the file. Gives its path in the data folder.
    async fn make(&self, wanted: Wanted) -> Result<Made, ExporterFailure> {
        let epoch = erase::epoch(&self.pool).await?;
        self.checkpointer.sign_now().await?;
        let ask = Ask {
            project: wanted.project,
            as_user: wanted.as_user,
            reason: self.reason(wanted).await?,
            by: Some(wanted.by),
            at: Timestamp::from(OffsetDateTime::now_utc()),
            key: self.key,
        };
        // A name of this try's own: whoever makes the same one does not get in its way.
        let work = Work(
            self.folder
                .join(format!("{}.{}", wanted.id, Uuid::new_v4())),
        );
        let bundle = work.0.join(format!("tidings-export-{}", wanted.id));
        tokio::fs::create_dir_all(&work.0).await?;
        // That it leaves is in the log already: the event that asks for it.
        let recorded = |_| std::future::ready(Ok(()));
        export(&self.log, &ask, &bundle, self.files.as_ref(), recorded).await?;
        let name = format!("{}.tar", wanted.id);
        let path = self.folder.join(&name);
        tokio::task::spawn_blocking(move || pack(work, &bundle, &path))
            .await
            .map_err(io::Error::other)??;
        Ok(Made {
            path: format!("{FOLDER}/{name}"),
            epoch,
        })
    }

    /// Why it was asked for; "" once those words are erased.
    async fn reason(&self, wanted: Wanted) -> Result<String, sqlx::Error> {
        let reason: Option<Option<String>> = sqlx::query_scalar(
            "select payload #>> '{reason,text}'
             from log.events
             where aggregate_type = 'Access'
               and aggregate_id = $1
               and event_id = $2",
        )
        .bind(wanted.by.to_string())
        .bind(wanted.id)
        .fetch_optional(&self.pool)
        .await?;
        Ok(reason.flatten().unwrap_or_default())
    }

    /// Removes what is left of tries that did not come to their end.
    async fn tidy(&self) -> io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let mut entries = tokio::fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            if entry.file_type().await?.is_dir() {
                tokio::fs::remove_dir_all(entry.path()).await?;
            }
        }
        Ok(())
    }
}

/// The folder of a try. It goes when the try ends, however it ends.
struct Work(PathBuf);

impl Drop for Work {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, path = %self.0.display(), "what is left of an export stays for now");
        }
    }
}

/// Packs a bundle, and gives the file its name when all of it is on the disk.
fn pack(work: Work, bundle: &Path, path: &Path) -> io::Result<()> {
    let packed = work.0.join("packed");
    let mut tar = tar::Builder::new(io::BufWriter::new(fs::File::create(&packed)?));
    tar.mode(tar::HeaderMode::Deterministic);
    tar.append_dir_all(bundle.file_name().unwrap_or_default(), bundle)?;
    let file = tar
        .into_inner()?
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    fs::rename(&packed, path)?;
    match path.parent() {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
