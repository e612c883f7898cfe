//! People one shares a project with.

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ProjectId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wire::{LogPosition, Person};

use super::conversation::Fresh;
use super::problems::{Any, Asked, NotFound};
use super::projects::{after, next};
use crate::api::{Api, Sight};
use crate::cursor::Scope;
use crate::found::{Found, PersonRow};
use crate::parameters::{Limit, MinPosition, Several};
use crate::sql::checkpoint;

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    /// Of this project; several with commas
    #[param(value_type = String, required = false)]
    project_id: Option<Several<ProjectId>>,
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

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PeoplePage {
    items: Vec<Person>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonFound {
    person: Person,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

/// A page of people, from the row that a statement found.
pub(super) fn page(
    api: &Api,
    scope: &Scope,
    limit: Limit,
    found: &Found,
) -> Result<PeoplePage, Problem> {
    let rows: Vec<PersonRow> = found.json("items")?;
    let mut items: Vec<Person> = rows.into_iter().map(Person::from).collect();
    let is_more = limit.cut(&mut items);
    let next_cursor = next(
        api,
        scope,
        is_more,
        items.last().map(|person| person.id.uuid()),
    )?;
    let position = found.position(api.log())?;
    Ok(PeoplePage {
        items,
        next_cursor,
        position,
        resume: position,
    })
}

// Auditors take part in nothing, so nobody writes to them.
pub(super) const LIST: &str = concat!(
    "with items as (
       select distinct u.id, u.name, u.role
       from read.project_members mine
       join read.project_members o on o.project_id = mine.project_id
       join read.users u on u.id = o.user_id
       where mine.user_id = $1
         and ($2::uuid[] is null or mine.project_id = any($2))
         and o.user_id <> $1
         and u.role <> 'auditor'
         and not u.disabled
         and not u.erased
         and u.id > $3
       order by u.id
       limit $4
     )
     select (select coalesce(json_agg(i order by i.id), '[]') from items i) as items, ",
    checkpoint!(),
);

/// The people one may write to
#[utoipa::path(
    get,
    path = "/api/messaging/people",
    tag = "people",
    operation_id = "listPeople",
    params(Ask),
    responses((status = 200, description = "A page of them", body = PeoplePage), Any, Asked),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    caller: Caller,
    Query(ask): Query<Ask>,
) -> Result<Json<PeoplePage>, Problem> {
    let scope = Scope::new("people", caller.user_id, &ask.project_id);
    let after = after(&api, &scope, ask.cursor.as_deref())?;
    api.progress.reach(ask.min_position).await?;
    let projects = ask
        .project_id
        .map(|of| of.0.iter().map(|p| p.uuid()).collect::<Vec<_>>());
    let query = sqlx::query(LIST)
        .bind(caller.user_id.uuid())
        .bind(projects)
        .bind(after)
        .bind(ask.limit.and_one());
    let found = api.one(Sight::Own(caller.user_id), query).await?;
    let mut page = page(&api, &scope, ask.limit, &found)?;
    say_who_is_here(&api, &mut page.items).await;
    Ok(Json(page))
}

async fn say_who_is_here(api: &Api, people: &mut [Person]) {
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let here = api.presence.online(&ids).await;
    for person in people {
        person.online = Some(here.as_ref().map(|here| here.contains(&person.id)));
    }
}

pub(super) const PERSON: &str = concat!(
    "select json_build_object('id', u.id, 'name', u.name, 'role', u.role) as person, ",
    checkpoint!(),
    " from read.users u
      where u.id = $2
        and (u.id = $1
             or exists (
               select
               from read.project_members mine
               join read.project_members theirs on theirs.project_id = mine.project_id
               where mine.user_id = $1
                 and theirs.user_id = $2))",
);

/// Oneself, or somebody one shares a project with
#[utoipa::path(
    get,
    path = "/api/messaging/people/{id}",
    tag = "people",
    operation_id = "showPerson",
    params(("id" = String, Path, description = "The person"), Fresh),
    responses((status = 200, description = "The person", body = PersonFound), Any, Asked, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn show(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<UserId>,
    Query(ask): Query<Fresh>,
) -> Result<Json<PersonFound>, Problem> {
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(PERSON)
        .bind(caller.user_id.uuid())
        .bind(id.uuid());
    let found = api
        .find(Sight::Own(caller.user_id), query)
        .await?
        .ok_or_else(Problem::not_found)?;
    let position = found.position(api.log())?;
    let mut person = found.json::<PersonRow>("person")?.into();
    say_who_is_here(&api, std::slice::from_mut(&mut person)).await;
    Ok(Json(PersonFound {
        person,
        position,
        resume: position,
    }))
}
