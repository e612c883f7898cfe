//! The bytes of any file that a message carries.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use blobs::Variant;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, FileId, LookedAt};

use super::overseer::{Looking, Why};
use crate::api::Api;
use crate::routes::conversation::Fresh;
use crate::routes::file::send;
use crate::routes::problems::{Any, Asked, Bytes, NotFound, Overseen, Unexplained};

// A deleted message's files are there as long as it may be asked about; an erased person's are not.
pub(super) const STATEMENT: &str = "
    select to_json(f.conversation_id) as conversation,
           exists (
             select
             from app.parked k
             where k.conversation_id = f.conversation_id) as is_parked
    from read.message_files f
    join read.messages m
      on m.conversation_id = f.conversation_id
     and m.seq = f.seq
    where f.id = $1
      and f.state = 'ready'
      and not m.erased";

/// Any file that a message carries or carried; a deleted message's too
#[utoipa::path(
    get,
    path = "/api/admin/messaging/files/{fid}",
    tag = "oversight",
    operation_id = "overseeFile",
    params(("fid" = String, Path, description = "The file"), Fresh, Why),
    responses(
        (status = 200, description = "All of it", content_type = "*/*"),
        (status = 206, description = "The range that was asked for", content_type = "*/*"),
        (status = 304, description = "What you have is it"),
        Any, Asked, Overseen, Unexplained, NotFound, Bytes,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn original(
    State(api): State<Api>,
    looking: Looking,
    Path(id): Path<FileId>,
    Query(ask): Query<Fresh>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    api.progress.reach(ask.min_position).await?;
    let upload = api.upload(id).await?.ok_or_else(Problem::not_found)?;
    if upload.carrier.is_none() {
        return Err(Problem::not_found());
    }
    let conversation = match conversation(&api, &looking, id).await? {
        Some(conversation) => conversation,
        // The tables may not have its message yet.
        None => {
            api.catch_up().await?;
            let found = conversation(&api, &looking, id).await?;
            found.ok_or_else(Problem::not_found)?
        }
    };
    let looked_at = LookedAt::File(conversation, id);
    looking.leave_trace(&api, conversation, looked_at).await?;
    send(&api, &upload, Variant::Original, &headers, "same-origin").await
}

async fn conversation(
    api: &Api,
    looking: &Looking,
    id: FileId,
) -> Result<Option<ConversationId>, Problem> {
    let query = sqlx::query(STATEMENT).bind(id.uuid());
    let found = api.find(looking.overseer.sight(), query).await?;
    found.map(|found| found.json("conversation")).transpose()
}
