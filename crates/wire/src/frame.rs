//! What a socket carries: one name, one JSON object, and who gets it.
//!
//! The frames of an event are a pure function of the event and of at most one [`Fact`] that the
//! log holds elsewhere, so that live traffic, a replay and a page of missed events cannot differ.
//!
//! To add a frame: its data in the file of its noun, a [`FrameName`], and its arm in [`frames`].

mod conversation;
mod fact;
mod message;
mod session;

use std::sync::Arc;

use domain::{ConversationEvent, ConversationId, Event, LogId, ReadMarkerEvent, RecordedEvent};
use domain::{StreamId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::LogPosition;

pub use conversation::{Change, ConversationUpdated, LiveConversation};
pub use fact::{Fact, Need, need};
pub use message::{MessageRead, NewMessage};
pub use session::{Closing, CursorMoved, Ready, Resync, ResyncReason, TokenExpiring};

/// The frames' own names, which differ from the events' on purpose: one event may give several
/// frames, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameName {
    /// Somebody said something.
    NewMessage,
    /// Somebody read on.
    MessageRead,
    /// A conversation or its people changed.
    ConversationUpdated,
    /// The socket is live.
    Ready,
    /// What was missed cannot be replayed.
    Resync,
    /// All is told up to here.
    Cursor,
    /// The token ends soon.
    TokenExpiring,
    /// The server is about to close.
    Closing,
}

impl FrameName {
    /// The name as sockets carry it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewMessage => "new-message",
            Self::MessageRead => "message-read",
            Self::ConversationUpdated => "conversation-updated",
            Self::Ready => "ready",
            Self::Resync => "resync",
            Self::Cursor => "cursor",
            Self::TokenExpiring => "token-expiring",
            Self::Closing => "closing",
        }
    }
}

/// Who gets a frame, of those who take part at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// All of them.
    Everybody,
    /// All of them and one who is out by this very event: it is their last frame.
    EverybodyAnd(UserId),
    /// All but one.
    EverybodyBut(UserId),
    /// One of them alone.
    Only(UserId),
}

impl Audience {
    /// Whether a person gets the frame who takes part at its position, or does not.
    #[must_use]
    pub fn reaches(self, user: UserId, takes_part: bool) -> bool {
        match self {
            Self::Everybody => takes_part,
            Self::EverybodyAnd(leaver) => takes_part || user == leaver,
            Self::EverybodyBut(left_out) => takes_part && user != left_out,
            Self::Only(one) => takes_part && user == one,
        }
    }
}

/// A durable frame: what an event of the log looks like to somebody who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its name.
    pub name: FrameName,
    /// The event's place in the log.
    pub position: u64,
    /// The conversation it is about.
    pub conversation: ConversationId,
    /// Who gets it.
    pub audience: Audience,
    /// Its JSON object, shared by all who get it.
    pub data: Arc<str>,
}

/// What every durable frame carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Hand it in at the next connect to get all that comes after.
    #[schema(value_type = String)]
    pub cursor: LogPosition,
    /// The event's place in the log.
    #[schema(value_type = String)]
    pub position: LogPosition,
    /// The conversation it is about.
    #[schema(value_type = String, format = Uuid)]
    pub conversation_id: ConversationId,
    /// The event's own sequence in the conversation, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
}

impl Place {
    fn of(log: LogId, recorded: &RecordedEvent, conversation_id: ConversationId) -> Self {
        let position = LogPosition::new(log, recorded.position);
        let is_its_own = matches!(recorded.stream, StreamId::Conversation(_));
        Self {
            cursor: position,
            position,
            conversation_id,
            seq: is_its_own.then_some(recorded.sequence),
        }
    }
}

/// The frames of an event: none for what sockets do not carry. `fact` answers [`need`].
///
/// # Errors
/// Never for the shapes of this crate; serde's signature says it might.
pub fn frames(
    log: LogId,
    recorded: &RecordedEvent,
    fact: Option<&Fact>,
) -> Result<Vec<Frame>, serde_json::Error> {
    let Some(conversation) = recorded.conversation() else {
        return Ok(Vec::new());
    };
    let place = Place::of(log, recorded, conversation);
    let give = |name, audience, data: String| Frame {
        name,
        position: recorded.position,
        conversation,
        audience,
        data: data.into(),
    };
    Ok(match &recorded.event {
        Event::Conversation(ConversationEvent::MessageSent { .. }) => {
            let data = message::sent(place, recorded, fact)?;
            vec![give(FrameName::NewMessage, Audience::Everybody, data)]
        }
        Event::Conversation(
            event @ (ConversationEvent::ConversationStarted { .. }
            | ConversationEvent::ParticipantAdded { .. }
            | ConversationEvent::ParticipantRemoved { .. }),
        ) => {
            let (audience, data) = conversation::updated(place, event, fact)?;
            vec![give(FrameName::ConversationUpdated, audience, data)]
        }
        Event::ReadMarker(ReadMarkerEvent::ConversationRead { by, at, up_to, .. }) => {
            let (others, own) = message::read(place, *by, *at, *up_to, fact)?;
            vec![
                give(FrameName::MessageRead, Audience::EverybodyBut(*by), others),
                give(FrameName::MessageRead, Audience::Only(*by), own),
            ]
        }
        Event::Project(_) | Event::User(_) => Vec::new(),
    })
}

#[cfg(test)]
mod tests;
