//! Whether the log is intact.

use axum::Json;
use axum::extract::State;
use chassis::problem::Problem;
use domain::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::overseer::Overseer;
use crate::api::Api;
use crate::routes::problems::{Any, Asked, Overseen};

/// What a check of the whole log found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verified {
    /// Whether everything is as it was written.
    ok: bool,
    /// How many events were checked: up to the first bad one, if there is one.
    size: u64,
    /// The position of the first that is not as it was written, or where one is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64, required = false)]
    first_bad: Option<u64>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    what: Option<String>,
    /// How far signed checkpoints go; what is after that is held by its hash chains alone.
    covered: u64,
    /// When the check began.
    #[schema(value_type = String, format = DateTime)]
    checked_at: Timestamp,
}

/// Check the whole log against its hashes and what was signed of it
#[utoipa::path(
    get,
    path = "/api/admin/messaging/audit/verify",
    tag = "audit",
    operation_id = "verifyLog",
    description = "One check at a time: who asks while one is under way gets what it finds. A large log takes \
                   longer than a request may: then the answer is 503 with `Retry-After` while the check goes \
                   on, and who comes back gets what it found.",
    responses((status = 200, description = "What was found", body = Verified), Any, Asked, Overseen),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn check(State(api): State<Api>, _: Overseer) -> Result<Json<Verified>, Problem> {
    let checked = api.verification.check().await?;
    let verdict = checked.verdict;
    Ok(Json(Verified {
        ok: verdict.first_bad.is_none(),
        size: verdict.size,
        first_bad: verdict.first_bad.as_ref().map(|bad| bad.first),
        what: verdict.first_bad.map(|bad| bad.what),
        covered: verdict.covered,
        checked_at: checked.began_at,
    }))
}
