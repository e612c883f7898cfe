use axum::extract::State;
use chassis::extract::{IfMatch, Path};
use chassis::problem::Problem;
use domain::{Command, ConversationCommand, ConversationId, Status};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ConversationAnswer, after};
use crate::answer::Answer;
use crate::api::Api;
use crate::context::Ask;
use crate::demand::Admin;
use crate::field::{present, private_text};
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::{Key, MustMatch};
use crate::routes::problems::{Any, Conditional, NotFound, OfBody};

/// Whether people may write from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangeStatus {
    #[schema(value_type = String, pattern = "^(active|closed|archived)$")]
    status: Status,
    /// Why; needed to close.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// Close a conversation, put it away, open it again
#[utoipa::path(
    patch,
    path = "/api/admin/messaging/conversations/{id}/status",
    tag = "admin",
    operation_id = "changeStatus",
    params(
        ("id" = String, Path, description = "The conversation"),
        MustMatch,
        Key,
    ),
    request_body(content = ChangeStatus, example = json!({"status": "closed", "reason": "Done"})),
    responses(
        (status = 200, description = "It stands like this", body = ConversationAnswer, example = json!(examples::conversation())),
        Any, OfBody, NotFound, Conditional,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn change(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path(id): Path<ConversationId>,
    if_match: IfMatch,
    ask: Ask<ChangeStatus>,
) -> Result<Answer<ConversationAnswer>, Problem> {
    let ChangeStatus { status, reason } = ask.body;
    let change = ConversationCommand::ChangeStatus {
        status,
        reason: reason
            .map(|reason| private_text("/reason", reason))
            .transpose()?,
        if_match: if_match.required()?,
    };
    let command = Command::Conversation(id, change);
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    Ok(Answer::done(&outcome, after(&outcome, api.reader.log())?))
}
