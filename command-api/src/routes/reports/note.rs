use axum::extract::State;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{Command, ReportCommand, ReportId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::ReportAnswer;
use crate::answer::Answer;
use crate::api::Api;
use crate::context::Ask;
use crate::demand::Admin;
use crate::field::private_text;
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::Key;
use crate::routes::problems::{Any, NotFound, OfBody};

/// Something to write down about a report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NoteReport {
    #[schema(min_length = 1, max_length = 2_000)]
    text: String,
}

/// Write something down about a report
#[utoipa::path(
    post,
    path = "/api/admin/messaging/reports/{rid}/notes",
    tag = "admin",
    operation_id = "noteReport",
    params(
        ("rid" = String, Path, description = "The report"),
        Key,
    ),
    request_body(content = NoteReport, example = json!({"text": "Asked the author"})),
    responses(
        (status = 200, description = "Written down", body = ReportAnswer, example = json!(examples::report())),
        Any, OfBody, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn note(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path(id): Path<ReportId>,
    ask: Ask<NoteReport>,
) -> Result<Answer<ReportAnswer>, Problem> {
    let note = ReportCommand::NoteReport {
        text: private_text("/text", ask.body.text)?,
    };
    let command = Command::Report(id, note);
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    let body = api.report_after(id, &outcome).await?;
    Ok(Answer::done(&outcome, body))
}
