//! A database with a writer, and projectors on it.

use std::future::Future;
use std::time::{Duration, Instant};

use chassis::operator::Readiness;
use domain::StreamId;
use event_bus::Hints;
use event_store::{LogReader, Role, Writer};
use harness::{Database, People};
use projector::{Projector, Terms};
use sqlx::postgres::PgPool;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) struct World {
    pub(crate) database: Database,
    pub(crate) people: People,
    pub(crate) writer: Writer,
    pub(crate) log: LogReader,
    /// Acts as `tidings_project`.
    pub(crate) pool: PgPool,
    /// The superuser, who sees everything.
    pub(crate) root: PgPool,
}

/// A projector that runs. Aborted with the process at the latest.
pub(crate) struct Running {
    pub(crate) readiness: Readiness,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl World {
    pub(crate) async fn new() -> Self {
        let database = harness::database().await;
        let root = PgPool::connect(&database.url).await.unwrap();
        let append = event_store::pool(&database.url, Role::Append, 4)
            .await
            .unwrap();
        let writer = Writer::start(append, true).await.unwrap();
        let pool = event_store::pool(&database.url, Role::Project, 6)
            .await
            .unwrap();
        Self {
            people: People::settle(&writer).await,
            log: LogReader::open(pool.clone()).await.unwrap(),
            root,
            database,
            writer,
            pool,
        }
    }

    pub(crate) fn projector(&self) -> Projector {
        Projector::new(
            self.pool.clone(),
            self.log.clone(),
            Hints::local(self.writer.head()),
        )
    }

    pub(crate) fn run(&self) -> Running {
        Running::begin(self.projector())
    }

    pub(crate) fn run_with(&self, terms: Terms) -> Running {
        Running::begin(self.projector().with_terms(terms))
    }

    pub(crate) async fn checkpoint(&self) -> u64 {
        let position: Option<i64> = sqlx::query_scalar("select position from read.checkpoint")
            .fetch_optional(&self.root)
            .await
            .unwrap();
        position.unwrap_or(0).unsigned_abs()
    }

    /// Puts an event at the end of the log that a sole writer would not put there.
    pub(crate) async fn append(
        &self,
        stream: StreamId,
        sequence: u64,
        name: &str,
        payload: &str,
    ) -> u64 {
        let position: i64 = sqlx::query_scalar(
            "insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload,
               metadata, position, event_id, occurred_at, hash)
             select $1, $2, $3, $4, '1', $5::jsonb, '{}', max(position) + 1, gen_random_uuid(), now(), sha256('')
             from log.events
             returning position",
        )
        .bind(stream.kind().as_str())
        .bind(stream.id())
        .bind(i64::try_from(sequence).unwrap())
        .bind(name)
        .bind(payload)
        .fetch_one(&self.root)
        .await
        .unwrap();
        position.unsigned_abs()
    }

    /// Waits until the tables are as far as the log is now.
    pub(crate) async fn caught_up(&self) {
        let head = self.log.head().await.unwrap();
        eventually("the tables are as far as the log", || async {
            self.checkpoint().await >= head
        })
        .await;
    }
}

impl Running {
    pub(crate) fn begin(projector: Projector) -> Self {
        let (readiness, stop) = (Readiness::new(), CancellationToken::new());
        let gate = readiness.register("projector");
        let task = tokio::spawn(projector.run(gate, stop.clone()));
        Self {
            readiness,
            stop,
            task,
        }
    }

    /// Why it is not ready.
    pub(crate) fn reason(&self) -> Option<String> {
        self.readiness
            .report()
            .checks
            .remove("projector")
            .and_then(|check| check.reason)
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }

    /// As a crash would: wherever it is.
    pub(crate) async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// Waits until something holds, and fails if it does not in time.
pub(crate) async fn eventually<F>(what: &str, mut holds: impl FnMut() -> F)
where
    F: Future<Output = bool>,
{
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds().await {
        assert!(Instant::now() < deadline, "{what}: not in time");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
