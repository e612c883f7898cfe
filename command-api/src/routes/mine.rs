//! What somebody keeps of a conversation for themselves.

use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{Command, ConversationId, Event, Mine, ReadMarkerCommand, ReadMarkerEvent, UserId};
use event_store::{Outcome, Unread};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::LogPosition;

use super::examples;
use super::parameters::Key;
use super::problems::{Any, NotFound, OfBody};
use crate::answer::{Answer, position};
use crate::api::{Api, away, bug};
use crate::context::Ask;
use crate::field::present;
use crate::refusal::Named;

const NAMED: Named = Named {
    seq: "/unreadFrom",
    ..Named::BY_PATH
};

/// Keep a conversation for me like this; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SetMine {
    /// Unread from this sequence on; null takes the mark away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<u64>, minimum = 0)]
    unread_from: Option<Option<u64>>,
    /// Whether it is quiet.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = bool)]
    muted: Option<bool>,
}

/// What I keep of it.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MineAnswer {
    /// How far I have read.
    read_seq: u64,
    /// Messages of others that are unread to me.
    unread: u64,
    /// From where on I marked it unread.
    unread_from: Option<u64>,
    /// Whether it is quiet.
    muted: bool,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// Mark a conversation as unread for myself, make it quiet
#[utoipa::path(
    put,
    path = "/api/messaging/conversations/{id}/mine",
    tag = "conversations",
    operation_id = "setMine",
    params(
        ("id" = String, Path, description = "The conversation"),
        Key,
    ),
    request_body(content = SetMine, example = json!({"unreadFrom": 10, "muted": false})),
    responses(
        (status = 200, description = "Kept like this", body = MineAnswer, example = json!(examples::mine())),
        Any, OfBody, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn set(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    ask: Ask<SetMine>,
) -> Result<Answer<MineAnswer>, Problem> {
    let SetMine { unread_from, muted } = ask.body;
    let set = ReadMarkerCommand::SetMine { unread_from, muted };
    let command = Command::ReadMarker(id, caller.user_id, set);
    let outcome = api
        .submit(caller.user_id, command, ask.context, NAMED)
        .await?;
    let body = api.mine(id, caller.user_id, &outcome).await?;
    Ok(Answer::done(&outcome, body))
}

impl Api {
    /// All of it as of the answer's position.
    async fn mine(
        &self,
        conversation: ConversationId,
        reader: UserId,
        outcome: &Outcome,
    ) -> Result<MineAnswer, Problem> {
        let mine = after(outcome).ok_or_else(|| bug("what a reader keeps after a command"))?;
        let position = position(outcome, self.reader.log());
        let asked = Unread {
            conversation,
            reader,
            above: mine.unread_above(),
            position: position.position,
        };
        let unread = self.reader.unread(&[asked]).await;
        let unread = unread.map_err(|failure| away(&failure))?;
        Ok(MineAnswer {
            read_seq: mine.read_seq,
            unread: unread.into_iter().sum(),
            unread_from: mine.unread_from,
            muted: mine.muted,
            position,
        })
    }
}

fn after(outcome: &Outcome) -> Option<Mine> {
    match outcome.events.last().map(|recorded| &recorded.event) {
        Some(Event::ReadMarker(
            ReadMarkerEvent::MarkedUnread { mine, .. } | ReadMarkerEvent::Muted { mine, .. },
        )) => Some(*mine),
        Some(
            Event::ReadMarker(ReadMarkerEvent::ConversationRead { .. })
            | Event::Conversation(_)
            | Event::Report(_)
            | Event::Project(_)
            | Event::User(_)
            | Event::Access(_),
        ) => None,
        None => match &*outcome.state {
            domain::State::ReadMarker(marker) => Some(marker.mine()),
            domain::State::Conversation(_)
            | domain::State::Report(_)
            | domain::State::Project(_)
            | domain::State::User(_)
            | domain::State::Access(_) => None,
        },
    }
}
