use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{Command, ConversationCommand, ConversationId, MessageId};

use super::MessageAnswer;
use crate::answer::Answer;
use crate::api::Api;
use crate::context::Context;
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::Key;
use crate::routes::problems::{Any, NotDeleted, NotFound};

/// Bring a deleted message back: its author within 60 seconds of their own deletion, an admin always
#[utoipa::path(
    post,
    path = "/api/messaging/conversations/{id}/messages/{mid}/restore",
    tag = "messages",
    operation_id = "restoreMessage",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("mid" = String, Path, description = "The message"),
        Key,
    ),
    responses(
        (status = 200, description = "It is back", body = MessageAnswer, example = json!(examples::message())),
        Any, NotFound, NotDeleted,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn restore(
    State(api): State<Api>,
    caller: Caller,
    Path((conversation, id)): Path<(ConversationId, MessageId)>,
    context: Context,
) -> Result<Answer<MessageAnswer>, Problem> {
    let restore = ConversationCommand::RestoreMessage { id };
    let command = Command::Conversation(conversation, restore);
    let outcome = api
        .submit(caller.user_id, command, context, Named::BY_PATH)
        .await?;
    let body = api.message_after(conversation, id, &outcome).await?;
    Ok(Answer::done(&outcome, body))
}
