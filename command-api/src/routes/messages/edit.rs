use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::{IfMatch, Path};
use chassis::problem::Problem;
use domain::{Command, ConversationCommand, ConversationId, MessageId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::MessageAnswer;
use crate::answer::Answer;
use crate::api::Api;
use crate::context::Ask;
use crate::field::body;
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::{Key, MayMatch};
use crate::routes::problems::{Any, NotAsItWas, NotFound, OfBody};

/// What a message says from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EditMessage {
    /// May be "" beside files.
    #[schema(max_length = 10_000)]
    body: String,
}

/// Say a message in other words
#[utoipa::path(
    patch,
    path = "/api/messaging/conversations/{id}/messages/{mid}",
    tag = "messages",
    operation_id = "editMessage",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("mid" = String, Path, description = "The message"),
        MayMatch,
        Key,
    ),
    request_body(content = EditMessage, example = json!({"body": "Here is the draft"})),
    responses(
        (status = 200, description = "It says this", body = MessageAnswer, example = json!(examples::message())),
        Any, OfBody, NotFound, NotAsItWas,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn edit(
    State(api): State<Api>,
    caller: Caller,
    Path((conversation, id)): Path<(ConversationId, MessageId)>,
    IfMatch(if_match): IfMatch,
    ask: Ask<EditMessage>,
) -> Result<Answer<MessageAnswer>, Problem> {
    let edit = ConversationCommand::EditMessage {
        id,
        body: body(ask.body.body)?,
        if_match,
    };
    let command = Command::Conversation(conversation, edit);
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    let body = api.message_after(conversation, id, &outcome).await?;
    Ok(Answer::done(&outcome, body))
}
