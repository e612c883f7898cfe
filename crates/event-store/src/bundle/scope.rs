//! What belongs to a project: its own stream, its conversations, all that is about these (read
//! markers, reports, accesses, whose rows carry the conversation as their topic), accesses to it as
//! a whole, and the streams of the people whom any of it names.
//!
//! As a member saw it, it is less: each conversation as far as they saw it, and none of what others keep to
//! themselves or what was done to oversee it; of others' streams their names alone.

use std::collections::{BTreeSet, HashSet};

use domain::{ConversationId, ProjectId, StreamKind, UserId};
use evidence::{Hash, Record, redacted};
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::ExportError;
use crate::row::signed;
use crate::{Failure, LogReader, raw};

/// Rows read at once.
const PAGE: usize = 1_000;

/// What goes into a bundle.
pub(super) struct Scope {
    /// In order.
    pub(super) positions: Vec<u64>,
    /// Every file that is named.
    pub(super) files: BTreeSet<Hash>,
    /// Messages that are deleted: their words stay out, as in the history.
    pub(super) deleted: HashSet<Uuid>,
    /// As whom it is seen; none for everything.
    as_user: Option<UserId>,
}

impl Scope {
    /// Everything of the project up to a position, or what somebody saw of it.
    pub(super) async fn gather(
        reader: &LogReader,
        project: ProjectId,
        as_user: Option<UserId>,
        size: u64,
    ) -> Result<Self, ExportError> {
        let pool = reader.pool();
        let mut all: BTreeSet<u64> = BTreeSet::new();
        all.extend(stream(pool, StreamKind::Project, &project.to_string(), size).await?);
        if all.is_empty() {
            return Err(ExportError::NoProject);
        }
        let conversations = conversations(pool, project, size).await?;
        let mut since = Vec::new();
        for conversation in &conversations {
            let Some(end) = seen(reader, *conversation, as_user, size).await? else {
                continue;
            };
            let id = conversation.to_string();
            all.extend(stream(pool, StreamKind::Conversation, &id, end).await?);
            all.extend(about(pool, *conversation, as_user, end).await?);
            since.extend(deleted_since(pool, &id, end).await?);
        }
        if as_user.is_none() {
            all.extend(accesses(pool, project, size).await?);
        }
        let mut scope = Self {
            positions: Vec::new(),
            files: BTreeSet::new(),
            deleted: HashSet::new(),
            as_user,
        };
        // People's streams name people too: those who registered them.
        let mut people = HashSet::new();
        let mut new: Vec<_> = all.iter().copied().collect();
        while !new.is_empty() {
            let named = scope.read(reader, &new).await?;
            new = Vec::new();
            for person in named.difference(&people) {
                let id = person.to_string();
                new.extend(stream(pool, StreamKind::User, &id, size).await?);
            }
            people.extend(named);
            all.extend(&new);
        }
        for (message, is_deleted) in since {
            match is_deleted {
                true => scope.deleted.insert(message),
                false => scope.deleted.remove(&message),
            };
        }
        scope.positions = all.into_iter().collect();
        Ok(scope)
    }

    /// Takes out of a row what does not leave with it.
    pub(super) fn withhold(&self, row: &mut Row) {
        let Row {
            record, message, ..
        } = row;
        if message.is_some_and(|message| self.deleted.contains(&message)) {
            record.payload = redacted(&record.payload);
        }
        // Where mail reaches somebody, and why they were erased, is for those who keep the directory.
        let is_others = self
            .as_user
            .is_some_and(|user| record.stream_id != user.to_string());
        if is_others
            && record.stream_type == StreamKind::User.as_str()
            && let Some(members) = record.payload.as_object_mut()
        {
            for (name, value) in members {
                if name != "name" {
                    *value = redacted(value);
                }
            }
        }
    }

    /// Reads these rows for what they name. Gives the people.
    async fn read(
        &mut self,
        reader: &LogReader,
        positions: &[u64],
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut people = HashSet::new();
        for page in positions.chunks(PAGE) {
            let mut named = HashSet::new();
            for Row {
                record, message, ..
            } in rows(reader, page).await?
            {
                self.files.extend(record.files());
                named.extend(record.named());
                match (message, record.event_type.as_str()) {
                    (Some(message), "MessageDeleted") => self.deleted.insert(message),
                    (Some(message), "MessageRestored") => self.deleted.remove(&message),
                    (_, _) => false,
                };
            }
            let named: Vec<_> = named.iter().map(Uuid::to_string).collect();
            let known: Vec<String> = sqlx::query_scalar(
                "select aggregate_id
                 from log.events
                 where aggregate_type = 'User'
                   and aggregate_id = any($1)
                   and sequence = 1",
            )
            .bind(named)
            .fetch_all(reader.pool())
            .await?;
            people.extend(known.iter().filter_map(|id| Uuid::try_parse(id).ok()));
        }
        Ok(people)
    }
}

