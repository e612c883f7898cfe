//! Starting conversations.

use std::collections::BTreeSet;

use axum::extract::State;
use chassis::caller::Caller;
use chassis::problem::Problem;
use domain::{
    Command, ConversationCommand, ConversationEvent, ConversationId, Event, LogId,
    PARTICIPANTS_MAX, ProjectId, Refusal, Subject, UserId,
};
use event_store::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use wire::{ConversationCore, LogPosition};

use super::parameters::Key;
use super::problems::{Any, OfBody};
use crate::answer::{Answer, position};
use crate::api::{Api, bug};
use crate::context::Ask;
use crate::field::{private, text};
use crate::refusal::{self, Named, Place};

const NAMED: Named = Named {
    project: Place::Field("/projectId"),
    person: Place::List("/participantIds"),
};

/// A conversation to start.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct StartConversation {
    /// Where it belongs.
    #[schema(value_type = String, format = Uuid)]
    project_id: ProjectId,
    /// What it is about.
    #[schema(min_length = 1, max_length = 200)]
    subject: String,
    /// Who takes part besides the caller; people of the project. Naming somebody twice, or the
    /// caller, is harmless. At most 100 take part, the caller included.
    #[schema(value_type = Vec<String>)]
    participant_ids: Vec<UserId>,
}

/// A conversation after the command.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConversationAnswer {
    conversation: ConversationCore,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// Start a conversation
#[utoipa::path(
    post,
    path = "/api/messaging/conversations",
    tag = "conversations",
    operation_id = "startConversation",
    params(Key),
    request_body = StartConversation,
    responses((status = 201, description = "Started", body = ConversationAnswer, headers(("Location" = String, description = "Its path"))), Any, OfBody),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn start(
    State(api): State<Api>,
    caller: Caller,
    ask: Ask<StartConversation>,
) -> Result<Answer<ConversationAnswer>, Problem> {
    let id = ConversationId::new(Uuid::now_v7());
    let command = ask.body.command(id, caller.user_id)?;
    let outcome = api
        .submit(caller.user_id, command, ask.context, NAMED)
        .await?;
    let body = after(&outcome, api.reader.log())?;
    let location = format!("/api/messaging/conversations/{}", body.conversation.id);
    Ok(Answer::created(&outcome, Some(location), body))
}

impl StartConversation {
    fn command(self, id: ConversationId, by: UserId) -> Result<Command, Problem> {
        let subject = private(text::<Subject>("/subject", self.subject)?)?;
        // Each person named is looked up, so a list beyond the limit goes no further than here.
        let others = self.participant_ids.iter().filter(|user| **user != by);
        if others.collect::<BTreeSet<_>>().len() >= PARTICIPANTS_MAX {
            return Err(refusal::problem(&Refusal::TooManyParticipants, NAMED));
        }
        let start = ConversationCommand::StartConversation {
            id,
            project_id: self.project_id,
            subject,
            participants: self.participant_ids,
        };
        Ok(Command::Conversation(id, start))
    }
}

/// The conversation as the command left it, or as it is where nothing changed.
pub(super) fn after(outcome: &Outcome, log: LogId) -> Result<ConversationAnswer, Problem> {
    let core = match outcome.events.last().map(|recorded| &recorded.event) {
        Some(Event::Conversation(
            ConversationEvent::ConversationStarted { core, .. }
            | ConversationEvent::ParticipantAdded { core, .. }
            | ConversationEvent::ParticipantRemoved { core, .. },
        )) => Some(core),
        Some(
            Event::Conversation(ConversationEvent::MessageSent { .. })
            | Event::ReadMarker(_)
            | Event::Project(_)
            | Event::User(_),
        ) => None,
        None => match &*outcome.state {
            domain::State::Conversation(conversation) => conversation.core(),
            domain::State::ReadMarker(_) | domain::State::Project(_) | domain::State::User(_) => {
                None
            }
        },
    };
    let core = core.ok_or_else(|| bug("the conversation after a command"))?;
    Ok(ConversationAnswer {
        conversation: core.into(),
        position: position(outcome, log),
    })
}
