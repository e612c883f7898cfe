//! Who takes part.

use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{Command, ConversationCommand, ConversationId, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::conversations::{ConversationAnswer, after};
use super::examples;
use super::parameters::Key;
use super::problems::{Any, NotFound, OfBody};
use crate::answer::Answer;
use crate::api::Api;
use crate::context::{Ask, Context};
use crate::refusal::{Named, Place};

const ADDED: Named = Named {
    project: Place::Path,
    person: Place::Field("/userId"),
    ..Named::BY_PATH
};

/// Somebody to bring in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AddParticipant {
    /// A person of the conversation's project.
    #[schema(value_type = String, format = Uuid)]
    user_id: UserId,
}

/// Bring somebody into a conversation
#[utoipa::path(
    post,
    path = "/api/messaging/conversations/{id}/participants",
    tag = "conversations",
    operation_id = "addParticipant",
    params(
        ("id" = String, Path, description = "The conversation"),
        Key,
    ),
    request_body(content = AddParticipant, example = json!(examples::person_named())),
    responses(
        (status = 200, description = "They take part", body = ConversationAnswer, example = json!(examples::conversation())),
        Any, OfBody, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn add(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    ask: Ask<AddParticipant>,
) -> Result<Answer<ConversationAnswer>, Problem> {
    let add = ConversationCommand::AddParticipant {
        user_id: ask.body.user_id,
    };
    let command = Command::Conversation(id, add);
    let outcome = api
        .submit(caller.user_id, command, ask.context, ADDED)
        .await?;
    Ok(Answer::done(&outcome, after(&outcome, api.reader.log())?))
}

/// Take somebody out of a conversation, or leave it
#[utoipa::path(
    delete,
    path = "/api/messaging/conversations/{id}/participants/{userId}",
    tag = "conversations",
    operation_id = "removeParticipant",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("userId" = String, Path, description = "The person"),
        Key,
    ),
    responses(
        (status = 200, description = "They do not take part", body = ConversationAnswer, example = json!(examples::conversation())),
        Any, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn remove(
    State(api): State<Api>,
    caller: Caller,
    Path((id, user_id)): Path<(ConversationId, UserId)>,
    context: Context,
) -> Result<Answer<ConversationAnswer>, Problem> {
    let command = Command::Conversation(id, ConversationCommand::RemoveParticipant { user_id });
    let outcome = api
        .submit(caller.user_id, command, context, Named::BY_PATH)
        .await?;
    Ok(Answer::done(&outcome, after(&outcome, api.reader.log())?))
}
