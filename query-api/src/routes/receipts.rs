//! Who has read a message.

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, MessageId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::{LogPosition, Person};

use super::conversation::Fresh;
use super::problems::{Any, Asked, NotFound};
use crate::api::{Api, Sight};
use crate::sql::{checkpoint, me, parked, people};

/// Somebody read it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Receipt {
    /// Who.
    #[schema(value_type = String, format = Uuid)]
    user_id: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    read_at: Timestamp,
}

#[derive(Deserialize)]
struct Row {
    user_id: UserId,
    read_at: Timestamp,
}

/// Who of those who take part has read it, the first reader first; without its author.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Receipts {
    items: Vec<Receipt>,
    people: Vec<Person>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

// A person's acts of reading do not overlap: the first that ends at or after the message is the
// only one that can hold it.
pub(super) const STATEMENT: &str = concat!(
    "with ",
    me!("and p.conversation_id = $2"),
    ", message as (
       select m.seq, m.author_id
       from me
       join read.messages m on m.conversation_id = me.id
       where m.conversation_id = $2
         and m.id = $3
     ),
     items as (
       select o.user_id, r.read_at
       from message m
       join read.conversation_participants o on o.conversation_id = $2
       cross join lateral (
         select r.after_seq, r.read_at
         from read.message_read_receipts r
         where r.conversation_id = $2
           and r.user_id = o.user_id
           and r.up_to_seq >= m.seq
         order by r.up_to_seq
         limit 1) r
       where o.left_seq is null
         and o.user_id <> m.author_id
         and r.after_seq < m.seq
     ),
     mentioned (id) as (
       select i.user_id
       from items i
     )
     select
       (select coalesce(json_agg(i order by i.read_at, i.user_id), '[]') from items i) as items, ",
    parked!(),
    people!(),
    ", ",
    checkpoint!(),
    " from message",
);

/// Who has read a message, and when
#[utoipa::path(
    get,
    path = "/api/messaging/conversations/{id}/messages/{mid}/receipts",
    tag = "messages",
    operation_id = "listReceipts",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("mid" = String, Path, description = "The message"),
        Fresh,
    ),
    responses((status = 200, description = "Its readers", body = Receipts), Any, Asked, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    caller: Caller,
    Path((conversation, id)): Path<(ConversationId, MessageId)>,
    Query(ask): Query<Fresh>,
) -> Result<Json<Receipts>, Problem> {
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(STATEMENT)
        .bind(caller.user_id.uuid())
        .bind(conversation.uuid())
        .bind(id.uuid());
    let found = api
        .find(Sight::Own(caller.user_id), query)
        .await?
        .ok_or_else(Problem::not_found)?;
    let rows: Vec<Row> = found.json("items")?;
    let items = rows.into_iter().map(|row| Receipt {
        user_id: row.user_id,
        read_at: row.read_at,
    });
    let position = found.position(api.log())?;
    Ok(Json(Receipts {
        items: items.collect(),
        people: found.people()?,
        position,
        resume: position,
    }))
}
