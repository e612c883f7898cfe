//! One message, and the form all messages are shown in.

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, MessageId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::{LogPosition, Message, Person, Reply};

use super::conversation::Fresh;
use super::problems::{Any, Asked, NotFound};
use crate::api::Api;
use crate::sql::{checkpoint, me, people};

/// `items` and `mentioned` of the messages in `page`, which has the columns of read.messages.
macro_rules! said {
    () => {
        "items as (
           select m.id, m.conversation_id, m.seq, m.version, m.author_id, m.sent_at, m.erased,
                  case when m.deleted_at is null then m.body else '' end as body,
                  (select json_build_object(
                            'id', r.id,
                            'seq', r.seq,
                            'author_id', r.author_id,
                            'preview', case when r.deleted_at is null then left(r.body, 120) else '' end,
                            'deleted', r.deleted_at is not null)
                   from read.messages r
                   where r.conversation_id = m.conversation_id
                     and r.seq = m.reply_to_seq) as reply_to
           from page m
         ),
         mentioned (id) as (
           select i.author_id
           from items i
           union
           select (i.reply_to ->> 'author_id')::uuid
           from items i
         )"
    };
}

pub(super) use said;

/// A message as statements give it.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    id: MessageId,
    conversation_id: ConversationId,
    seq: u64,
    version: u64,
    author_id: UserId,
    body: String,
    sent_at: Timestamp,
    erased: bool,
    reply_to: Option<ReplyRow>,
}

#[derive(Debug, Deserialize)]
struct ReplyRow {
    id: MessageId,
    seq: u64,
    author_id: UserId,
    preview: String,
    deleted: bool,
}

impl From<Row> for Message {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            conversation_id: row.conversation_id,
            seq: row.seq,
            version: row.version,
            author_id: row.author_id,
            body: row.body,
            files: Vec::new(),
            reply_to: row.reply_to.map(Reply::from),
            sent_at: row.sent_at,
            erased: row.erased,
        }
    }
}

impl From<ReplyRow> for Reply {
    fn from(row: ReplyRow) -> Self {
        Self {
            id: row.id,
            seq: row.seq,
            author_id: row.author_id,
            preview: row.preview,
            deleted: row.deleted,
        }
    }
}

/// A message, and everyone it mentions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageFound {
    message: Message,
    people: Vec<Person>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

pub(super) const STATEMENT: &str = concat!(
    "with ",
    me!("and p.conversation_id = $2"),
    ", page as (
       select m.*
       from me
       join read.messages m on m.conversation_id = me.id
       where m.conversation_id = $2
         and m.id = $3
     ), ",
    said!(),
    " select to_json(i) as message, ",
    people!(),
    ", ",
    checkpoint!(),
    " from items i",
);

/// A message
#[utoipa::path(
    get,
    path = "/api/messaging/conversations/{id}/messages/{mid}",
    tag = "messages",
    operation_id = "showMessage",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("mid" = String, Path, description = "The message"),
        Fresh,
    ),
    responses((status = 200, description = "The message", body = MessageFound), Any, Asked, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn show(
    State(api): State<Api>,
    caller: Caller,
    Path((conversation, id)): Path<(ConversationId, MessageId)>,
    Query(ask): Query<Fresh>,
) -> Result<Json<MessageFound>, Problem> {
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(STATEMENT)
        .bind(caller.user_id.uuid())
        .bind(conversation.uuid())
        .bind(id.uuid());
    let found = api.find(query).await?.ok_or_else(Problem::not_found)?;
    let position = found.position(api.log())?;
    Ok(Json(MessageFound {
        message: found.json::<Row>("message")?.into(),
        people: found.people()?,
        position,
        resume: position,
    }))
}
