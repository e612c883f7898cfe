use axum::extract::State;
use axum::http::StatusCode;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{
    Conversation, ConversationId, FileId, FileState, MessageId, Project, ProjectId, StreamId,
    Timestamp, UserId,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::{Api, away};
use crate::ports::KnownFile;
use crate::routes::examples;
use crate::routes::problems::{Any, NotFound};

/// Links that open a file without further identity.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkAnswer {
    /// Opens the file.
    url: String,
    /// Opens the small picture of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    preview_url: Option<String>,
    /// From then on they are refused.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Make a link to a file, for `img` tags and CDNs; good for 60 seconds
#[utoipa::path(
    post,
    path = "/api/messaging/files/{fid}/link",
    tag = "files",
    operation_id = "linkFile",
    params(("fid" = String, Path, description = "The file")),
    responses((status = 200, description = "The link", body = LinkAnswer, example = json!(examples::link())), Any, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn link(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<FileId>,
) -> Result<(StatusCode, axum::Json<LinkAnswer>), Problem> {
    let known = api.files.find(id).await?.ok_or_else(Problem::not_found)?;
    if !api.may_open(&known, caller.user_id).await? {
        return Err(Problem::not_found());
    }
    let link = api.files.link(id);
    let url = format!("/api/messaging/files/{id}");
    let has_preview = known.file.has_preview;
    let answer = LinkAnswer {
        preview_url: has_preview.then(|| format!("{url}/preview?link={}", link.preview)),
        url: format!("{url}?link={}", link.original),
        expires_at: link.expires_at,
    };
    Ok((StatusCode::OK, axum::Json(answer)))
}

impl Api {
    /// Whether somebody may open a file now: their own that is in no message yet, or one in a message
    /// they can read. What the scanner has not let through nobody opens.
    async fn may_open(&self, known: &KnownFile, user: UserId) -> Result<bool, Problem> {
        if known.file.state != FileState::Ready {
            return Ok(false);
        }
        let Some((conversation, message)) = known.carrier else {
            return Ok(known.owner == user);
        };
        if !self.takes_part(conversation, user).await? {
            return Ok(false);
        }
        self.shows(conversation, message, known.file.id).await
    }

    /// Whether somebody takes part in a conversation and is in its project.
    async fn takes_part(&self, id: ConversationId, user: UserId) -> Result<bool, Problem> {
        let Some(core) = self.conversation(id).await?.core().cloned() else {
            return Ok(false);
        };
        let takes_part = core.participant(user).is_some();
        Ok(takes_part && self.project(core.project_id).await?.has_member(user))
    }

    /// Whether a message has this file and lets it be seen: not deleted, not erased.
    async fn shows(
        &self,
        conversation: ConversationId,
        message: MessageId,
        file: FileId,
    ) -> Result<bool, Problem> {
        let name = (conversation, message);
        let found = self.reader.messages(&[name]).await;
        let found = found.map_err(|failure| away(&failure))?.remove(&name);
        Ok(found.is_some_and(|fact| {
            let message = fact.message;
            fact.deletion.is_none()
                && message.body.kept().is_some()
                && message.files.iter().any(|carried| carried.id == file)
        }))
    }

    async fn conversation(&self, id: ConversationId) -> Result<Conversation, Problem> {
        let state = self.reader.state(StreamId::Conversation(id)).await;
        Ok(match state.map_err(|failure| away(&failure))?.0 {
            domain::State::Conversation(conversation) => conversation,
            domain::State::ReadMarker(_)
            | domain::State::Report(_)
            | domain::State::Project(_)
            | domain::State::User(_)
            | domain::State::Access(_) => Conversation::default(),
        })
    }

    async fn project(&self, id: ProjectId) -> Result<Project, Problem> {
        let state = self.reader.state(StreamId::Project(id)).await;
        Ok(match state.map_err(|failure| away(&failure))?.0 {
            domain::State::Project(project) => project,
            domain::State::Conversation(_)
            | domain::State::ReadMarker(_)
            | domain::State::Report(_)
            | domain::State::User(_)
            | domain::State::Access(_) => Project::default(),
        })
    }
}
