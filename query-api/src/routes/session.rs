//! Who is signed in, and what clients enforce too.

use axum::Json;
use axum::extract::State;
use chassis::caller::{Caller, Via};
use chassis::extract::Query;
use chassis::problem::{Code, Problem};
use domain::{Event, StreamId, Timestamp, UserEvent, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::Person;

use super::problems::Any;
use crate::api::{Api, Sight};
use crate::failure::PAUSE;
use crate::found::PersonRow;
use crate::sql::checkpoint;
use crate::terms::{FILE_TYPES, limits};

/// Nothing can be asked here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {}

/// Who is signed in, if anybody.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Session {
    /// Null when nobody is.
    person: Option<Person>,
    /// The people that may be chosen, in demo mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Person>, required = false)]
    demo: Option<Vec<Person>>,
    /// When the session or the token ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    expires_at: Option<Timestamp>,
    /// The numbers that a client enforces too.
    #[schema(value_type = Object)]
    limits: serde_json::Value,
    /// The file types that may be uploaded.
    file_types: Vec<&'static str>,
}

/// Who is signed in; 200 also when nobody is
#[utoipa::path(
    get,
    path = "/api/session",
    tag = "session",
    operation_id = "showSession",
    responses((status = 200, description = "The session", body = Session), Any),
    security(("bearer" = []), ("session" = []), ()),
)]
pub(crate) async fn show(
    State(api): State<Api>,
    caller: Result<Caller, Problem>,
    Query(Ask {}): Query<Ask>,
) -> Result<Json<Session>, Problem> {
    let caller = match caller {
        Ok(caller) => Some(caller),
        Err(problem) if matches!(problem.code(), Code::Unauthenticated | Code::TokenExpired) => {
            None
        }
        // To say that nobody is signed in would sign people out because of an outage.
        Err(problem) => return Err(problem),
    };
    let person = match &caller {
        Some(caller) => Some(api.person(caller).await?),
        None => None,
    };
    let demo = if api.settings.is_demo() {
        Some(api.accounts.demo_people().await?)
    } else {
        None
    };
    Ok(Json(Session {
        person,
        demo,
        expires_at: caller.map(|caller| expires_at(&caller.via)),
        limits: limits(),
        file_types: FILE_TYPES.to_vec(),
    }))
}

fn expires_at(via: &Via) -> Timestamp {
    match via {
        Via::Bearer { exp } => Timestamp::from_millis(exp.saturating_mul(1_000)),
        Via::Session { expires_at, .. } => *expires_at,
    }
}

pub(super) const STATEMENT: &str = concat!(
    "select json_build_object('id', u.id, 'name', u.name, 'role', u.role) as person, ",
    checkpoint!(),
    " from read.users u
      where u.id = $1",
);

/// A person has a handful of events, one for each change of name or role.
const EVENTS_READ: u32 = 1_000;

impl Api {
    /// The person who asks, with the role they are let in with.
    async fn person(&self, caller: &Caller) -> Result<Person, Problem> {
        let query = sqlx::query(STATEMENT).bind(caller.user_id.uuid());
        let name = match self.find(Sight::Own(caller.user_id), query).await? {
            Some(found) => Person::from(found.json::<PersonRow>("person")?).name,
            None => self.registered_name(caller.user_id).await?,
        };
        Ok(Person {
            id: caller.user_id,
            name,
            role: caller.role,
            online: None,
        })
    }

    /// The name of somebody who came in a moment ago, whom the tables do not have yet.
    async fn registered_name(&self, id: UserId) -> Result<Option<String>, Problem> {
        let events = self
            .reader()
            .stream(StreamId::User(id), 0, EVENTS_READ)
            .await;
        let events = events.map_err(|failure| {
            tracing::warn!(error = %failure, "the log cannot be reached");
            Problem::unavailable(PAUSE)
        })?;
        Ok(events
            .into_iter()
            .fold(None, |known, recorded| match recorded.event {
                Event::User(UserEvent::UserRegistered { name, .. }) => {
                    name.and_then(|name| Some(name.kept()?.as_str().to_owned()))
                }
                Event::User(UserEvent::ProfileChanged { name, .. }) => {
                    name.kept().map(|name| name.as_str().to_owned())
                }
                Event::User(UserEvent::UserErased { .. }) => None,
                Event::User(
                    UserEvent::RoleChanged { .. }
                    | UserEvent::UserDisabled { .. }
                    | UserEvent::UserEnabled { .. },
                )
                | Event::Conversation(_)
                | Event::ReadMarker(_)
                | Event::Report(_)
                | Event::Project(_)
                | Event::Access(_) => known,
            }))
    }
}
