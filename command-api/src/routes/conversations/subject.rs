use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{Command, ConversationCommand, ConversationId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ConversationAnswer, after};
use crate::answer::Answer;
use crate::api::Api;
use crate::context::Ask;
use crate::field::private_text;
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::Key;
use crate::routes::problems::{Any, NotFound, OfBody};

/// What a conversation is about from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangeSubject {
    #[schema(min_length = 1, max_length = 200)]
    subject: String,
}

/// Say what a conversation is about
#[utoipa::path(
    patch,
    path = "/api/messaging/conversations/{id}",
    tag = "conversations",
    operation_id = "changeSubject",
    params(
        ("id" = String, Path, description = "The conversation"),
        Key,
    ),
    request_body(content = ChangeSubject, example = json!({"subject": "The new logo"})),
    responses(
        (status = 200, description = "It is about this", body = ConversationAnswer, example = json!(examples::conversation())),
        Any, OfBody, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn change(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    ask: Ask<ChangeSubject>,
) -> Result<Answer<ConversationAnswer>, Problem> {
    let change = ConversationCommand::ChangeSubject {
        subject: private_text("/subject", ask.body.subject)?,
    };
    let command = Command::Conversation(id, change);
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    Ok(Answer::done(&outcome, after(&outcome, api.reader.log())?))
}
