//! A batch from end to end.

use std::collections::HashSet;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::{LogId, StreamId, Timestamp};
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, Row as _};
use tokio::sync::watch;

use super::answers::{Answer, answer_all};
use super::append::{Trouble, append};
use super::decide::{Cached, Plan, decide, furthest_marks_first};
use super::flight::deliver;
use super::lookup::look_up;
use super::snapshots::Snapshots;
use super::{PAUSE, Pending};
use crate::load::{self, Streams};
use crate::pool::connect;
use crate::row::signed;
use crate::{Failure, Role};

/// Streams kept in memory. A conversation is a few kilobytes.
const STREAMS_MAX: usize = 20_000;
/// How often a batch is tried before its commands are told that the log is away.
const TRIES_MAX: u32 = 4;
/// After a lost race, so many batches go lock-first: who shares a hot stream loses again.
const LOCK_FIRST: u32 = 4;

/// What went wrong with a try, and the plan that may have been committed all the same.
pub(super) type Failed = (Trouble, Option<Plan>);

/// The writer's task: its connection, its cache, and where the log ends.
pub(super) struct Engine {
    pub(super) pool: PgPool,
    pub(super) connection: Option<PgConnection>,
    /// The one that appends while the next batch is decided on the other.
    pub(super) appending: Option<PgConnection>,
    log: LogId,
    pub(super) sole: bool,
    facts_age_max: Duration,
    /// What is in memory is of this epoch of the log: later ones may have taken words out of it.
    pub(super) epoch: i64,
    pub(super) streams: Streams,
    pub(super) head: u64,
    pub(super) moved: watch::Sender<u64>,
    pub(super) snapshots: Snapshots,
    pub(super) batches: u64,
    lock_first: u32,
}

impl Engine {
    pub(super) fn new(
        pool: PgPool,
        log: LogId,
        epoch: i64,
        head: u64,
        sole: bool,
        facts_age_max: Duration,
        moved: watch::Sender<u64>,
    ) -> Self {
        Self {
            snapshots: Snapshots::start(pool.clone()),
            pool,
            connection: None,
            appending: None,
            log,
            sole,
            facts_age_max,
            epoch,
            streams: Streams::new(),
            head,
            moved,
            batches: 0,
            lock_first: 0,
        }
    }

    /// Carries out every command of a batch and answers each.
    pub(super) async fn process(&mut self, mut batch: Vec<Pending>) {
        let (began, size) = (Instant::now(), batch.len());
        furthest_marks_first(&mut batch);
        self.process_parts(batch, None).await;
        self.measure(size, began);
    }

    /// The same for a batch whose first try has failed already.
    pub(super) async fn recover(&mut self, batch: Vec<Pending>, failed: Failed) {
        self.process_parts(batch, Some(failed)).await;
    }

