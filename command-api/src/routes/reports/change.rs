use axum::extract::State;
use chassis::extract::{IfMatch, Path};
use chassis::problem::Problem;
use domain::{Command, Outcome, ReportCommand, ReportId, ReportStatus};
use serde::Deserialize;
use utoipa::ToSchema;

use super::ReportAnswer;
use crate::answer::Answer;
use crate::api::Api;
use crate::context::Ask;
use crate::demand::Admin;
use crate::field::present;
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::{Key, MustMatch};
use crate::routes::problems::{Any, Conditional, NotFound, OfBody, Settled};

/// How a report goes on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangeReport {
    /// `reviewing` makes it the caller's.
    #[schema(value_type = String, pattern = "^(reviewing|resolved|dismissed)$")]
    status: ReportStatus,
    /// What was done; for `resolved`, and needed there.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, pattern = "^(no-action|message-removed|participant-removed|conversation-closed)$")]
    outcome: Option<Outcome>,
}

/// Take a report on, settle it, or say that it is no case
#[utoipa::path(
    patch,
    path = "/api/admin/messaging/reports/{rid}",
    tag = "admin",
    operation_id = "changeReport",
    params(
        ("rid" = String, Path, description = "The report"),
        MustMatch,
        Key,
    ),
    request_body(content = ChangeReport, example = json!({"status": "resolved", "outcome": "message-removed"})),
    responses(
        (status = 200, description = "It stands like this", body = ReportAnswer, example = json!(examples::report())),
        Any, OfBody, NotFound, Settled, Conditional,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn change(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path(id): Path<ReportId>,
    if_match: IfMatch,
    ask: Ask<ChangeReport>,
) -> Result<Answer<ReportAnswer>, Problem> {
    let change = ask.body.command(if_match)?;
    let command = Command::Report(id, change);
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    let body = api.report_after(id, &outcome).await?;
    Ok(Answer::done(&outcome, body))
}

impl ChangeReport {
    fn command(self, if_match: IfMatch) -> Result<ReportCommand, Problem> {
        let invalid = |pointer, message| Err(Problem::invalid_field(pointer, message));
        match (self.status, self.outcome) {
            (ReportStatus::Open, _) => invalid("/status", "a report is not opened again"),
            (ReportStatus::Resolved, None) => invalid("/outcome", "is required"),
            (ReportStatus::Resolved, Some(outcome)) => Ok(ReportCommand::ResolveReport {
                outcome,
                if_match: if_match.required()?,
            }),
            (ReportStatus::Reviewing | ReportStatus::Dismissed, Some(_)) => {
                invalid("/outcome", "only a resolved report has an outcome")
            }
            (ReportStatus::Reviewing, None) => Ok(ReportCommand::ReviewReport {
                if_match: if_match.required()?,
            }),
            (ReportStatus::Dismissed, None) => Ok(ReportCommand::DismissReport {
                if_match: if_match.required()?,
            }),
        }
    }
}
