use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{Command, ConversationId, MessageId, ReportCommand, ReportId, ReportReason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::LogPosition;

use crate::answer::{Answer, position};
use crate::api::Api;
use crate::context::Ask;
use crate::field::{present, private_text};
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::Key;
use crate::routes::problems::{Any, NotFound, OfBody};

/// A complaint about a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReportMessage {
    #[schema(value_type = String, pattern = "^(spam|abuse|confidential|other)$")]
    reason: ReportReason,
    /// More about it, in one's own words.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, min_length = 1, max_length = 2_000)]
    note: Option<String>,
}

/// The report of this message by this person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportedAnswer {
    #[schema(value_type = String, format = Uuid)]
    report_id: ReportId,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// Report a message; nobody else in the conversation can notice
#[utoipa::path(
    post,
    path = "/api/messaging/conversations/{id}/messages/{mid}/reports",
    tag = "messages",
    operation_id = "reportMessage",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("mid" = String, Path, description = "The message"),
        Key,
    ),
    request_body(content = ReportMessage, example = json!({"reason": "other", "note": "Not for us"})),
    responses(
        (status = 201, description = "Reported", body = ReportedAnswer, example = json!(examples::reported())),
        (status = 200, description = "Reported before by the same person", body = ReportedAnswer, example = json!(examples::reported())),
        Any, OfBody, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn report(
    State(api): State<Api>,
    caller: Caller,
    Path((conversation_id, message_id)): Path<(ConversationId, MessageId)>,
    ask: Ask<ReportMessage>,
) -> Result<Answer<ReportedAnswer>, Problem> {
    let report_id = ReportId::of(conversation_id, message_id, caller.user_id);
    let ReportMessage { reason, note } = ask.body;
    let report = ReportCommand::ReportMessage {
        conversation_id,
        message_id,
        reason,
        note: note.map(|note| private_text("/note", note)).transpose()?,
    };
    let command = Command::Report(report_id, report);
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    let body = ReportedAnswer {
        report_id,
        position: position(&outcome, api.reader.log()),
    };
    Ok(match outcome.events.is_empty() {
        true => Answer::done(&outcome, body),
        false => Answer::created(&outcome, None, body),
    })
}
