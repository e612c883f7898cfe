//! The log in Postgres, for sockets.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    ConversationId, Event, LogId, MessageId, ProjectId, RecordedEvent, StreamId, Timestamp, UserId,
};
use event_bus::LogError;
use event_store::LogReader;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::types::time::OffsetDateTime;
use sqlx::{Executor as _, Row as _};
use uuid::Uuid;
use wire::frame::{Fact, Need};

use super::{History, Line, Snapshot, Span};
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
        // Whole tables are read, once per process: that may take longer than a query may.
        transaction
            .execute(
                "set transaction isolation level repeatable read, read only;
                 set local statement_timeout = '60s'",
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

    async fn outline(&self, of: &[ConversationId], span: Span) -> Result<Vec<Line>, LogError> {
        let ids: Vec<_> = of.iter().map(ConversationId::to_string).collect();
        let topics: Vec<_> = of.iter().map(|id| id.uuid()).collect();
        let rows = sqlx::query(
            "select position, aggregate_type, aggregate_id
             from log.events
             where position > $1
               and position <= $2
               and (aggregate_type = 'Conversation' and aggregate_id = any($3)
                 or aggregate_type = 'ReadMarker' and topic = any($4))
             order by position",
        )
        .bind(signed(span.after))
        .bind(signed(span.up_to))
        .bind(ids)
        .bind(topics)
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .filter_map(|row| line(row).transpose())
            .collect()
    }

    async fn facts(&self, needs: &[(u64, Need)]) -> Result<HashMap<u64, Fact>, LogError> {
        let mut facts = HashMap::with_capacity(needs.len());
        let (mut originals, mut activities, mut unread) = (Vec::new(), Vec::new(), Vec::new());
        for (position, need) in needs.iter().copied() {
            match need {
                Need::Original {
                    conversation,
                    message,
                } => originals.push((position, conversation, message)),
                Need::LastActivity { conversation, seq } => {
                    activities.push((position, conversation, seq));
                }
                Need::Unread {
                    conversation,
                    reader,
                    above,
                } => unread.push((position, conversation, reader, above)),
            }
        }
        if !originals.is_empty() {
            self.originals(&originals, &mut facts).await?;
        }
        if !activities.is_empty() {
            self.activities(&activities, &mut facts).await?;
        }
        if !unread.is_empty() {
            self.unread(&unread, &mut facts).await?;
        }
        Ok(facts)
    }
}

impl PostgresHistory {
    async fn originals(
        &self,
        of: &[(u64, ConversationId, MessageId)],
        facts: &mut HashMap<u64, Fact>,
    ) -> Result<(), LogError> {
        let named: Vec<_> = of.iter().map(|(_, c, message)| (*c, *message)).collect();
        let mut texts = HashMap::new();
        for event in self.log.messages(&named).await? {
            if let (Some(conversation), Some(message)) = (event.conversation(), event.message_id())
                && let Event::Conversation(domain::ConversationEvent::MessageSent { body, .. }) =
                    &event.event
            {
                texts.insert((conversation, message), body.shown().to_owned());
            }
        }
        facts.extend(of.iter().filter_map(|(position, conversation, message)| {
            let text = texts.get(&(*conversation, *message))?;
            Some((*position, Fact::Original(text.clone())))
        }));
        Ok(())
    }

    async fn activities(
        &self,
        of: &[(u64, ConversationId, u64)],
        facts: &mut HashMap<u64, Fact>,
    ) -> Result<(), LogError> {
        let rows: Vec<(i64, OffsetDateTime)> = sqlx::query_as(
            "select w.position, e.occurred_at
             from unnest($1::bigint[], $2::text[], $3::bigint[]) as w(position, conversation, seq)
             cross join lateral (
               select occurred_at
               from log.events
               where aggregate_type = 'Conversation'
                 and aggregate_id = w.conversation collate \"C\"
                 and sequence <= w.seq
                 and event_type in ('MessageSent', 'ConversationStarted')
               order by sequence desc
               limit 1
             ) e",
        )
        .bind(of.iter().map(|(p, ..)| signed(*p)).collect::<Vec<_>>())
        .bind(of.iter().map(|(_, c, _)| c.to_string()).collect::<Vec<_>>())
        .bind(of.iter().map(|(.., seq)| signed(*seq)).collect::<Vec<_>>())
        .fetch_all(self.pool())
        .await?;
        facts.extend(rows.into_iter().map(|(position, at)| {
            let at = Timestamp::from(at);
            (position.unsigned_abs(), Fact::LastActivity(at))
        }));
        Ok(())
    }

    async fn unread(
        &self,
        of: &[(u64, ConversationId, UserId, u64)],
        facts: &mut HashMap<u64, Fact>,
    ) -> Result<(), LogError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "select w.position, (
               select count(*)
               from log.events e
               where e.aggregate_type = 'Conversation'
                 and e.aggregate_id = w.conversation collate \"C\"
                 and e.sequence > w.above
                 and e.position <= w.position
                 and e.event_type = 'MessageSent'
                 and e.payload ->> 'by' <> w.reader)
             from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[])
               as w(position, conversation, reader, above)",
        )
        .bind(of.iter().map(|(p, ..)| signed(*p)).collect::<Vec<_>>())
        .bind(
            of.iter()
                .map(|(_, c, ..)| c.to_string())
                .collect::<Vec<_>>(),
        )
        .bind(
            of.iter()
                .map(|(.., r, _)| r.to_string())
                .collect::<Vec<_>>(),
        )
        .bind(
            of.iter()
                .map(|(.., above)| signed(*above))
                .collect::<Vec<_>>(),
        )
        .fetch_all(self.pool())
        .await?;
        facts.extend(rows.into_iter().map(|(position, count)| {
            (position.unsigned_abs(), Fact::Unread(count.unsigned_abs()))
        }));
        Ok(())
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
        StreamId::ReadMarker(..) | StreamId::User(_) => return Ok(None),
    };
    let name: &str = row.try_get("event_type")?;
    Ok(Some(Move {
        position: position(row)?,
        circle,
        is_in: matches!(name, "ParticipantAdded" | "MemberAdded"),
    }))
}

fn line(row: &PgRow) -> Result<Option<Line>, LogError> {
    let (conversation, reader) = match stream(row)? {
        StreamId::Conversation(id) => (id, None),
        StreamId::ReadMarker(id, reader) => (id, Some(reader)),
        StreamId::Project(_) | StreamId::User(_) => return Ok(None),
    };
    Ok(Some(Line {
        position: position(row)?,
        conversation,
        reader,
    }))
}

/// A number of ours in Postgres' signed type. Positions and sequences stay far below 2^63.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
