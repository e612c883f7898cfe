//! Who takes part in a conversation, and who did.

use axum::Json;
use axum::extract::State;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, Role, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::LogPosition;

use super::overseer::Overseer;
use crate::api::Api;
use crate::cursor::Scope;
use crate::routes::problems::{Any, Asked, NotFound, Overseen};
use crate::routes::projects::Paged;
use crate::sql::{checkpoint, parked};

/// Somebody who takes part, or did.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverseenParticipant {
    /// The person.
    #[schema(value_type = String, format = Uuid)]
    user_id: UserId,
    /// What they are called; null when never told, or erased.
    name: Option<String>,
    /// What they are.
    #[schema(value_type = String)]
    role: Role,
    /// Whether they are here now; null when unknown.
    online: Option<bool>,
    /// The sequence of the event that brought them in.
    joined_seq: u64,
    /// When that was.
    #[schema(value_type = String, format = DateTime)]
    joined_at: Timestamp,
    /// How far they have read.
    read_seq: u64,
    /// The sequence of the event that took them out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64, required = false)]
    left_seq: Option<u64>,
    /// When that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    left_at: Option<Timestamp>,
}

/// A page of those who take part, or did, in the order in which they came.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverseenParticipantsPage {
    items: Vec<OverseenParticipant>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

#[derive(Debug, Deserialize)]
struct Row {
    user_id: UserId,
    name: Option<String>,
    role: Role,
    joined_seq: u64,
    joined_at: Timestamp,
    read_seq: u64,
    left_seq: Option<u64>,
    left_at: Option<Timestamp>,
}

// Who comes back comes later: their place only moves towards the end. $1 nothing, $3 and $4 where the
// page before ended.
pub(super) const STATEMENT: &str = concat!(
    "with items as (
       select o.user_id, u.name, u.role, o.joined_seq, o.joined_at, o.read_seq, o.left_seq, o.left_at
       from read.conversation_participants o
       join read.users u on u.id = o.user_id
       where o.conversation_id = $2
         and $1::uuid is not null
         and (o.joined_seq, o.user_id) > ($3::bigint, $4::uuid)
       order by o.joined_seq, o.user_id
       limit $5
     )
     select
       (select coalesce(json_agg(i order by i.joined_seq, i.user_id), '[]') from items i) as items, ",
    parked!(),
    checkpoint!(),
    " from read.conversations c
      where c.id = $2",
);

/// Who takes part in a conversation, and who did
#[utoipa::path(
    get,
    path = "/api/admin/messaging/conversations/{id}/participants",
    tag = "oversight",
    operation_id = "overseeParticipants",
    params(("id" = String, Path, description = "The conversation"), Paged),
    responses(
        (status = 200, description = "A page of them", body = OverseenParticipantsPage),
        Any, Asked, Overseen, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    overseer: Overseer,
    Path(conversation): Path<ConversationId>,
    Query(ask): Query<Paged>,
) -> Result<Json<OverseenParticipantsPage>, Problem> {
    let scope = Scope::new("admin participants", overseer.user_id, &conversation);
    let (seq, id) = match &ask.cursor {
        Some(cursor) => api.cursors.open::<(i64, UserId)>(&scope, cursor)?,
        None => (0, UserId::new(uuid::Uuid::nil())),
    };
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(STATEMENT)
        .bind(overseer.user_id.uuid())
        .bind(conversation.uuid())
        .bind(seq)
        .bind(id.uuid())
        .bind(ask.limit.and_one());
    let found = api.find(overseer.sight(), query).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let mut rows: Vec<Row> = found.json("items")?;
    let is_more = ask.limit.cut(&mut rows);
    let next_cursor = rows
        .last()
        .filter(|_| is_more)
        .map(|last| api.cursors.seal(&scope, &(last.joined_seq, last.user_id)))
        .transpose()?;
    let people: Vec<_> = rows.iter().map(|row| row.user_id).collect();
    let online = api.presence.online(&people).await;
    let position = found.position(api.log())?;
    let items = rows.into_iter().map(|row| OverseenParticipant {
        online: online.as_ref().map(|online| online.contains(&row.user_id)),
        user_id: row.user_id,
        name: row.name,
        role: row.role,
        joined_seq: row.joined_seq,
        joined_at: row.joined_at,
        read_seq: row.read_seq,
        left_seq: row.left_seq,
        left_at: row.left_at,
    });
    Ok(Json(OverseenParticipantsPage {
        items: items.collect(),
        next_cursor,
        position,
        resume: position,
    }))
}