    async fn process_parts(&mut self, batch: Vec<Pending>, mut failed: Option<Failed>) {
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            match self.carry_out(&part, failed.take()).await {
                Ok(answers) => deliver(part, answers),
                // One command cannot be carried out. Halves find it, and the others go on.
                Err(Trouble::Poisoned(_)) if part.len() > 1 => {
                    let rest = part.split_off(part.len() / 2);
                    parts.push(rest);
                    parts.push(part);
                }
                Err(trouble) => answer_all(part, trouble),
            }
        }
        self.forget_unused();
    }

    /// What a batch was like.
    pub(super) fn measure(&self, commands: usize, began: Instant) {
        metrics::histogram!("tidings_append_batch_commands").record(commands as f64);
        metrics::histogram!("tidings_append_batch_seconds").record(began.elapsed().as_secs_f64());
    }

    /// Writes the snapshots that wait, and lets go of the connections.
    pub(super) async fn finish(self) {
        self.snapshots.finish().await;
        for connection in [self.connection, self.appending].into_iter().flatten() {
            let _ = connection.close().await;
        }
    }

    async fn carry_out(
        &mut self,
        batch: &[Pending],
        mut failed: Option<Failed>,
    ) -> Result<Vec<Answer>, Trouble> {
        self.batches += 1;
        let mut tries = 0;
        let mut unsettled: Option<Plan> = None;
        loop {
            tries += 1;
            // Deciding again what may be committed already would do it twice.
            let result = match (failed.take(), unsettled.take()) {
                (Some(failed), _) => Err(failed),
                (None, Some(plan)) => match self.settle(&plan).await {
                    Ok(Some(base)) => return Ok(self.conclude(plan, base)),
                    Ok(None) => self.try_locked(batch).await,
                    Err(failure) => Err((before(failure).0, Some(plan))),
                },
                (None, None) if tries > 1 || self.lock_first > 0 => {
                    self.lock_first = self.lock_first.saturating_sub(1);
                    self.try_locked(batch).await
                }
                (None, None) => self.try_once(batch).await,
            };
            match result {
                Ok((plan, base)) => return Ok(self.conclude(plan, base)),
                Err((Trouble::Conflict, _)) if tries < TRIES_MAX => {
                    metrics::counter!("tidings_append_conflicts_total").increment(1);
                    self.lock_first = LOCK_FIRST;
                }
                // The next try is under the lock, where it reads the epoch and all else anew.
                Err((Trouble::Outdated, _)) if tries < TRIES_MAX => self.streams.clear(),
                Err((Trouble::Unknown(error), plan)) if tries < TRIES_MAX => {
                    tracing::warn!(%error, tries, "the log went away during a batch");
                    self.connection = None;
                    unsettled = plan;
                    tokio::time::sleep(PAUSE * 2_u32.pow(tries)).await;
                }
                Err((trouble, _)) => {
                    if !matches!(trouble, Trouble::Poisoned(_)) {
                        self.connection = None;
                        self.streams.clear();
                    }
                    return Err(trouble);
                }
            }
        }
    }

    /// Decides on what is cached and appends in one round trip.
    async fn try_once(&mut self, batch: &[Pending]) -> Result<(Plan, u64), Failed> {
        let mut connection = self.connection().await.map_err(before)?;
        let plan = self
            .plan(&mut connection, batch, false)
            .await
            .map_err(before)?;
        if plan.is_empty() {
            let is_outdated = self.is_outdated(&mut connection).await.map_err(before)?;
            let head = self.head;
            self.connection = Some(connection);
            return match is_outdated {
                true => Err((Trouble::Outdated, None)),
                false => Ok((plan, head)),
            };
        }
        match append(&mut connection, &plan, !self.sole, self.epoch).await {
            Ok(base) => {
                self.connection = Some(connection);
                Ok((plan, base))
            }
            Err(error) => {
                let trouble = Trouble::of(error);
                if !matches!(trouble, Trouble::Unknown(_)) {
                    self.connection = Some(connection);
                }
                Err((trouble, Some(plan)))
            }
        }
    }

    /// Decides and appends under the head lock. What is read is read by statements after the one
    /// that waited for the lock: that one still sees the log as it was when it began to wait.
    async fn try_locked(&mut self, batch: &[Pending]) -> Result<(Plan, u64), Failed> {
        let unsent = |error| (Trouble::of(error), None);
        let mut connection = self.connection().await.map_err(before)?;
        let mut transaction = connection.begin().await.map_err(unsent)?;
        sqlx::query("select log.lock_head()")
            .execute(&mut *transaction)
            .await
            .map_err(unsent)?;
        let epoch = epoch(&mut transaction).await.map_err(before)?;
        if epoch != self.epoch {
            self.streams.clear();
            self.epoch = epoch;
        }
        let plan = self
            .plan(&mut transaction, batch, true)
            .await
            .map_err(before)?;
        let base = if plan.is_empty() {
            self.head
        } else {
            match append(&mut transaction, &plan, !self.sole, self.epoch).await {
                Ok(base) => base,
                Err(error) => return Err((Trouble::of(error), Some(plan))),
            }
        };
        crash::point("append.in_transaction");
        match transaction.commit().await {
            Ok(()) => {
                self.connection = Some(connection);
                Ok((plan, base))
            }
            Err(error) => Err((Trouble::of(error), Some(plan))),
        }
    }

    /// Brings up to date what the batch rests on, and decides it. What would be answered from
    /// reading alone is read again until all it rests on is fresh, unless nobody else writes.
    pub(super) async fn plan(
        &mut self,
        connection: &mut PgConnection,
        batch: &[Pending],
        read_all: bool,
    ) -> Result<Plan, Failure> {
        let mut fresh: HashSet<StreamId> = HashSet::new();
        loop {
            let stale = self.needed(batch.iter(), |id, stream| match stream {
                None => true,
                Some(_) if self.sole && !read_all => false,
                Some(stream) => {
                    !fresh.contains(&id)
                        && (read_all || stream.checked.elapsed() > self.facts_age_max)
                }
            });
            if stale.is_empty() {
                break;
            }
            self.refresh(connection, &stale).await?;
            fresh.extend(stale);
        }
        loop {
            // After the streams: a repeat whose first try is seen in them has its key seen too.
            let found = look_up(connection, batch).await?;
            let submissions = batch.iter().map(|pending| &pending.submission);
            let plan = decide(submissions, &self.streams, &found, self.log, now())?;
            if self.sole && !read_all {
                return Ok(plan);
            }
            let unproven = batch.iter().zip(&plan.verdicts);
            let unproven = unproven.filter(|(_, verdict)| verdict.rests_on_reading());
            let stale = self.needed(unproven.map(|(p, _)| p), |id, _| !fresh.contains(&id));
            if stale.is_empty() {
                return Ok(plan);
            }
            self.refresh(connection, &stale).await?;
            fresh.extend(stale);
        }
    }

    /// Whether words were erased since what is in memory was read. For a plan that appends nothing: no
    /// append asks for it.
    pub(super) async fn is_outdated(&self, connection: &mut PgConnection) -> Result<bool, Failure> {
        Ok(epoch(connection).await? != self.epoch)
    }

    /// The streams that these commands rest on and that `wanted` picks, each once.
    fn needed<'a>(
        &self,
        batch: impl Iterator<Item = &'a Pending>,
        wanted: impl Fn(StreamId, Option<&load::Stream>) -> bool,
    ) -> Vec<StreamId> {
        let known = Cached(&self.streams);
        let mut ids: Vec<_> = batch
            .flat_map(|pending| pending.command().needs(pending.submission.by, &known))
            .filter(|id| wanted(*id, self.streams.get(id)))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    async fn refresh(
        &mut self,
        connection: &mut PgConnection,
        ids: &[StreamId],
    ) -> Result<(), Failure> {
        load::fresh(connection, self.log.log_id, ids, &mut self.streams).await?;
        for id in ids {
            if let Some(stream) = self.streams.get(id) {
                self.head = self.head.max(stream.position);
            }
        }
        Ok(())
    }

    /// Whether a batch of unknown outcome was committed, and after which position. Under the head
    /// lock, for the lost transaction may still hold it; event ids tell ours from another's. If
    /// it was not, it never will be once we append: its sequences are taken.
    async fn settle(&mut self, plan: &Plan) -> Result<Option<u64>, Failure> {
        let Some(first) = plan.rows.first() else {
            return Ok(None);
        };
        let mut connection = connect(&self.pool, Role::Append).await?;
        let mut transaction = connection.begin().await?;
        sqlx::query("select log.lock_head()")
            .execute(&mut *transaction)
            .await?;
        let row = sqlx::query(
            "select position
             from log.events
             where aggregate_type = $1
               and aggregate_id = $2
               and sequence = $3
               and event_id = $4",
        )
        .bind(first.event.stream.kind().as_str())
        .bind(first.event.stream.id())
        .bind(signed(first.event.sequence))
        .bind(first.event.event_id.uuid())
        .fetch_optional(&mut *transaction)
        .await?;
        transaction.rollback().await?;
        self.connection = Some(connection);
        match row {
            Some(row) => Ok(Some(row.try_get::<i64, _>(0)?.unsigned_abs() - 1)),
            None => Ok(None),
        }
    }

    pub(super) async fn connection(&mut self) -> Result<PgConnection, Failure> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => connect(&self.pool, Role::Append).await,
        }
    }

    /// Keeps the cache within its bound: the half that was used least recently goes.
    pub(super) fn forget_unused(&mut self) {
        if self.streams.len() <= STREAMS_MAX {
            return;
        }
        let mut used: Vec<_> = self.streams.values().map(|stream| stream.used).collect();
        let middle = used.len() / 2;
        let (_, median, _) = used.select_nth_unstable(middle);
        let median = *median;
        self.streams.retain(|_, stream| stream.used > median);
    }
}

async fn epoch(connection: &mut PgConnection) -> Result<i64, Failure> {
    let epoch = sqlx::query_scalar("select epoch from log.epoch where one");
    Ok(epoch.fetch_one(connection).await?)
}

/// Trouble before anything was sent that writes.
fn before(failure: Failure) -> Failed {
    let trouble = match failure {
        Failure::Database(error) if error.as_database_error().is_none() => Trouble::Unknown(error),
        Failure::Database(error) => Trouble::of(error),
        unreadable => Trouble::Poisoned(unreadable),
    };
    (trouble, None)
}

fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
