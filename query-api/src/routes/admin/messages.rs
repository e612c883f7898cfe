//! Messages of any conversation, by sequence.

use axum::Json;
use axum::extract::State;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, LookedAt, Part};

use super::overseer::{Looking, Why};
use crate::api::Api;
use crate::routes::message::said;
use crate::routes::messages::{Ask, MessagesPage, paged, read};
use crate::routes::problems::{Any, Asked, NotFound, Overseen, Unexplained};
use crate::sql::{any, checkpoint, parked, people};

pub(super) const STATEMENT: &str = concat!("with ", any!(), paged!());

/// Messages of any conversation, in ascending order; deleted ones without their text
#[utoipa::path(
    get,
    path = "/api/admin/messaging/conversations/{id}/messages",
    tag = "oversight",
    operation_id = "overseeMessages",
    params(("id" = String, Path, description = "The conversation"), Ask, Why),
    responses(
        (status = 200, description = "A page of them", body = MessagesPage),
        Any, Asked, Overseen, Unexplained, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn page(
    State(api): State<Api>,
    looking: Looking,
    Path(conversation): Path<ConversationId>,
    Query(ask): Query<Ask>,
) -> Result<Json<MessagesPage>, Problem> {
    // What is refused anyway leaves no trace.
    ask.cut()?;
    let looked_at = LookedAt::History {
        conversation_id: conversation,
        part: Part::Messages,
        as_of_seq: None,
        as_user: None,
    };
    looking.leave_trace(&api, conversation, looked_at).await?;
    let overseer = looking.overseer;
    let asker = overseer.user_id;
    read(&api, overseer.sight(), STATEMENT, asker, conversation, &ask).await
}
