//! Streams as the writer holds them, and the queries that bring them up to date: one per batch.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use domain::{
    ConversationId, Event, MessageFact, MessageId, RecordedEvent, State, StreamId, StreamKind,
    Timestamp,
};
use sqlx::Row as _;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::Failure;
use crate::row::{COLUMNS, hash, occurred_at, position, recorded, signed, stream};

/// A stream at one of its sequences: all that the next event of it rests on.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) state: Arc<State>,
    pub(crate) sequence: u64,
    pub(crate) hash: evidence::Hash,
    pub(crate) at: Timestamp,
    /// The position of its newest event that is known here.
    pub(crate) position: u64,
    /// The sequence of its snapshot in the database.
    pub(crate) snapshot: u64,
    /// When it was last compared with the log.
    pub(crate) checked: Instant,
    /// When it was last used, in the cache's count of batches.
    pub(crate) used: u64,
}

pub(crate) type Streams = HashMap<StreamId, Stream>;

impl Stream {
    fn empty(log_id: Uuid, id: StreamId) -> Result<Self, Failure> {
        Ok(Self {
            state: Arc::new(State::empty(id.kind())),
            sequence: 0,
            hash: evidence::genesis(log_id, id)?,
            at: Timestamp::from_millis(0),
            position: 0,
            snapshot: 0,
            checked: Instant::now(),
            used: 0,
        })
    }

    /// Takes in an event that comes next.
    pub(crate) fn take(&mut self, event: &RecordedEvent) {
        Arc::make_mut(&mut self.state).apply(&event.event);
        self.sequence = event.sequence;
        self.hash = event.hash;
        self.at = event.occurred_at();
        self.position = event.position;
    }
}

