//! The log in Postgres, for sockets.

mod facts;
mod last;

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{ConversationId, LogId, ProjectId, RecordedEvent, StreamId, UserId};
use event_bus::LogError;
use event_store::{LogReader, signed};
use sqlx::postgres::{PgPool, PgRow};
use sqlx::{Executor as _, Row as _};
use uuid::Uuid;
use wire::frame::{Facts, Need};

use super::{About, History, Line, Snapshot, Span};
use crate::effect::{Circle, Move};

/// Reads through a pool of role `Query`.
#[derive(Clone, Debug)]
pub struct PostgresHistory {
    log: LogReader,
}

impl PostgresHistory {
    /// The history of a log.
    #[must_use]
    pub const fn new(log: LogReader) -> Self {
        Self { log }
    }

    fn pool(&self) -> &PgPool {
        self.log.pool()
    }
}

#[async_trait]
impl History for PostgresHistory {
    fn log(&self) -> LogId {
        self.log.log()
    }

    async fn snapshot(&self) -> Result<Snapshot, LogError> {
        let mut transaction = self.pool().begin().await?;
        // Whole tables are read, once per process: that may take longer than a query may. All of
        // their rows are, as an auditor sees them: who sees what is decided from them.
        transaction
            .execute(
                "set transaction isolation level repeatable read, read only;
                 set local statement_timeout = '60s';
                 set local app.role = 'auditor'",
            )
            .await?;
        let position: Option<i64> = sqlx::query_scalar(
            "select position
             from read.checkpoint
             where log_id = $1
               and incarnation = $2",
        )
        .bind(self.log().log_id)
        .bind(i32::try_from(self.log().incarnation)?)
        .fetch_optional(&mut *transaction)
        .await?;
        // Tables of another log, or none yet: the log tells it all, from the beginning.
        let Some(position) = position else {
            return Ok(Snapshot::default());
        };
        let conversations: Vec<(Uuid, Uuid)> =
            sqlx::query_as("select id, project_id from read.conversations")
                .fetch_all(&mut *transaction)
                .await?;
        let participants: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "select conversation_id, user_id
             from read.conversation_participants
             where left_seq is null",
        )
        .fetch_all(&mut *transaction)
        .await?;
        let members: Vec<(Uuid, Uuid)> =
            sqlx::query_as("select project_id, user_id from read.project_members")
                .fetch_all(&mut *transaction)
                .await?;
        transaction.rollback().await?;
        Ok(Snapshot {
            position: position.unsigned_abs(),
            conversations: pairs(conversations, ConversationId::new, ProjectId::new),
            participants: pairs(participants, ConversationId::new, UserId::new),
            members: pairs(members, ProjectId::new, UserId::new),
        })
    }

    async fn head(&self) -> Result<u64, LogError> {
        Ok(self.log.head().await?)
    }

    async fn read(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, LogError> {
        Ok(self.log.read(after, limit).await?)
    }

    async fn at(&self, positions: &[u64]) -> Result<Vec<RecordedEvent>, LogError> {
        Ok(self.log.at(positions).await?)
    }

    async fn moves(&self, of: UserId, span: Span) -> Result<Vec<Move>, LogError> {
        let rows = sqlx::query(
            "select position, aggregate_type, aggregate_id, event_type
             from log.events
             where position > $1
               and position <= $2
               and event_type in
                 ('ParticipantAdded', 'ParticipantRemoved', 'MemberAdded', 'MemberRemoved')
               and payload ->> 'userId' = $3
             order by position",
        )
        .bind(signed(span.after))
        .bind(signed(span.up_to))
        .bind(of.to_string())
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .filter_map(|row| moved(row).transpose())
            .collect()
    }

    async fn outline(
        &self,
        of: &[ConversationId],
        viewer: UserId,
        span: Span,
    ) -> Result<Vec<Line>, LogError> {
        let ids: Vec<_> = of.iter().map(ConversationId::to_string).collect();
        let topics: Vec<_> = of.iter().map(|id| id.uuid()).collect();
        let rows = sqlx::query(
            "select position, aggregate_type, aggregate_id, event_type
             from log.events
             where position > $1
               and position <= $2
               and (aggregate_type = 'Conversation' and aggregate_id = any($3)
                 or aggregate_type = 'ReadMarker' and topic = any($4)
                   and (event_type = 'ConversationRead' or payload ->> 'by' = $5)
                 or aggregate_type = 'User' and event_type <> 'UserRegistered')
             order by position",
        )
        .bind(signed(span.after))
        .bind(signed(span.up_to))
        .bind(ids)
        .bind(topics)
        .bind(viewer.to_string())
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .filter_map(|row| line(row).transpose())
            .collect()
    }

    async fn facts(&self, needs: &[(u64, Need)]) -> Result<HashMap<u64, Facts>, LogError> {
        facts::facts(&self.log, needs).await
    }
}

fn pairs<A, B>(
    rows: Vec<(Uuid, Uuid)>,
    left: impl Fn(Uuid) -> A,
    right: impl Fn(Uuid) -> B,
) -> Vec<(A, B)> {
    rows.into_iter().map(|(a, b)| (left(a), right(b))).collect()
}

fn position(row: &PgRow) -> Result<u64, LogError> {
    Ok(row.try_get::<i64, _>("position")?.unsigned_abs())
}

fn stream(row: &PgRow) -> Result<StreamId, LogError> {
    let (kind, id): (&str, &str) = (row.try_get("aggregate_type")?, row.try_get("aggregate_id")?);
    StreamId::parse(kind, id).ok_or_else(|| format!("there is no stream {kind} {id}").into())
}

fn moved(row: &PgRow) -> Result<Option<Move>, LogError> {
    let circle = match stream(row)? {
        StreamId::Conversation(id) => Circle::Conversation(id),
        StreamId::Project(id) => Circle::Project(id),
        StreamId::ReadMarker(..)
        | StreamId::Report(_)
        | StreamId::User(_)
        | StreamId::Access(_) => return Ok(None),
    };
    let name: &str = row.try_get("event_type")?;
    Ok(Some(Move {
        position: position(row)?,
        circle,
        is_in: matches!(name, "ParticipantAdded" | "MemberAdded"),
    }))
}

fn line(row: &PgRow) -> Result<Option<Line>, LogError> {
    let about = About::of(stream(row)?, row.try_get("event_type")?);
    let position = position(row)?;
    Ok(about.map(|about| Line { position, about }))
}
