//! What a message said before.

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationEvent, ConversationId, Event, MessageId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::conversation::Fresh;
use super::problems::{Any, Asked, NotFound};
use crate::api::{Api, Sight};
use crate::failure::PAUSE;
use crate::sql::{me, parked};

/// What a message said, and since when.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Edit {
    /// The text.
    body: String,
    /// When it was sent, or changed to this.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// All that a message said, the oldest first: as it was sent, and after each edit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Edits {
    items: Vec<Edit>,
}

// The tables say who may see it; what it said is in the log, with each event of the message. Nobody
// edits a message a thousand times.
pub(super) const STATEMENT: &str = concat!(
    "with ",
    me!("and p.conversation_id = $2"),
    " select ",
    parked!(),
    "   (select coalesce(json_agg(e.position), '[]')
         from (
           select e.position
           from log.events e
           where e.message_id = m.id
             and e.aggregate_type = 'Conversation'
             and e.aggregate_id = m.conversation_id::text
           order by e.sequence
           limit 1000) e) as positions
      from me
      join read.messages m on m.conversation_id = me.id
      where m.conversation_id = $2
        and m.id = $3
        and m.deleted_at is null
        and not m.erased",
);

/// What a message said, the oldest first
#[utoipa::path(
    get,
    path = "/api/messaging/conversations/{id}/messages/{mid}/edits",
    tag = "messages",
    operation_id = "listEdits",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("mid" = String, Path, description = "The message"),
        Fresh,
    ),
    responses((status = 200, description = "What it said", body = Edits), Any, Asked, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    caller: Caller,
    Path((conversation, id)): Path<(ConversationId, MessageId)>,
    Query(ask): Query<Fresh>,
) -> Result<Json<Edits>, Problem> {
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(STATEMENT)
        .bind(caller.user_id.uuid())
        .bind(conversation.uuid())
        .bind(id.uuid());
    let found = api.find(Sight::Own(caller.user_id), query).await?;
    let positions: Vec<u64> = found.ok_or_else(Problem::not_found)?.json("positions")?;
    let events = api.reader().at(&positions).await.map_err(|failure| {
        tracing::warn!(error = %failure, "the log cannot be read");
        Problem::unavailable(PAUSE)
    })?;
    let mut items = Vec::new();
    let mut is_deleted = false;
    for recorded in events {
        let Event::Conversation(event) = recorded.event else {
            continue;
        };
        match event {
            ConversationEvent::MessageSent { at, body, .. } => {
                items.push((body.shown().to_owned(), at));
            }
            ConversationEvent::MessageEdited { at, message, .. } => {
                items.push((message.body.shown().to_owned(), at));
            }
            // The log is ahead of the tables: it is deleted already.
            ConversationEvent::MessageDeleted { .. } => is_deleted = true,
            ConversationEvent::MessageRestored { .. } => is_deleted = false,
            ConversationEvent::FileStateChanged { .. }
            | ConversationEvent::ConversationStarted { .. }
            | ConversationEvent::ParticipantAdded { .. }
            | ConversationEvent::ParticipantRemoved { .. }
            | ConversationEvent::SubjectChanged { .. }
            | ConversationEvent::StatusChanged { .. } => {}
        }
    }
    if is_deleted {
        return Err(Problem::not_found());
    }
    let items = items.into_iter().map(|(body, at)| Edit { body, at });
    Ok(Json(Edits {
        items: items.collect(),
    }))
}
