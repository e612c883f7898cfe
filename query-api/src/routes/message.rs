//! One message, and the form all messages are shown in.

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, MessageId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::{FileInfo, LogPosition, Message, Person, Reply};

use super::conversation::Fresh;
use super::files::FileRow;
use super::problems::{Any, Asked, NotFound};
use crate::api::{Api, Sight};
use crate::sql::{checkpoint, me, parked, people};

/// `items` and `mentioned` of the messages in `page`, which has the columns of read.messages.
macro_rules! said {
    () => {
        "items as (
           select m.id, m.conversation_id, m.seq, m.version, m.author_id, m.sent_at, m.edited_at,
                  m.deleted_at, m.deleted_by, m.erased,
                  case when m.deleted_at is null and not m.erased then m.body else '' end as body,
                  (select json_agg(f order by f.place)
                   from read.message_files f
                   where f.conversation_id = m.conversation_id
                     and f.seq = m.seq
                     and m.deleted_at is null
                     and not m.erased) as files,
                  (select json_build_object(
                            'id', r.id,
                            'seq', r.seq,
                            'author_id', r.author_id,
                            'preview', case
                                         when r.deleted_at is null and not r.erased then left(r.body, 120)
                                         else ''
                                       end,
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
           union
           select i.deleted_by
           from items i
         )"
    };
}

pub(super) use said;

/// A message as statements give it.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    id: MessageId,
    pub(super) conversation_id: ConversationId,
    pub(super) seq: u64,
    version: u64,
    author_id: UserId,
    body: String,
    pub(super) sent_at: Timestamp,
    edited_at: Option<Timestamp>,
    deleted_at: Option<Timestamp>,
    deleted_by: Option<UserId>,
    erased: bool,
    files: Option<Vec<FileRow>>,
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
            files: row
                .files
                .into_iter()
                .flatten()
                .map(FileInfo::from)
                .collect(),
            reply_to: row.reply_to.map(Reply::from),
            sent_at: row.sent_at,
            edited_at: row.edited_at,
            deleted_at: row.deleted_at,
            deleted_by: row.deleted_by,
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
    parked!(),
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
    let found = api
        .find(Sight::Own(caller.user_id), query)
        .await?
        .ok_or_else(Problem::not_found)?;
    let position = found.position(api.log())?;
    Ok(Json(MessageFound {
        message: found.json::<Row>("message")?.into(),
        people: found.people()?,
        position,
        resume: position,
    }))
}
