//! What a socket carries: one name, one JSON object, and who gets it.
//!
//! The frames of an event are a pure function of the event and of the few [`Facts`] that the log
//! holds elsewhere, so that live traffic, a replay and a page of missed events cannot differ.
//!
//! To add a frame: its data in the file of its noun, a [`FrameName`], its line in [`shapes`], and
//! its arm in [`frames`] where an event gives it.

mod conversation;
mod fact;
mod message;
mod name;
mod person;
mod session;
mod shapes;

use std::sync::Arc;

use domain::{ConversationEvent, ConversationId, Event, LogId, ReadMarkerEvent, RecordedEvent};
use domain::{StreamId, UserEvent, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::LogPosition;

pub use conversation::{Change, ConversationUpdated, LiveConversation, MineUpdated, OwnChange};
pub use fact::{Facts, Need, PersonFact, needs};
pub use message::{MessageChange, MessageDeleted, MessageRead, MessageUpdated, NewMessage};
pub use name::FrameName;
pub use person::{PersonUpdated, UserPresence};
pub use session::{
    Closing, CursorMoved, Presence, Ready, Resync, ResyncReason, TokenExpiring, UserTyping,
};
pub use shapes::{Shape, shapes};

/// Who gets a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Some of those who take part in a conversation at the frame's position.
    Of(ConversationId, Among),
    /// A person, and everybody who shares a project with them.
    Around(UserId),
    /// Everybody: who holds something of an erased person may share nothing with them any more.
    Everywhere,
}

/// Which of those who take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// All of them.
    Everybody,
    /// All of them and one who is out by this very event: it is their last frame.
    EverybodyAnd(UserId),
    /// All but one.
    EverybodyBut(UserId),
    /// One of them alone.
    Only(UserId),
}

impl Among {
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

    /// Whether somebody gets the frame who looks on without taking part.
    #[must_use]
    pub const fn reaches_watchers(self) -> bool {
        match self {
            Self::Everybody | Self::EverybodyAnd(_) | Self::EverybodyBut(_) => true,
            Self::Only(_) => false,
        }
    }
}

/// A durable frame: what an event of the log looks like to those who get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its name.
    pub name: FrameName,
    /// The event's place in the log.
    pub position: u64,
    /// Who gets it.
    pub audience: Audience,
    /// Its JSON object, shared by all who get it.
    pub data: Arc<str>,
}

/// What every durable frame about a conversation carries.
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
    #[schema(value_type = u64, required = false)]
    pub seq: Option<u64>,
}

/// The frames of an event: none for what sockets do not carry. `facts` answer [`needs`].
///
/// # Errors
/// A fact that it needs is missing.
pub fn frames(
    log: LogId,
    recorded: &RecordedEvent,
    facts: &Facts,
) -> Result<Vec<Frame>, serde_json::Error> {
    let position = LogPosition::new(log, recorded.position);
    let frame = |name, audience, data: String| Frame {
        name,
        position: recorded.position,
        audience,
        data: data.into(),
    };
    let place = |conversation_id, seq| Place {
        cursor: position,
        position,
        conversation_id,
        seq,
    };
    Ok(match (&recorded.event, recorded.stream) {
        (Event::Conversation(event), StreamId::Conversation(id)) => {
            let place = place(id, Some(recorded.sequence));
            let (name, among, data) = of_conversation(place, recorded.sequence, event, facts)?;
            vec![frame(name, Audience::Of(id, among), data)]
        }
        (Event::ReadMarker(event), StreamId::ReadMarker(id, reader)) => {
            let frames = of_read_marker(place(id, None), event, reader, facts)?;
            let give = |(name, among, data)| frame(name, Audience::Of(id, among), data);
            frames.into_iter().map(give).collect()
        }
        (Event::User(event), StreamId::User(user)) => {
            let (audience, erased) = match event {
                UserEvent::UserRegistered { .. } => return Ok(Vec::new()),
                UserEvent::ProfileChanged { .. }
                | UserEvent::RoleChanged { .. }
                | UserEvent::UserDisabled { .. }
                | UserEvent::UserEnabled { .. } => (Audience::Around(user), false),
                UserEvent::UserErased { .. } => (Audience::Everywhere, true),
            };
            let data = person::updated(position, user, erased, facts)?;
            vec![frame(FrameName::PersonUpdated, audience, data)]
        }
        (
            Event::Conversation(_)
            | Event::ReadMarker(_)
            | Event::User(_)
            | Event::Report(_)
            | Event::Project(_)
            | Event::Access(_),
            _,
        ) => Vec::new(),
    })
}

fn of_conversation(
    place: Place,
    sequence: u64,
    event: &ConversationEvent,
    facts: &Facts,
) -> Result<(FrameName, Among, String), serde_json::Error> {
    let updated = |change, message| {
        let data = message::updated(place, change, message, facts)?;
        Ok((FrameName::MessageUpdated, Among::Everybody, data))
    };
    match event {
        ConversationEvent::MessageSent { .. } => {
            let message = known(event.message(sequence), "what was said")?;
            let data = message::sent(place, message, facts)?;
            Ok((FrameName::NewMessage, Among::Everybody, data))
        }
        ConversationEvent::MessageEdited { message, .. } => {
            updated(message::MessageChange::Edited, message)
        }
        ConversationEvent::MessageRestored { message, .. } => {
            updated(message::MessageChange::Restored, message)
        }
        ConversationEvent::FileStateChanged { message, .. } => {
            updated(message::MessageChange::File, message)
        }
        ConversationEvent::MessageDeleted {
            by,
            at,
            id,
            seq,
            author_id,
        } => {
            let data = message::deleted(place, (*id, *seq, *author_id), (*by, *at), facts)?;
            Ok((FrameName::MessageDeleted, Among::Everybody, data))
        }
        ConversationEvent::ConversationStarted { core, .. }
        | ConversationEvent::ParticipantAdded { core, .. }
        | ConversationEvent::ParticipantRemoved { core, .. }
        | ConversationEvent::SubjectChanged { core, .. }
        | ConversationEvent::StatusChanged { core, .. } => {
            let (among, data) = conversation::updated(place, event, core, facts)?;
            Ok((FrameName::ConversationUpdated, among, data))
        }
    }
}

fn of_read_marker(
    place: Place,
    event: &ReadMarkerEvent,
    reader: UserId,
    facts: &Facts,
) -> Result<Vec<(FrameName, Among, String)>, serde_json::Error> {
    match event {
        ReadMarkerEvent::ConversationRead { at, up_to, .. } => {
            let (others, own) = message::read(place, reader, *at, *up_to, facts)?;
            Ok(vec![
                (FrameName::MessageRead, Among::EverybodyBut(reader), others),
                (FrameName::MessageRead, Among::Only(reader), own),
            ])
        }
        ReadMarkerEvent::MarkedUnread { at, mine, .. }
        | ReadMarkerEvent::Muted { at, mine, .. } => {
            let data = conversation::mine(place, (reader, *at), mine, facts)?;
            let only = Among::Only(reader);
            Ok(vec![(FrameName::ConversationUpdated, only, data)])
        }
    }
}

/// A fact that the log always has.
fn known<T>(fact: Option<T>, what: &str) -> Result<T, serde_json::Error> {
    fact.ok_or_else(|| serde::ser::Error::custom(format_args!("it is not known {what}")))
}

#[cfg(test)]
mod tests;
