//! How far somebody has read.

use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{Command, ConversationId, Event, LogId, ReadMarkerCommand, ReadMarkerEvent};
use event_store::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::LogPosition;

use super::examples;
use super::parameters::Key;
use super::problems::{Any, NotFound, OfBody};
use crate::answer::{Answer, position};
use crate::api::{Api, bug};
use crate::context::Ask;
use crate::refusal::Named;

/// I have read up to here.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MarkRead {
    /// A sequence of the conversation, at most its last.
    #[schema(minimum = 0)]
    seq: u64,
}

/// How far I have read.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadAnswer {
    /// Never less than before.
    read_seq: u64,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// Mark a conversation as read
#[utoipa::path(
    post,
    path = "/api/messaging/conversations/{id}/read",
    tag = "conversations",
    operation_id = "markRead",
    params(
        ("id" = String, Path, description = "The conversation"),
        Key,
    ),
    request_body(content = MarkRead, example = json!({"seq": 12})),
    responses((status = 200, description = "Read", body = ReadAnswer, example = json!(examples::read())), Any, OfBody, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn mark(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    ask: Ask<MarkRead>,
) -> Result<Answer<ReadAnswer>, Problem> {
    let mark = ReadMarkerCommand::MarkRead {
        up_to: ask.body.seq,
    };
    let command = Command::ReadMarker(id, caller.user_id, mark);
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    Ok(Answer::done(&outcome, after(&outcome, api.reader.log())?))
}

fn after(outcome: &Outcome, log: LogId) -> Result<ReadAnswer, Problem> {
    let read_seq = match outcome.events.last().map(|recorded| &recorded.event) {
        Some(Event::ReadMarker(ReadMarkerEvent::ConversationRead { up_to, .. })) => Some(*up_to),
        // Nothing new was read, but what was marked as unread is not any longer.
        Some(Event::ReadMarker(
            ReadMarkerEvent::MarkedUnread { mine, .. } | ReadMarkerEvent::Muted { mine, .. },
        )) => Some(mine.read_seq),
        Some(
            Event::Conversation(_)
            | Event::Report(_)
            | Event::Project(_)
            | Event::User(_)
            | Event::Access(_),
        ) => None,
        None => match &*outcome.state {
            domain::State::ReadMarker(marker) => Some(marker.mine().read_seq),
            domain::State::Conversation(_)
            | domain::State::Report(_)
            | domain::State::Project(_)
            | domain::State::User(_)
            | domain::State::Access(_) => None,
        },
    };
    let read_seq = read_seq.ok_or_else(|| bug("the read marker after a command"))?;
    Ok(ReadAnswer {
        read_seq,
        position: position(outcome, log),
    })
}
