//! Messages: what is said, and what becomes of it.

pub(super) mod delete;
pub(super) mod edit;
pub(super) mod restore;
pub(super) mod send;

use chassis::problem::Problem;
use domain::{ConversationId, Event, MessageFact, MessageId};
use event_store::Outcome;
use serde::Serialize;
use utoipa::ToSchema;
use wire::{LogPosition, Message};

use crate::answer::position;
use crate::api::{Api, away, bug};

/// A message after the command.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageAnswer {
    message: Message,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

impl Api {
    /// The message as the command left it, or as it is where nothing changed. What no event of the
    /// command carries (a deleted message, the one that it answers) is read as of the same
    /// position, so that a repeat reads the same.
    async fn message_after(
        &self,
        conversation: ConversationId,
        id: MessageId,
        outcome: &Outcome,
    ) -> Result<MessageAnswer, Problem> {
        let position = position(outcome, self.reader.log());
        let fact = match carried(outcome) {
            Some(fact) => Some(fact),
            None => self.message_at(conversation, id, position.position).await?,
        };
        let fact = fact.ok_or_else(|| bug("the message after a command"))?;
        let original = match fact.message.reply_to {
            Some(reply) => {
                self.message_at(conversation, reply.id, position.position)
                    .await?
            }
            None => None,
        };
        Ok(MessageAnswer {
            message: Message::of(conversation, &fact, original.as_ref()),
            position,
        })
    }

    /// A message as it was at a position.
    pub(super) async fn message_at(
        &self,
        conversation: ConversationId,
        id: MessageId,
        position: u64,
    ) -> Result<Option<MessageFact>, Problem> {
        let name = (conversation, id);
        let found = self.reader.messages_at(&[name], position).await;
        Ok(found.map_err(|failure| away(&failure))?.remove(&name))
    }
}

/// The whole message, where the command's event has it.
fn carried(outcome: &Outcome) -> Option<MessageFact> {
    let recorded = outcome.events.last()?;
    match &recorded.event {
        Event::Conversation(event) => event.message(recorded.sequence).map(|message| MessageFact {
            message,
            deletion: None,
        }),
        Event::ReadMarker(_)
        | Event::Report(_)
        | Event::Project(_)
        | Event::User(_)
        | Event::Access(_) => None,
    }
}
