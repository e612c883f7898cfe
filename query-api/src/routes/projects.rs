//! The projects one is in, and the form all lists by id have.
//!
//! Lists of projects and people go by id: ids never change, so paging misses nothing, and new
//! ones come last. Clients order them by name.

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Query;
use chassis::problem::Problem;
use domain::{ProjectId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use wire::{LogPosition, Project};

use super::problems::{Any, Asked};
use crate::api::{Api, Sight};
use crate::cursor::Scope;
use crate::found::Found;
use crate::parameters::{Limit, MinPosition};
use crate::sql::checkpoint;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paged {
    /// How many at most
    #[serde(default)]
    #[param(value_type = u32, required = false, minimum = 1, maximum = 100)]
    pub(super) limit: Limit,
    /// Where the page before ended: its `nextCursor`
    #[param(value_type = String, required = false)]
    pub(super) cursor: Option<String>,
    /// Wait until the tables have this position, 2 s at most
    #[param(value_type = String, required = false)]
    pub(super) min_position: Option<MinPosition>,
}

/// A page of projects.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectsPage {
    items: Vec<Project>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

#[derive(Deserialize)]
struct Row {
    id: ProjectId,
    name: String,
}

/// The place after which a page by id begins; nothing comes before the nil id.
pub(super) fn after(api: &Api, scope: &Scope, cursor: Option<&str>) -> Result<Uuid, Problem> {
    cursor.map_or(Ok(Uuid::nil()), |cursor| api.cursors.open(scope, cursor))
}

/// The cursor after the last item of a page by id, unless it is the last page.
pub(super) fn next(
    api: &Api,
    scope: &Scope,
    is_more: bool,
    last: Option<Uuid>,
) -> Result<Option<String>, Problem> {
    last.filter(|_| is_more)
        .map(|last| api.cursors.seal(scope, &last))
        .transpose()
}

/// A page of projects, from the row that a statement found.
pub(super) fn page(
    api: &Api,
    scope: &Scope,
    limit: Limit,
    found: &Found,
) -> Result<ProjectsPage, Problem> {
    let mut rows: Vec<Row> = found.json("items")?;
    let is_more = limit.cut(&mut rows);
    let next_cursor = next(api, scope, is_more, rows.last().map(|row| row.id.uuid()))?;
    let position = found.position(api.log())?;
    let items = rows
        .into_iter()
        .map(|row| Project {
            id: row.id,
            name: row.name,
        })
        .collect();
    Ok(ProjectsPage {
        items,
        next_cursor,
        position,
        resume: position,
    })
}

pub(super) const STATEMENT: &str = concat!(
    "with items as (
       select p.id, p.name
       from read.project_members m
       join read.projects p on p.id = m.project_id
       where m.user_id = $1
         and p.id > $2
       order by p.id
       limit $3
     )
     select (select coalesce(json_agg(i order by i.id), '[]') from items i) as items, ",
    checkpoint!(),
);

/// The projects one is a member of
#[utoipa::path(
    get,
    path = "/api/messaging/projects",
    tag = "people",
    operation_id = "listProjects",
    params(Paged),
    responses((status = 200, description = "A page of them", body = ProjectsPage), Any, Asked),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    caller: Caller,
    Query(ask): Query<Paged>,
) -> Result<Json<ProjectsPage>, Problem> {
    let scope = scope(caller.user_id);
    let after = after(&api, &scope, ask.cursor.as_deref())?;
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(STATEMENT)
        .bind(caller.user_id.uuid())
        .bind(after)
        .bind(ask.limit.and_one());
    let found = api.one(Sight::Own(caller.user_id), query).await?;
    page(&api, &scope, ask.limit, &found).map(Json)
}

fn scope(asker: UserId) -> Scope {
    Scope::new("projects", asker, &())
}
