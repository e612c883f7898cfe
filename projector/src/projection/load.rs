//! The rows that a batch will touch, as they are.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{
    ConversationEvent, ConversationId, Event, ProjectId, RecordedEvent, Status, StreamId, UserId,
};
use sqlx::Row as _;
use sqlx::postgres::{PgConnection, PgRow};
use uuid::Uuid;

use super::rows::{Conversation, Part, Participant, Rows};

/// Loads, in two queries, what the events are folded onto. Rows that the events make are not there
/// yet; directory rows are only written, never read.
pub(super) async fn touched(
    connection: &mut PgConnection,
    events: &[Arc<RecordedEvent>],
) -> Result<Rows, sqlx::Error> {
    let mut rows = Rows::default();
    let conversations: BTreeSet<_> = events
        .iter()
        .filter_map(|event| conversation(event))
        .collect();
    if !conversations.is_empty() {
        let ids: Vec<Uuid> = conversations.iter().map(|id| id.uuid()).collect();
        for row in sqlx::query(CONVERSATIONS)
            .bind(ids)
            .fetch_all(&mut *connection)
            .await?
        {
            rows.conversations.insert(
                ConversationId::new(row.try_get("id")?),
                to_conversation(&row)?,
            );
        }
    }
    let parts: BTreeSet<_> = events.iter().filter_map(|event| part(event)).collect();
    if !parts.is_empty() {
        let (ids, users): (Vec<Uuid>, Vec<Uuid>) = parts
            .iter()
            .map(|(id, user)| (id.uuid(), user.uuid()))
            .unzip();
        for row in sqlx::query(PARTICIPANTS)
            .bind(ids)
            .bind(users)
            .fetch_all(&mut *connection)
            .await?
        {
            let id = ConversationId::new(row.try_get("conversation_id")?);
            let user = UserId::new(row.try_get("user_id")?);
            rows.participants.insert((id, user), to_participant(&row)?);
        }
    }
    Ok(rows)
}

/// The conversation whose row changes.
const fn conversation(event: &RecordedEvent) -> Option<ConversationId> {
    match event.stream {
        StreamId::Conversation(id) => Some(id),
        StreamId::ReadMarker(..) | StreamId::Project(_) | StreamId::User(_) => None,
    }
}

/// The participant whose row changes, besides those who are there from the start.
const fn part(event: &RecordedEvent) -> Option<Part> {
    match (event.stream, &event.event) {
        (StreamId::Conversation(id), Event::Conversation(event)) => match event {
            ConversationEvent::ConversationStarted { .. } => None,
            ConversationEvent::ParticipantAdded { user_id, .. }
            | ConversationEvent::ParticipantRemoved { user_id, .. } => Some((id, *user_id)),
            ConversationEvent::MessageSent { by, .. } => Some((id, *by)),
        },
        (StreamId::ReadMarker(id, reader), _) => Some((id, reader)),
        (_, _) => None,
    }
}

fn to_conversation(row: &PgRow) -> Result<Conversation, sqlx::Error> {
    let status: String = row.try_get("status")?;
    let last_message_seq: Option<i64> = row.try_get("last_message_seq")?;
    Ok(Conversation {
        project_id: ProjectId::new(row.try_get("project_id")?),
        subject: row.try_get("subject")?,
        status: Status::parse(&status)
            .ok_or_else(|| sqlx::Error::Decode(format!("{status} is no status").into()))?,
        version: unsigned(row, "version")?,
        created_by: UserId::new(row.try_get("created_by")?),
        created_at: at(row, "created_at")?,
        last_seq: unsigned(row, "last_seq")?,
        last_activity_at: at(row, "last_activity_at")?,
        messages_sent: unsigned(row, "messages_sent")?,
        last_message_seq: last_message_seq.map(i64::unsigned_abs),
    })
}

fn to_participant(row: &PgRow) -> Result<Participant, sqlx::Error> {
    let left_seq: Option<i64> = row.try_get("left_seq")?;
    let left_at: Option<time::OffsetDateTime> = row.try_get("left_at")?;
    let read_seq = unsigned(row, "read_seq")?;
    Ok(Participant {
        joined_seq: unsigned(row, "joined_seq")?,
        joined_at: at(row, "joined_at")?,
        left: left_seq.map(i64::unsigned_abs).zip(left_at.map(Into::into)),
        read_seq,
        own: unsigned(row, "own_after")?,
        counted_from: read_seq,
    })
}

fn unsigned(row: &PgRow, column: &str) -> Result<u64, sqlx::Error> {
    row.try_get::<i64, _>(column).map(i64::unsigned_abs)
}

fn at(row: &PgRow, column: &str) -> Result<domain::Timestamp, sqlx::Error> {
    row.try_get::<time::OffsetDateTime, _>(column)
        .map(Into::into)
}

const CONVERSATIONS: &str =
    "select id, project_id, subject, status, version, created_by, created_at, last_seq,
       last_activity_at, messages_sent, last_message_seq
     from conversations
     where id = any($1)";

const PARTICIPANTS: &str =
    "select p.conversation_id, p.user_id, p.joined_seq, p.joined_at, p.left_seq, p.left_at,
       p.read_seq, p.own_after
     from unnest($1::uuid[], $2::uuid[]) as touched(conversation_id, user_id)
     join conversation_participants p using (conversation_id, user_id)";
