//! The files of any conversation.

use axum::Json;
use axum::extract::State;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, LookedAt, Part};

use super::overseer::{Looking, Why};
use crate::api::Api;
use crate::routes::files::{FilesPage, listed, read};
use crate::routes::problems::{Any, Asked, NotFound, Overseen, Unexplained};
use crate::routes::projects::Paged;
use crate::sql::{any, checkpoint, parked, people};

pub(super) const STATEMENT: &str = concat!("with ", any!(), listed!());

/// The files of any conversation, those of the newest message first
#[utoipa::path(
    get,
    path = "/api/admin/messaging/conversations/{id}/files",
    tag = "oversight",
    operation_id = "overseeFiles",
    params(("id" = String, Path, description = "The conversation"), Paged, Why),
    responses(
        (status = 200, description = "A page of them", body = FilesPage),
        Any, Asked, Overseen, Unexplained, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    looking: Looking,
    Path(conversation): Path<ConversationId>,
    Query(ask): Query<Paged>,
) -> Result<Json<FilesPage>, Problem> {
    let looked_at = LookedAt::History {
        conversation_id: conversation,
        part: Part::Files,
        as_of_seq: None,
        as_user: None,
    };
    looking.leave_trace(&api, conversation, looked_at).await?;
    let overseer = looking.overseer;
    let asker = overseer.user_id;
    read(&api, overseer.sight(), STATEMENT, asker, conversation, &ask).await
}
