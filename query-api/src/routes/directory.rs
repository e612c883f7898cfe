//! The directory, for those who keep it and those who audit it.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::{Code, Problem};
use domain::{ProjectId, Role, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wire::{DirectoryPerson, LogPosition};

use super::conversations::Sought;
use super::people::PeoplePage;
use super::problems::{Any, Asked, Kept, NotFound};
use super::projects::{Paged, ProjectsPage, after, next};
use super::{people, projects};
use crate::api::{Api, Sight};
use crate::cursor::Scope;
use crate::parameters::{Limit, MinPosition};
use crate::sql::checkpoint;

/// Somebody who may read the directory.
#[derive(Clone, Debug)]
pub(crate) struct Keeper(Caller);

impl FromRequestParts<Api> for Keeper {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, api).await?;
        match caller.role {
            Role::Admin | Role::Auditor => Ok(Self(caller)),
            Role::Client | Role::Team => Err(Problem::new(
                Code::Forbidden,
                "only admins and auditors read the directory",
            )),
        }
    }
}

/// A page of the directory.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DirectoryPage {
    items: Vec<DirectoryPerson>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

pub(super) const PROJECTS: &str = concat!(
    "with items as (
       select p.id, p.name
       from read.projects p
       where p.id > $1
       order by p.id
       limit $2
     )
     select (select coalesce(json_agg(i order by i.id), '[]') from items i) as items, ",
    checkpoint!(),
);

/// All projects
#[utoipa::path(
    get,
    path = "/api/admin/directory/projects",
    tag = "directory",
    operation_id = "listDirectoryProjects",
    params(Paged),
    responses((status = 200, description = "A page of them", body = ProjectsPage), Any, Asked, Kept),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn projects(
    State(api): State<Api>,
    Keeper(caller): Keeper,
    Query(ask): Query<Paged>,
) -> Result<Json<ProjectsPage>, Problem> {
    let scope = Scope::new("directory projects", caller.user_id, &());
    let after = after(&api, &scope, ask.cursor.as_deref())?;
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(PROJECTS).bind(after).bind(ask.limit.and_one());
    let found = api
        .one(Sight::All(caller.user_id, caller.role), query)
        .await?;
    projects::page(&api, &scope, ask.limit, &found).map(Json)
}

pub(super) const MEMBERS: &str = concat!(
    "with items as (
       select u.id, u.name, u.role
       from read.project_members m
       join read.users u on u.id = m.user_id
       where m.project_id = $1
         and u.id > $2
       order by u.id
       limit $3
     )
     select (select coalesce(json_agg(i order by i.id), '[]') from items i) as items, ",
    checkpoint!(),
    " from read.projects p
      where p.id = $1",
);

/// The members of a project
#[utoipa::path(
    get,
    path = "/api/admin/directory/projects/{pid}/members",
    tag = "directory",
    operation_id = "listMembers",
    params(("pid" = String, Path, description = "The project"), Paged),
    responses((status = 200, description = "A page of them", body = PeoplePage), Any, Asked, Kept, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn members(
    State(api): State<Api>,
    Keeper(caller): Keeper,
    Path(project): Path<ProjectId>,
    Query(ask): Query<Paged>,
) -> Result<Json<PeoplePage>, Problem> {
    let scope = Scope::new("directory members", caller.user_id, &project);
    let after = after(&api, &scope, ask.cursor.as_deref())?;
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(MEMBERS)
        .bind(project.uuid())
        .bind(after)
        .bind(ask.limit.and_one());
    let found = api
        .find(Sight::All(caller.user_id, caller.role), query)
        .await?
        .ok_or_else(Problem::not_found)?;
    people::page(&api, &scope, ask.limit, &found).map(Json)
}

#[derive(Deserialize)]
struct Row {
    id: UserId,
    name: Option<String>,
    role: Role,
    email: Option<String>,
    disabled: bool,
    erased: bool,
}

pub(super) const PEOPLE: &str = concat!(
    "with items as (
       select u.id, u.name, u.role, u.email, u.disabled, u.erased
       from read.users u
       where u.id > $1
         and ($3::text is null
              or strpos(u.name_folded, app.folded($3)) > 0
              or strpos(app.folded(u.email), app.folded($3)) > 0)
       order by u.id
       limit $2
     )
     select (select coalesce(json_agg(i order by i.id), '[]') from items i) as items, ",
    checkpoint!(),
);

/// Which page of all people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AskForPeople {
    /// Part of the name or of the e-mail address; case and accents do not matter
    #[param(value_type = String, required = false, max_length = 200)]
    q: Option<Sought>,
    /// How many at most
    #[serde(default)]
    #[param(value_type = u32, required = false, minimum = 1, maximum = 100)]
    limit: Limit,
    /// Where the page before ended: its `nextCursor`
    #[param(value_type = String, required = false)]
    cursor: Option<String>,
    /// Wait until the tables have this position, 2 s at most
    #[param(value_type = String, required = false)]
    min_position: Option<MinPosition>,
}

/// All people
#[utoipa::path(
    get,
    path = "/api/admin/directory/people",
    tag = "directory",
    operation_id = "listDirectoryPeople",
    params(AskForPeople),
    responses((status = 200, description = "A page of them", body = DirectoryPage), Any, Asked, Kept),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn people(
    State(api): State<Api>,
    Keeper(caller): Keeper,
    Query(ask): Query<AskForPeople>,
) -> Result<Json<DirectoryPage>, Problem> {
    let scope = Scope::new("directory people", caller.user_id, &ask.q);
    let after = after(&api, &scope, ask.cursor.as_deref())?;
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(PEOPLE)
        .bind(after)
        .bind(ask.limit.and_one())
        .bind(ask.q.as_ref().map(Sought::text));
    let found = api
        .one(Sight::All(caller.user_id, caller.role), query)
        .await?;
    let mut rows: Vec<Row> = found.json("items")?;
    let is_more = ask.limit.cut(&mut rows);
    let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
    let next_cursor = next(&api, &scope, is_more, ids.last().map(|id| id.uuid()))?;
    let mut subjects = api.accounts.subjects(&ids).await?;
    let position = found.position(api.log())?;
    let items = rows
        .into_iter()
        .map(|row| row.person(&mut subjects))
        .collect();
    Ok(Json(DirectoryPage {
        items,
        next_cursor,
        position,
        resume: position,
    }))
}

impl Row {
    fn person(self, subjects: &mut HashMap<UserId, String>) -> DirectoryPerson {
        DirectoryPerson {
            id: self.id,
            name: self.name,
            role: self.role,
            subject: subjects.remove(&self.id).unwrap_or_default(),
            email: self.email,
            disabled: self.disabled,
            erased: self.erased,
        }
    }
}
