//! Taking the words of an erased person out of the log.
//!
//! The log is read from its beginning, some thousand positions at a time, and each personal value that
//! is theirs becomes its digest; how far that is, is kept in the database, moved in the transaction of
//! the work. Each such transaction raises the log's epoch, so that no writer goes on from a memory that
//! holds the words. The first thing is to raise it once: from then on every writer knows that the person
//! is erased and takes no words from them, so there is an end to reach.
//!
//! Whose a value is, is the domain's to say ([`domain::personal`]).

use std::collections::HashSet;

use domain::{Event, Owner, Timestamp, UserId, personal};
use sqlx::Row as _;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::types::Json;

use crate::Failure;
use crate::row::{occurred_at, position, signed, stream};

/// Positions looked at at once.
const WINDOW: u64 = 5_000;

/// Rows changed in one transaction: as long as it takes, nobody appends.
const ROWS_MAX: usize = 100;

/// The digest of a personal value.
type Digest = [u8; 32];

/// An erasure that was ordered, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Whose words go.
    pub user: UserId,
    /// Where the order is in the log.
    pub position: u64,
    /// Who gave it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Up to here the log has none of their words.
    pub scanned: u64,
    /// The digests of the subjects they said, which events of others repeat.
    subjects: HashSet<Digest>,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to read; so many events lost words.
    Redacted(u64),
    /// This is the log's end.
    AtEnd,
}

/// Erasures that were ordered and are not done, in the order of the log. The pool's role, here and
/// below, has to be `tidings_erase`.
///
/// # Errors
/// The database failed.
pub async fn unfinished(pool: &PgPool) -> Result<Vec<Erasure>, Failure> {
    let rows = sqlx::query(
        "select
           e.position, e.aggregate_id::uuid as user_id, (e.payload ->> 'by')::uuid as by,
           e.occurred_at, coalesce(p.scanned, 0) as scanned,
           coalesce(p.subjects, '{}') as subjects
         from log.events e
         left join app.erasures p on p.user_id = e.aggregate_id::uuid
         where e.event_type = 'UserErased'
           and p.done_at is null
         order by e.position",
    )
    .fetch_all(pool)
    .await?;
    rows.iter().map(Erasure::of_row).collect()
}

/// Every erasure that the log knows of: who, and by whom and when it was ordered.
///
/// # Errors
/// The database failed.
pub async fn all(pool: &PgPool) -> Result<Vec<Erasure>, Failure> {
    let rows = sqlx::query(
        "select
           position, aggregate_id::uuid as user_id, (payload ->> 'by')::uuid as by, occurred_at,
           0::bigint as scanned, '{}'::bytea[] as subjects
         from log.events
         where event_type = 'UserErased'
         order by position",
    )
    .fetch_all(pool)
    .await?;
    rows.iter().map(Erasure::of_row).collect()
}

impl Erasure {
    fn of_row(row: &PgRow) -> Result<Self, Failure> {
        let subjects: Vec<Vec<u8>> = row.try_get("subjects")?;
        let subjects = subjects.iter();
        Ok(Self {
            user: UserId::new(row.try_get("user_id")?),
            position: position(row)?,
            by: UserId::new(row.try_get("by")?),
            at: occurred_at(row)?,
            scanned: row.try_get::<i64, _>("scanned")?.unsigned_abs(),
            subjects: subjects
                .filter_map(|one| one.as_slice().try_into().ok())
                .collect(),
        })
    }

