use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::{IfMatch, Path};
use chassis::problem::Problem;
use domain::{Command, ConversationCommand, ConversationId, MessageId};

use super::MessageAnswer;
use crate::answer::Answer;
use crate::api::Api;
use crate::context::Context;
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::{Key, MayMatch};
use crate::routes::problems::{Any, NotAsItWas, NotFound};

/// Take a message away
#[utoipa::path(
    delete,
    path = "/api/messaging/conversations/{id}/messages/{mid}",
    tag = "messages",
    operation_id = "deleteMessage",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("mid" = String, Path, description = "The message"),
        MayMatch,
        Key,
    ),
    responses(
        (status = 200, description = "It is deleted", body = MessageAnswer, example = json!(examples::deleted())),
        Any, NotFound, NotAsItWas,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn delete(
    State(api): State<Api>,
    caller: Caller,
    Path((conversation, id)): Path<(ConversationId, MessageId)>,
    IfMatch(if_match): IfMatch,
    context: Context,
) -> Result<Answer<MessageAnswer>, Problem> {
    let delete = ConversationCommand::DeleteMessage { id, if_match };
    let command = Command::Conversation(conversation, delete);
    let outcome = api
        .submit(caller.user_id, command, context, Named::BY_PATH)
        .await?;
    let body = api.message_after(conversation, id, &outcome).await?;
    Ok(Answer::done(&outcome, body))
}
