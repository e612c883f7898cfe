//! Projects and their members.

use axum::extract::State;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{
    Command, Event, Name, ProjectCommand, ProjectEvent, ProjectId, RecordedEvent, StreamId, UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use wire::{LogPosition, Project};

use super::examples;
use super::parameters::Key;
use super::problems::{Any, NotFound, OfBody, Taken};
use crate::answer::{Answer, DoneAnswer, position};
use crate::api::{Api, bug};
use crate::context::{Ask, Context};
use crate::demand::Admin;
use crate::field::{present, text};
use crate::refusal::{Named, Place};

const ADDED: Named = Named {
    project: Place::Path,
    person: Place::Field("/userId"),
    ..Named::BY_PATH
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

/// What a project is called from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RenameProject {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
}

/// A project after the command.
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

/// Make a project
#[utoipa::path(
    post,
    path = "/api/admin/directory/projects",
    tag = "directory",
    operation_id = "createProject",
    params(Key),
    request_body(content = CreateProject, example = json!({"name": "Website"})),
    responses((status = 201, description = "Made", body = ProjectAnswer, headers(("Location" = String, description = "Its path")), example = json!(examples::project())), Any, OfBody, Taken),
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
    let recorded = outcome.events.first();
    let made = recorded.and_then(|recorded| match recorded.stream {
        StreamId::Project(id) => Some((id, name_in(recorded)?)),
        StreamId::Conversation(_)
        | StreamId::ReadMarker(..)
        | StreamId::Report(_)
        | StreamId::User(_)
        | StreamId::Access(_) => None,
    });
    let (id, name) = made.ok_or_else(|| bug("the project after a command"))?;
    let location = format!("/api/admin/directory/projects/{id}");
    let body = ProjectAnswer {
        project: Project { id, name },
        position: position(&outcome, api.reader.log()),
    };
    Ok(Answer::created(&outcome, Some(location), body))
}

/// Call a project something else
#[utoipa::path(
    patch,
    path = "/api/admin/directory/projects/{pid}",
    tag = "directory",
    operation_id = "renameProject",
    params(
        ("pid" = String, Path, description = "The project"),
        Key,
    ),
    request_body(content = RenameProject, example = json!({"name": "Website"})),
    responses((status = 200, description = "Called this", body = ProjectAnswer, example = json!(examples::project())), Any, OfBody, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn rename(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path(id): Path<ProjectId>,
    ask: Ask<RenameProject>,
) -> Result<Answer<ProjectAnswer>, Problem> {
    let name = text::<Name>("/name", ask.body.name)?;
    let command = Command::Project(id, ProjectCommand::RenameProject { name });
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    let name = match outcome.events.last() {
        Some(recorded) => name_in(recorded),
        None => {
            let events = api.events(StreamId::Project(id), None).await?;
            events.iter().rev().find_map(name_in)
        }
    };
    let name = name.ok_or_else(|| bug("the project after a command"))?;
    let body = ProjectAnswer {
        project: Project { id, name },
        position: position(&outcome, api.reader.log()),
    };
    Ok(Answer::done(&outcome, body))
}

/// What an event calls a project.
fn name_in(recorded: &RecordedEvent) -> Option<String> {
    match &recorded.event {
        Event::Project(
            ProjectEvent::ProjectCreated { name, .. } | ProjectEvent::ProjectRenamed { name, .. },
        ) => Some(name.as_str().to_owned()),
        Event::Project(ProjectEvent::MemberAdded { .. } | ProjectEvent::MemberRemoved { .. })
        | Event::Conversation(_)
        | Event::ReadMarker(_)
        | Event::Report(_)
        | Event::User(_)
        | Event::Access(_) => None,
    }
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
    request_body(content = AddMember, example = json!(examples::person_named())),
    responses((status = 200, description = "They are in it", body = DoneAnswer, example = json!(examples::done())), Any, OfBody, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn add_member(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path(project): Path<ProjectId>,
    ask: Ask<AddMember>,
) -> Result<Answer<DoneAnswer>, Problem> {
    let add = ProjectCommand::AddMember {
        user_id: ask.body.user_id,
    };
    let command = Command::Project(project, add);
    let outcome = api
        .submit(caller.user_id, command, ask.context, ADDED)
        .await?;
    let position = position(&outcome, api.reader.log());
    Ok(Answer::done(&outcome, DoneAnswer { position }))
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
    responses((status = 200, description = "They are not in it", body = DoneAnswer, example = json!(examples::done())), Any, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn remove_member(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path((project, user_id)): Path<(ProjectId, UserId)>,
    context: Context,
) -> Result<Answer<DoneAnswer>, Problem> {
    let command = Command::Project(project, ProjectCommand::RemoveMember { user_id });
    let outcome = api
        .submit(caller.user_id, command, context, Named::BY_PATH)
        .await?;
    let position = position(&outcome, api.reader.log());
    Ok(Answer::done(&outcome, DoneAnswer { position }))
}