/// Brings `streams` up to date with the log: unknown ones from their snapshots, and all of them
/// with what came after. Afterwards each of `ids` is there, empty if the log has nothing of it.
/// A failure leaves `streams` as they were: what is half read would be taken for the truth.
pub(crate) async fn fresh(
    connection: &mut PgConnection,
    log_id: Uuid,
    ids: &[StreamId],
    streams: &mut Streams,
) -> Result<(), Failure> {
    let mut unknown = Streams::new();
    for id in ids.iter().filter(|id| !streams.contains_key(id)) {
        unknown.insert(*id, Stream::empty(log_id, *id)?);
    }
    if !unknown.is_empty() {
        snapshots(connection, &mut unknown).await?;
    }
    let (mut kinds, mut names, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for id in ids {
        let stream = streams.get(id).or_else(|| unknown.get(id));
        kinds.push(id.kind().as_str());
        names.push(id.id());
        after.push(signed(stream.map_or(0, |stream| stream.sequence)));
    }
    let query = format!(
        "select {COLUMNS}
         from unnest($1::text[], $2::text[], $3::bigint[]) as w(type, id, after)
         cross join lateral (
           select *
           from log.events
           where aggregate_type = w.type collate \"C\"
             and aggregate_id = w.id collate \"C\"
             and sequence > w.after
           order by sequence
         ) e"
    );
    let rows = sqlx::query(&query)
        .bind(kinds)
        .bind(names)
        .bind(after)
        .fetch_all(connection)
        .await?;
    let events = rows.iter().map(recorded).collect::<Result<Vec<_>, _>>()?;
    streams.extend(unknown);
    for event in &events {
        if let Some(stream) = streams.get_mut(&event.stream)
            && event.sequence == stream.sequence + 1
        {
            stream.take(event);
        }
    }
    let now = Instant::now();
    for id in ids {
        if let Some(stream) = streams.get_mut(id) {
            stream.checked = now;
        }
    }
    Ok(())
}

/// Moves these streams on to their snapshots. A snapshot counts only where the log has its
/// sequence with its hash: it may be older than what we can read, but never something else.
async fn snapshots(connection: &mut PgConnection, streams: &mut Streams) -> Result<(), Failure> {
    let kinds: Vec<_> = streams.keys().map(|id| id.kind().as_str()).collect();
    let names: Vec<_> = streams.keys().map(|id| id.id()).collect();
    let rows = sqlx::query(
        "select s.aggregate_type, s.aggregate_id, s.sequence, s.state, s.hash, s.occurred_at,
                e.position
         from unnest($1::text[], $2::text[]) as w(type, id)
         join log.snapshots s
           on s.aggregate_type = w.type collate \"C\"
          and s.aggregate_id = w.id collate \"C\"
         join log.events e
           on e.aggregate_type = s.aggregate_type
          and e.aggregate_id = s.aggregate_id
          and e.sequence = s.sequence
          and e.hash = s.hash
         where s.shape = $3",
    )
    .bind(kinds)
    .bind(names)
    .bind(State::SHAPE)
    .fetch_all(connection)
    .await?;
    for row in &rows {
        let position = position(row)?;
        let id = stream(row, position)?;
        let Json(state) = row.try_get::<Json<serde_json::Value>, _>("state")?;
        // A snapshot that cannot be read is no loss: the events are all there.
        if let (Ok(state), Some(stream)) =
            (State::from_snapshot(id.kind(), state), streams.get_mut(&id))
        {
            stream.state = Arc::new(state);
            stream.sequence = row.try_get::<i64, _>("sequence")?.unsigned_abs();
            stream.snapshot = stream.sequence;
            stream.hash = hash(row, position)?;
            stream.position = position;
            stream.at = occurred_at(row)?;
        }
    }
    Ok(())
}

/// What is known of each of these messages, those that exist: its first event, and its newest two,
/// in order; up to a position, or all there is. Every event but a deletion carries the message whole,
/// so these say how it is.
pub(crate) async fn messages(
    connection: &mut PgConnection,
    of: &[(ConversationId, MessageId)],
    up_to: Option<u64>,
) -> Result<HashMap<(ConversationId, MessageId), Vec<RecordedEvent>>, Failure> {
    // `offset 0` keeps the planner from joining by a scan of all messages, which it prefers as long
    // as its statistics know of none: the index condition is then the only way in.
    let conversations: Vec<_> = of
        .iter()
        .map(|(conversation, _)| conversation.to_string())
        .collect();
    let messages: Vec<_> = of.iter().map(|(_, message)| message.uuid()).collect();
    let query = format!(
        "select {COLUMNS}
         from (
           select distinct conversation, message
           from unnest($1::text[], $2::uuid[]) as w(conversation, message)
         ) w
         cross join lateral (
           select
             e.*,
             row_number() over (order by e.sequence) as from_first,
             row_number() over (order by e.sequence desc) as from_last
           from (
             select *
             from log.events
             where message_id = w.message
               and position <= $3
             offset 0
           ) e
           where e.aggregate_id = w.conversation collate \"C\"
             and e.aggregate_type = '{}'
         ) e
         where e.from_first = 1
            or e.from_last <= 2
         order by e.position",
        StreamKind::Conversation.as_str()
    );
    let rows = sqlx::query(&query)
        .bind(conversations)
        .bind(messages)
        .bind(up_to.map_or(i64::MAX, signed))
        .fetch_all(connection)
        .await?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for event in rows.iter().map(recorded) {
        let event = event?;
        if let (Some(conversation), Some(message)) = (event.conversation(), event.message_id()) {
            found
                .entry((conversation, message))
                .or_default()
                .push(event);
        }
    }
    Ok(found)
}

/// A message after these events of it.
pub(crate) fn fold<'a>(events: impl Iterator<Item = &'a RecordedEvent>) -> Option<MessageFact> {
    MessageFact::fold(events.filter_map(|recorded| match &recorded.event {
        Event::Conversation(event) => Some((recorded.sequence, event)),
        Event::ReadMarker(_)
        | Event::Report(_)
        | Event::Project(_)
        | Event::User(_)
        | Event::Access(_) => None,
    }))
}
