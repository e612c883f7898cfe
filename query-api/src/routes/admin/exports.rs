//! Exports that were asked for, and the bundles that came of them.

use std::path::{Component, Path as FilePath, PathBuf};

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{EventId, ProjectId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use tokio::fs::File;
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use wire::{LogPosition, Person};

use super::overseer::Overseer;
use crate::api::Api;
use crate::cursor::Scope;
use crate::failure::PAUSE;
use crate::routes::conversation::Fresh;
use crate::routes::problems::{Any, Asked, NotFound, Overseen};
use crate::routes::projects::Paged;
use crate::sql::{checkpoint, people};

/// Bytes of a bundle read at once.
const PIECE: usize = 64 * 1024;

/// An export.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Export {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: EventId,
    /// Of which project.
    #[schema(value_type = String, format = Uuid)]
    project_id: ProjectId,
    /// As which participant saw it; absent where it is everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = Uuid, required = false)]
    as_user: Option<UserId>,
    /// Who asked.
    #[schema(value_type = String, format = Uuid)]
    requested_by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// How it stands.
    status: ExportStatus,
    /// When it came to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    finished_at: Option<Timestamp>,
    /// Where the bundle is, once it is done: a tar file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    url: Option<String>,
}

/// How an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ExportStatus {
    /// It is being made, or waits for that.
    Running,
    /// It can be downloaded.
    Done,
    /// It could not be made.
    Failed,
}

/// A page of exports, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportsPage {
    items: Vec<Export>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    /// Who asked for them.
    people: Vec<Person>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

#[derive(Debug, Deserialize)]
struct Row {
    id: EventId,
    project_id: ProjectId,
    as_user: Option<UserId>,
    requested_by: UserId,
    at: Timestamp,
    status: ExportStatus,
    path: Option<String>,
    finished_at: Option<Timestamp>,
}

impl From<Row> for Export {
    fn from(row: Row) -> Self {
        let url = || format!("/api/admin/messaging/audit/exports/{}/bundle", row.id);
        Self {
            id: row.id,
            project_id: row.project_id,
            as_user: row.as_user,
            requested_by: row.requested_by,
            at: row.at,
            status: row.status,
            finished_at: row.finished_at,
            url: (row.status == ExportStatus::Done).then(url),
        }
    }
}

// Ids are those of events, which the server makes in the order of time: the newest is the highest. $1
// the place after which the page begins; none: the newest.
pub(super) const LIST: &str = concat!(
    "with items as (
       select e.id, e.project_id, e.as_user, e.requested_by, e.at, e.status, e.path, e.finished_at
       from app.exports e
       where ($1::uuid is null or e.id < $1)
       order by e.id desc
       limit $2
     ),
     mentioned (id) as (
       select i.requested_by
       from items i
     )
     select (select coalesce(json_agg(i order by i.id desc), '[]') from items i) as items, ",
    people!(),
    ", ",
    checkpoint!(),
);

pub(super) const ONE: &str = "
    select json_build_object(
             'id', e.id,
             'project_id', e.project_id,
             'as_user', e.as_user,
             'requested_by', e.requested_by,
             'at', e.at,
             'status', e.status,
             'path', e.path,
             'finished_at', e.finished_at) as export
    from app.exports e
    where e.id = $1";

/// Exports, the newest first
#[utoipa::path(
    get,
    path = "/api/admin/messaging/audit/exports",
    tag = "audit",
    operation_id = "listExports",
    params(Paged),
    responses((status = 200, description = "A page of them", body = ExportsPage), Any, Asked, Overseen),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    overseer: Overseer,
    Query(ask): Query<Paged>,
) -> Result<Json<ExportsPage>, Problem> {
    let scope = Scope::new("exports", overseer.user_id, &());
    let before = match &ask.cursor {
        Some(cursor) => Some(api.cursors.open::<EventId>(&scope, cursor)?.uuid()),
        None => None,
    };
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(LIST).bind(before).bind(ask.limit.and_one());
    let found = api.one(overseer.sight(), query).await?;
    let mut rows: Vec<Row> = found.json("items")?;
    let is_more = ask.limit.cut(&mut rows);
    let next_cursor = rows
        .last()
        .filter(|_| is_more)
        .map(|last| api.cursors.seal(&scope, &last.id))
        .transpose()?;
    let position = found.position(api.log())?;
    Ok(Json(ExportsPage {
        items: rows.into_iter().map(Export::from).collect(),
        next_cursor,
        people: found.people()?,
        position,
        resume: position,
    }))
}

/// How an export stands
#[utoipa::path(
    get,
    path = "/api/admin/messaging/audit/exports/{eid}",
    tag = "audit",
    operation_id = "showExport",
    params(("eid" = String, Path, description = "The export"), Fresh),
    responses((status = 200, description = "How it stands", body = Export), Any, Asked, Overseen, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn show(
    State(api): State<Api>,
    overseer: Overseer,
    Path(id): Path<EventId>,
    Query(ask): Query<Fresh>,
) -> Result<Json<Export>, Problem> {
    api.progress.reach(ask.min_position).await?;
    Ok(Json(row(&api, overseer, id).await?.into()))
}

/// The bundle of an export that is done, as a tar file
#[utoipa::path(
    get,
    path = "/api/admin/messaging/audit/exports/{eid}/bundle",
    tag = "audit",
    operation_id = "downloadExport",
    params(("eid" = String, Path, description = "The export")),
    responses(
        (status = 200, description = "The bundle", content_type = "application/x-tar"),
        Any, Asked, Overseen, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn bundle(
    State(api): State<Api>,
    overseer: Overseer,
    Path(id): Path<EventId>,
) -> Result<Response, Problem> {
    let row = row(&api, overseer, id).await?;
    let path = row.path.filter(|_| row.status == ExportStatus::Done);
    let path = path.ok_or_else(Problem::not_found)?;
    let path = inside(api.settings.data(), &path).ok_or_else(Problem::not_found)?;
    let lost = |error: std::io::Error| {
        tracing::error!(%error, path = %path.display(), "the bundle of an export cannot be read");
        Problem::unavailable(PAUSE)
    };
    let file = File::open(&path).await.map_err(lost)?;
    let size = file.metadata().await.map_err(lost)?.len();
    let named = format!("attachment; filename=\"tidings-export-{id}.tar\"");
    let headers = [
        (header::CONTENT_TYPE, "application/x-tar".to_owned()),
        (header::CONTENT_LENGTH, size.to_string()),
        (header::CONTENT_DISPOSITION, named),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let body = Body::from_stream(ReaderStream::with_capacity(file, PIECE));
    Ok((headers, body).into_response())
}

async fn row(api: &Api, overseer: Overseer, id: EventId) -> Result<Row, Problem> {
    let query = sqlx::query(ONE).bind(id.uuid());
    let found = api.find(overseer.sight(), query).await?;
    found.ok_or_else(Problem::not_found)?.json("export")
}

/// A path in the data folder, and never out of it.
fn inside(data: &FilePath, path: &str) -> Option<PathBuf> {
    let is_plain = FilePath::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    is_plain.then(|| data.join(path))
}