    /// Begins, once: afterwards nothing more comes into the log that this person says.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin(&self, pool: &PgPool) -> Result<(), Failure> {
        let mut transaction = pool.begin().await?;
        lock_head(&mut transaction).await?;
        let begun = sqlx::query(
            "insert into app.erasures (user_id, position)
             values ($1, $2)
             on conflict (user_id) do nothing",
        )
        .bind(self.user.uuid())
        .bind(signed(self.position))
        .execute(&mut *transaction)
        .await?;
        if begun.rows_affected() > 0 {
            raise_epoch(&mut transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Takes their words out of the next part of the log. Repeatable: killed anywhere, it goes on from
    /// where it was.
    ///
    /// # Errors
    /// The database failed, the log holds what this program cannot read, or somebody else is at it too
    /// ([`Failure::Contended`]).
    pub async fn step(&mut self, pool: &PgPool) -> Result<Step, Failure> {
        let head: i64 = sqlx::query_scalar("select coalesce(max(position), 0) from log.events")
            .fetch_one(pool)
            .await?;
        if self.scanned >= head.unsigned_abs() {
            return Ok(Step::AtEnd);
        }
        let window = (self.scanned + WINDOW).min(head.unsigned_abs());
        let rows = sqlx::query(MAY_BE_THEIRS)
            .bind(signed(self.scanned))
            .bind(signed(window))
            .bind(self.user.to_string())
            .fetch_all(pool)
            .await?;
        let (before, mut changes, mut up_to) = (self.scanned, Changes::default(), window);
        for row in &rows {
            if changes.positions.len() == ROWS_MAX {
                break;
            }
            self.take(row, &mut changes)?;
            if changes.positions.len() == ROWS_MAX {
                up_to = position(row)?;
            }
        }
        let count = changes.positions.len() as u64;
        let mut transaction = pool.begin().await?;
        if count > 0 {
            lock_head(&mut transaction).await?;
            raise_epoch(&mut transaction).await?;
            changes.make(&mut transaction).await?;
        }
        let subjects: Vec<&[u8]> = self.subjects.iter().map(<[u8; 32]>::as_slice).collect();
        let moved = sqlx::query(
            "update app.erasures
             set scanned = $3, subjects = $4
             where user_id = $1
               and scanned = $2
               and done_at is null",
        )
        .bind(self.user.uuid())
        .bind(signed(before))
        .bind(signed(up_to))
        .bind(subjects)
        .execute(&mut *transaction)
        .await?;
        if moved.rows_affected() != 1 {
            return Err(Failure::Contended);
        }
        transaction.commit().await?;
        self.scanned = up_to;
        Ok(Step::Redacted(count))
    }

    /// Notes that all is done, in the log and elsewhere.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish(&self, pool: &PgPool) -> Result<(), Failure> {
        sqlx::query("update app.erasures set done_at = now(), subjects = '{}' where user_id = $1")
            .bind(self.user.uuid())
            .execute(pool)
            .await?;
        Ok(())
    }

    /// Finds what is theirs in an event.
    fn take(&mut self, row: &PgRow, changes: &mut Changes) -> Result<(), Failure> {
        let at = position(row)?;
        let stream = stream(row, at)?;
        let Json(payload) = row.try_get::<Json<serde_json::Value>, _>("payload")?;
        let (name, version) = (row.try_get("event_type")?, row.try_get("event_version")?);
        let event = Event::parse(stream.kind(), name, version, &payload.to_string())?;
        let mut goes = HashSet::new();
        for value in personal(stream, &event) {
            let is_theirs = match value.owner {
                Owner::Person(person) => person == self.user,
                Owner::WhoSaidTheSubject => self.subjects.contains(&value.digest),
            };
            if is_theirs && says_a_subject(&event) {
                self.subjects.insert(value.digest);
            }
            if is_theirs && value.is_kept {
                goes.insert(value.digest);
            }
        }
        if !goes.is_empty() {
            let redacted = evidence::redacted_where(&payload, &|digest| goes.contains(digest));
            changes.positions.push(signed(at));
            changes.payloads.push(redacted.to_string());
            changes.kinds.push(stream.kind().as_str());
            changes.ids.push(stream.id());
        }
        Ok(())
    }
}

/// Whether its subject is what somebody said in it, and not a repetition.
fn says_a_subject(event: &Event) -> bool {
    use domain::ConversationEvent as E;
    match event {
        Event::Conversation(event) => match event {
            E::ConversationStarted { .. } | E::SubjectChanged { .. } => true,
            E::ParticipantAdded { .. }
            | E::ParticipantRemoved { .. }
            | E::StatusChanged { .. }
            | E::MessageSent { .. }
            | E::MessageEdited { .. }
            | E::MessageDeleted { .. }
            | E::MessageRestored { .. }
            | E::FileStateChanged { .. } => false,
        },
        Event::ReadMarker(_)
        | Event::Report(_)
        | Event::Project(_)
        | Event::User(_)
        | Event::Access(_) => false,
    }
}

/// A superset of the events with words of a person: what they did, what is about what they wrote, their
/// own stream, and whatever carries a subject.
const MAY_BE_THEIRS: &str = "
    select position, aggregate_type, aggregate_id, event_type, event_version, payload
    from log.events
    where position > $1
      and position <= $2
      and (
        payload ->> 'by' = $3
        or payload #>> '{message,authorId}' = $3
        or payload ? 'core'
        or (aggregate_type = 'User' and aggregate_id = $3 collate \"C\"))
    order by position";

/// Events that lose words.
#[derive(Default)]
struct Changes {
    positions: Vec<i64>,
    payloads: Vec<String>,
    kinds: Vec<&'static str>,
    ids: Vec<String>,
}

impl Changes {
    /// Makes them, and drops the snapshots of the streams: they may repeat the words.
    async fn make(self, transaction: &mut sqlx::PgTransaction<'_>) -> Result<(), Failure> {
        sqlx::query(
            "update log.events e
             set payload = w.payload::jsonb
             from unnest($1::bigint[], $2::text[]) as w(position, payload)
             where e.position = w.position",
        )
        .bind(self.positions)
        .bind(self.payloads)
        .execute(&mut **transaction)
        .await?;
        sqlx::query(
            "delete from log.snapshots s
             using unnest($1::text[], $2::text[]) as w(type, id)
             where s.aggregate_type = w.type collate \"C\"
               and s.aggregate_id = w.id collate \"C\"",
        )
        .bind(self.kinds)
        .bind(self.ids)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }
}

/// The log's epoch: what was made of an older one may hold words that are gone since.
///
/// # Errors
/// The database failed.
pub async fn epoch(pool: &PgPool) -> Result<i64, Failure> {
    let epoch = sqlx::query_scalar("select epoch from log.epoch where one");
    Ok(epoch.fetch_one(pool).await?)
}

/// Begins another epoch: what a person had beside the log is gone too.
///
/// # Errors
/// The database failed.
pub async fn begin_epoch(pool: &PgPool) -> Result<(), Failure> {
    let mut transaction = pool.begin().await?;
    lock_head(&mut transaction).await?;
    raise_epoch(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Held by whoever appends: what is erased under it is in nobody's unfinished append.
async fn lock_head(transaction: &mut sqlx::PgTransaction<'_>) -> Result<(), Failure> {
    sqlx::query("select log.lock_head()")
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn raise_epoch(transaction: &mut sqlx::PgTransaction<'_>) -> Result<(), Failure> {
    sqlx::query("update log.epoch set epoch = epoch + 1")
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