/// A row as it goes out.
pub(super) struct Row {
    pub(super) record: Record,
    pub(super) message: Option<Uuid>,
    /// The hash before it in its stream; none for a stream's first event.
    pub(super) previous: Option<Hash>,
}

/// The rows at these positions, in order.
pub(super) async fn rows(reader: &LogReader, positions: &[u64]) -> Result<Vec<Row>, Failure> {
    use sqlx::Row as _;

    let query = format!(
        "select {}, e.message_id, before.hash as previous
         from log.events e
         left join log.events before
           on before.aggregate_type = e.aggregate_type
          and before.aggregate_id = e.aggregate_id
          and before.sequence = e.sequence - 1
         where e.position = any($1)
         order by e.position",
        raw::COLUMNS
    );
    let positions: Vec<_> = positions.iter().copied().map(signed).collect();
    let found = sqlx::query(&query)
        .bind(positions)
        .fetch_all(reader.pool())
        .await?;
    found
        .iter()
        .map(|row| {
            let previous: Option<&[u8]> = row.try_get("previous")?;
            Ok(Row {
                record: raw::record(row)?,
                message: row.try_get("message_id")?,
                previous: previous.and_then(|hash| hash.try_into().ok()),
            })
        })
        .collect()
}

async fn conversations(
    pool: &PgPool,
    project: ProjectId,
    size: u64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    let ids: Vec<String> = sqlx::query_scalar(
        "select aggregate_id
         from log.events
         where aggregate_type = 'Conversation'
           and sequence = 1
           and payload #>> '{core,projectId}' = $1
           and position <= $2
         order by position",
    )
    .bind(project.to_string())
    .bind(signed(size))
    .fetch_all(pool)
    .await?;
    Ok(ids
        .iter()
        .filter_map(|id| Uuid::try_parse(id).ok())
        .collect())
}

/// Where a stream's events are.
async fn stream(
    pool: &PgPool,
    kind: StreamKind,
    id: &str,
    size: u64,
) -> Result<Vec<u64>, sqlx::Error> {
    let positions: Vec<i64> = sqlx::query_scalar(
        "select position
         from log.events
         where aggregate_type = $1
           and aggregate_id = $2
           and position <= $3",
    )
    .bind(kind.as_str())
    .bind(id)
    .bind(signed(size))
    .fetch_all(pool)
    .await?;
    Ok(positions.into_iter().map(i64::unsigned_abs).collect())
}

/// Where it is said that the project as a whole was looked at.
async fn accesses(pool: &PgPool, project: ProjectId, size: u64) -> Result<Vec<u64>, sqlx::Error> {
    let positions: Vec<i64> = sqlx::query_scalar(
        "select position
         from log.events
         where aggregate_type = 'Access'
           and payload ->> 'projectId' = $1
           and position <= $2",
    )
    .bind(project.to_string())
    .bind(signed(size))
    .fetch_all(pool)
    .await?;
    Ok(positions.into_iter().map(i64::unsigned_abs).collect())
}

/// Up to which position a conversation goes along; none where the person saw nothing of it.
async fn seen(
    reader: &LogReader,
    conversation: Uuid,
    as_user: Option<UserId>,
    size: u64,
) -> Result<Option<u64>, Failure> {
    let Some(user) = as_user else {
        return Ok(Some(size));
    };
    let conversation = ConversationId::new(conversation);
    let Some(moment) = reader.moment_at(conversation, size).await? else {
        return Ok(None);
    };
    let seen = reader.seen_by(conversation, user, moment).await?;
    Ok(seen.map(|moment| moment.position))
}

/// Which messages were deleted or brought back after what goes along: no words leave that are deleted.
async fn deleted_since(
    pool: &PgPool,
    conversation: &str,
    end: u64,
) -> Result<Vec<(Uuid, bool)>, sqlx::Error> {
    sqlx::query_as(
        "select distinct on (message_id) message_id, event_type = 'MessageDeleted'
         from log.events
         where aggregate_type = 'Conversation'
           and aggregate_id = $1
           and position > $2
           and event_type in ('MessageDeleted', 'MessageRestored')
         order by message_id, sequence desc",
    )
    .bind(conversation)
    .bind(signed(end))
    .fetch_all(pool)
    .await
}

/// Where the events of other streams about a conversation are. Somebody who takes part sees how far
/// others have read, and of marks their own.
async fn about(
    pool: &PgPool,
    conversation: Uuid,
    as_user: Option<UserId>,
    size: u64,
) -> Result<Vec<u64>, sqlx::Error> {
    let positions: Vec<i64> = sqlx::query_scalar(
        "select position
         from log.events
         where topic = $1
           and position <= $2
           and ($3::text is null
                or (aggregate_type = 'ReadMarker'
                    and (event_type = 'ConversationRead' or payload ->> 'by' = $3)))",
    )
    .bind(conversation)
    .bind(signed(size))
    .bind(as_user.map(|user| user.to_string()))
    .fetch_all(pool)
    .await?;
    Ok(positions.into_iter().map(i64::unsigned_abs).collect())
}
