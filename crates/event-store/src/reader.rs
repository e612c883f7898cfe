//! Reading the log: by position, by stream, by message.

mod unread;

use std::collections::HashMap;

use domain::{ConversationId, LogId, MessageFact, MessageId, RecordedEvent, State, StreamId};
use futures_util::TryStreamExt as _;
use sqlx::postgres::PgPool;

use crate::row::{COLUMNS, recorded, signed};
use crate::{Failure, identity, load};

pub use unread::Unread;

/// Reads the log. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LogReader {
    pool: PgPool,
    log: LogId,
}

impl LogReader {
    /// A reader of the log in this database.
    ///
    /// # Errors
    /// The database cannot be reached, or holds no log.
    pub async fn open(pool: PgPool) -> Result<Self, Failure> {
        let log = identity::read(&pool).await?;
        Ok(Self { pool, log })
    }

    /// Which log this is.
    #[must_use]
    pub const fn log(&self) -> LogId {
        self.log
    }

    /// The connections it reads through.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The position of the newest event; 0 for an empty log.
    ///
    /// # Errors
    /// The database failed.
    pub async fn head(&self) -> Result<u64, Failure> {
        let head: i64 = sqlx::query_scalar("select coalesce(max(position), 0) from log.events")
            .fetch_one(&self.pool)
            .await?;
        Ok(head.unsigned_abs())
    }

    /// The events after a position, in order and without a hole.
    ///
    /// # Errors
    /// The database failed, or holds an event that this program cannot read.
    pub async fn read(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, Failure> {
        let query = format!(
            "select {COLUMNS}
             from log.events e
             where e.position > $1
             order by e.position
             limit $2"
        );
        self.collect(
            sqlx::query(&query)
                .bind(signed(after))
                .bind(i64::from(limit)),
        )
        .await
    }

    /// The events at these positions, those that exist, in order.
    ///
    /// # Errors
    /// As [`LogReader::read`].
    pub async fn at(&self, positions: &[u64]) -> Result<Vec<RecordedEvent>, Failure> {
        let query = format!(
            "select {COLUMNS}
             from log.events e
             where e.position = any($1)
             order by e.position"
        );
        let positions: Vec<_> = positions.iter().copied().map(signed).collect();
        self.collect(sqlx::query(&query).bind(positions)).await
    }

    /// The events of a stream after a sequence, in order.
    ///
    /// # Errors
    /// As [`LogReader::read`].
    pub async fn stream(
        &self,
        stream: StreamId,
        after_sequence: u64,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, Failure> {
        let query = format!(
            "select {COLUMNS}
             from log.events e
             where e.aggregate_type = $1
               and e.aggregate_id = $2
               and e.sequence > $3
             order by e.sequence
             limit $4"
        );
        let query = sqlx::query(&query)
            .bind(stream.kind().as_str())
            .bind(stream.id())
            .bind(signed(after_sequence))
            .bind(i64::from(limit));
        self.collect(query).await
    }

    /// These messages as they are now, those that exist.
    ///
    /// # Errors
    /// As [`LogReader::read`].
    pub async fn messages(
        &self,
        of: &[(ConversationId, MessageId)],
    ) -> Result<HashMap<(ConversationId, MessageId), MessageFact>, Failure> {
        self.messages_up_to(of, None).await
    }

    /// These messages as they were at a position, those that existed.
    ///
    /// # Errors
    /// As [`LogReader::read`].
    pub async fn messages_at(
        &self,
        of: &[(ConversationId, MessageId)],
        position: u64,
    ) -> Result<HashMap<(ConversationId, MessageId), MessageFact>, Failure> {
        self.messages_up_to(of, Some(position)).await
    }

    async fn messages_up_to(
        &self,
        of: &[(ConversationId, MessageId)],
        position: Option<u64>,
    ) -> Result<HashMap<(ConversationId, MessageId), MessageFact>, Failure> {
        let mut connection = self.pool.acquire().await?;
        let found = load::messages(&mut connection, of, position).await?;
        let facts = found
            .into_iter()
            .filter_map(|(name, events)| Some((name, load::fold(events.iter())?)));
        Ok(facts.collect())
    }

    /// An aggregate's state and sequence, from its snapshot and what came after.
    ///
    /// # Errors
    /// As [`LogReader::read`].
    pub async fn state(&self, stream: StreamId) -> Result<(State, u64), Failure> {
        let mut connection = self.pool.acquire().await?;
        let mut loaded = load::Streams::default();
        load::fresh(&mut connection, self.log.log_id, &[stream], &mut loaded).await?;
        Ok(loaded.remove(&stream).map_or_else(
            || (State::empty(stream.kind()), 0),
            |s| ((*s.state).clone(), s.sequence),
        ))
    }

    async fn collect(
        &self,
        query: sqlx::query::Query<'_, sqlx::Postgres, sqlx::postgres::PgArguments>,
    ) -> Result<Vec<RecordedEvent>, Failure> {
        query
            .fetch(&self.pool)
            .map_err(Failure::from)
            .and_then(|row| std::future::ready(recorded(&row)))
            .try_collect()
            .await
    }
}
