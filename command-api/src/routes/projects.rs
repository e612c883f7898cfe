//! Projects and their members.

use axum::extract::State;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{Command, Event, LogId, Name, ProjectCommand, ProjectEvent, ProjectId, UserId};
use event_store::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use wire::{LogPosition, Project};

use super::parameters::Key;
use super::problems::{Any, NotFound, OfBody, Taken};
use crate::answer::{Answer, position};
use crate::api::{Api, bug};
use crate::context::{Ask, Context};
use crate::demand::Admin;
use crate::field::{present, text};
use crate::refusal::{Named, Place};

const ADDED: Named = Named {
    project: Place::Path,
    person: Place::Field("/userId"),
};

/// A project to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateProject {
    /// Its id, where it has one elsewhere.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, format = Uuid)]
    id: Option<ProjectId>,
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
}

/// A project as it was made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectAnswer {
    project: Project,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// Somebody to let in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AddMember {
    /// A person of the directory.
    #[schema(value_type = String, format = Uuid)]
    user_id: UserId,
}

/// The members are as asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MembersAnswer {
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// Make a project
#[utoipa::path(
    post,
    path = "/api/admin/directory/projects",
    tag = "directory",
    operation_id = "createProject",
    params(Key),
    request_body = CreateProject,
    responses((status = 201, description = "Made", body = ProjectAnswer, headers(("Location" = String, description = "Its path"))), Any, OfBody, Taken),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn create(
    State(api): State<Api>,
    Admin(caller): Admin,
    ask: Ask<CreateProject>,
) -> Result<Answer<ProjectAnswer>, Problem> {
    let id = ask
        .body
        .id
        .unwrap_or_else(|| ProjectId::new(Uuid::now_v7()));
    let name = text::<Name>("/name", ask.body.name)?;
    let command = Command::Project(id, ProjectCommand::CreateProject { name });
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    let body = created(&outcome, api.reader.log())?;
    let location = format!("/api/admin/directory/projects/{}", body.project.id);
    Ok(Answer::created(&outcome, Some(location), body))
}

fn created(outcome: &Outcome, log: LogId) -> Result<ProjectAnswer, Problem> {
    let project = outcome.events.first().and_then(|recorded| {
        let domain::StreamId::Project(id) = recorded.stream else {
            return None;
        };
        match &recorded.event {
            Event::Project(ProjectEvent::ProjectCreated { name, .. }) => Some(Project {
                id,
                name: name.as_str().to_owned(),
            }),
            Event::Project(
                ProjectEvent::MemberAdded { .. } | ProjectEvent::MemberRemoved { .. },
            )
            | Event::Conversation(_)
            | Event::ReadMarker(_)
            | Event::User(_) => None,
        }
    });
    let project = project.ok_or_else(|| bug("the project after a command"))?;
    Ok(ProjectAnswer {
        project,
        position: position(outcome, log),
    })
}

/// Let somebody into a project
#[utoipa::path(
    post,
    path = "/api/admin/directory/projects/{pid}/members",
    tag = "directory",
    operation_id = "addMember",
    params(
        ("pid" = String, Path, description = "The project"),
        Key,
    ),
    request_body = AddMember,
    responses((status = 200, description = "They are in it", body = MembersAnswer), Any, OfBody, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn add_member(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path(project): Path<ProjectId>,
    ask: Ask<AddMember>,
) -> Result<Answer<MembersAnswer>, Problem> {
    let add = ProjectCommand::AddMember {
        user_id: ask.body.user_id,
    };
    let command = Command::Project(project, add);
    let outcome = api
        .submit(caller.user_id, command, ask.context, ADDED)
        .await?;
    let position = position(&outcome, api.reader.log());
    Ok(Answer::done(&outcome, MembersAnswer { position }))
}

/// Let somebody go from a project
#[utoipa::path(
    delete,
    path = "/api/admin/directory/projects/{pid}/members/{uid}",
    tag = "directory",
    operation_id = "removeMember",
    params(
        ("pid" = String, Path, description = "The project"),
        ("uid" = String, Path, description = "The person"),
        Key,
    ),
    responses((status = 200, description = "They are not in it", body = MembersAnswer), Any, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn remove_member(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path((project, user_id)): Path<(ProjectId, UserId)>,
    context: Context,
) -> Result<Answer<MembersAnswer>, Problem> {
    let command = Command::Project(project, ProjectCommand::RemoveMember { user_id });
    let outcome = api
        .submit(caller.user_id, command, context, Named::BY_PATH)
        .await?;
    let position = position(&outcome, api.reader.log());
    Ok(Answer::done(&outcome, MembersAnswer { position }))
}
