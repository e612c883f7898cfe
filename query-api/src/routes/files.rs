//! The files of a conversation, and the form all files are shown in.

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, FileId, FileState, MessageId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::{FileInMessage, FileInfo, LogPosition, Person};

use super::problems::{Any, Asked, NotFound};
use super::projects::Paged;
use crate::api::{Api, Sight};
use crate::cursor::Scope;
use crate::sql::{checkpoint, me, parked, people};

/// A file as statements give it: a row of read.message_files.
#[derive(Debug, Deserialize)]
pub(super) struct FileRow {
    id: FileId,
    name: String,
    size: u64,
    content_type: String,
    sha256: String,
    width: Option<u32>,
    height: Option<u32>,
    has_preview: bool,
    state: FileState,
}

impl From<FileRow> for FileInfo {
    fn from(row: FileRow) -> Self {
        let url = format!("/api/messaging/files/{}", row.id);
        Self {
            id: row.id,
            name: row.name,
            size: row.size,
            content_type: row.content_type,
            sha256: row.sha256,
            width: row.width,
            height: row.height,
            state: row.state,
            preview_url: row.has_preview.then(|| format!("{url}/preview")),
            url,
        }
    }
}

#[derive(Debug, Deserialize)]
struct Row {
    file: FileRow,
    message_id: MessageId,
    seq: u64,
    place: u32,
}

/// A page of files, those of the newest message first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FilesPage {
    items: Vec<FileInMessage>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    /// Who sent them.
    people: Vec<Person>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

// $3 and $4 where the page before ended, $5 how many.
macro_rules! listed {
    () => {
        concat!(
            ", items as (
           select f as file, m.id as message_id, m.author_id, f.seq, f.place
           from me
           join read.message_files f on f.conversation_id = me.id
           join read.messages m
             on m.conversation_id = f.conversation_id
            and m.seq = f.seq
           where f.conversation_id = $2
             and m.deleted_at is null
             and not m.erased
             and ($3::bigint is null or (-f.seq, f.place) > (-$3::bigint, $4::integer))
           order by f.seq desc, f.place
           limit $5
         ),
         mentioned (id) as (
           select i.author_id
           from items i
         )
         select
           (select coalesce(json_agg(i order by i.seq desc, i.place), '[]') from items i) as items, ",
            parked!(),
            people!(),
            ", ",
            checkpoint!(),
            " from me"
        )
    };
}

pub(super) use listed;

pub(super) const STATEMENT: &str = concat!("with ", me!("and p.conversation_id = $2"), listed!());

/// The files of a conversation, those of the newest message first
#[utoipa::path(
    get,
    path = "/api/messaging/conversations/{id}/files",
    tag = "files",
    operation_id = "listFiles",
    params(("id" = String, Path, description = "The conversation"), Paged),
    responses((status = 200, description = "A page of them", body = FilesPage), Any, Asked, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    caller: Caller,
    Path(conversation): Path<ConversationId>,
    Query(ask): Query<Paged>,
) -> Result<Json<FilesPage>, Problem> {
    let sight = Sight::Own(caller.user_id);
    read(&api, sight, STATEMENT, caller.user_id, conversation, &ask).await
}

/// A page, by a statement that decides whether there is anything to see.
pub(super) async fn read(
    api: &Api,
    sight: Sight,
    statement: &str,
    asker: UserId,
    conversation: ConversationId,
    ask: &Paged,
) -> Result<Json<FilesPage>, Problem> {
    let scope = scope(asker, conversation);
    let after = match &ask.cursor {
        Some(cursor) => Some(api.cursors.open::<(i64, i32)>(&scope, cursor)?),
        None => None,
    };
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(statement)
        .bind(asker.uuid())
        .bind(conversation.uuid())
        .bind(after.map(|after| after.0))
        .bind(after.map(|after| after.1))
        .bind(ask.limit.and_one());
    let found = api.find(sight, query).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let mut rows: Vec<Row> = found.json("items")?;
    let is_more = ask.limit.cut(&mut rows);
    let next_cursor = rows
        .last()
        .filter(|_| is_more)
        .map(|last| api.cursors.seal(&scope, &(last.seq, last.place)))
        .transpose()?;
    let position = found.position(api.log())?;
    let items = rows.into_iter().map(|row| FileInMessage {
        file: row.file.into(),
        message_id: row.message_id,
        seq: row.seq,
    });
    Ok(Json(FilesPage {
        items: items.collect(),
        next_cursor,
        people: found.people()?,
        position,
        resume: position,
    }))
}

fn scope(asker: UserId, conversation: ConversationId) -> Scope {
    Scope::new("files", asker, &conversation)
}
