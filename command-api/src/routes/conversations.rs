//! Conversations: what is asked of one as a whole.

pub(super) mod start;
pub(super) mod status;
pub(super) mod subject;

use chassis::problem::Problem;
use domain::{Event, LogId};
use event_store::Outcome;
use serde::Serialize;
use utoipa::ToSchema;
use wire::{ConversationCore, LogPosition};

use crate::answer::position;
use crate::api::bug;

/// A conversation after the command.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConversationAnswer {
    conversation: ConversationCore,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// The conversation as the command left it, or as it is where nothing changed.
pub(super) fn after(outcome: &Outcome, log: LogId) -> Result<ConversationAnswer, Problem> {
    let core = match outcome.events.last().map(|recorded| &recorded.event) {
        Some(Event::Conversation(event)) => event.core(),
        Some(
            Event::ReadMarker(_)
            | Event::Report(_)
            | Event::Project(_)
            | Event::User(_)
            | Event::Access(_),
        ) => None,
        None => match &*outcome.state {
            domain::State::Conversation(conversation) => conversation.core(),
            domain::State::ReadMarker(_)
            | domain::State::Report(_)
            | domain::State::Project(_)
            | domain::State::User(_)
            | domain::State::Access(_) => None,
        },
    };
    let core = core.ok_or_else(|| bug("the conversation after a command"))?;
    Ok(ConversationAnswer {
        conversation: core.into(),
        position: position(outcome, log),
    })
}
