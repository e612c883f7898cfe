//! A recorded event: an event and its place in the log.

use std::collections::BTreeMap;

use crate::{ConversationId, Event, EventId, MessageId, StreamId, Timestamp, UserId};

/// What is known about the request behind an event: a flat map of strings, under 100 bytes.
pub type Metadata = BTreeMap<String, String>;

/// An event with its place, as every reader of the log gets it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedEvent {
    /// Place in the log: dense, in commit order, from 1.
    pub position: u64,
    /// Made by the server, unique for ever.
    pub event_id: EventId,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Place in the stream: dense, from 1. For a conversation this is `seq`.
    pub sequence: u64,
    /// What happened.
    pub event: Event,
    /// The request behind it.
    pub metadata: Metadata,
    /// SHA-256 over the stream's previous hash and this event's canonical bytes.
    pub hash: [u8; 32],
}

impl RecordedEvent {
    /// The conversation it concerns, where that is not its own stream.
    #[must_use]
    pub const fn topic(&self) -> Option<ConversationId> {
        self.event.topic(self.stream)
    }

    /// The conversation it concerns, if any.
    #[must_use]
    pub const fn conversation(&self) -> Option<ConversationId> {
        match self.stream {
            StreamId::Conversation(id) => Some(id),
            StreamId::ReadMarker(..)
            | StreamId::Report(_)
            | StreamId::Project(_)
            | StreamId::User(_)
            | StreamId::Access(_) => self.topic(),
        }
    }

    /// The message it concerns, if any.
    #[must_use]
    pub const fn message_id(&self) -> Option<MessageId> {
        self.event.message_id()
    }

    /// Who did it.
    #[must_use]
    pub const fn actor(&self) -> UserId {
        self.event.by()
    }

    /// When, by the writer's clock; never used for order.
    #[must_use]
    pub const fn occurred_at(&self) -> Timestamp {
        self.event.at()
    }
}

/// Which log, and which life of it: a restored copy is another incarnation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogId {
    /// Given once, when the log was made.
    pub log_id: uuid::Uuid,
    /// Counts restores, from 1.
    pub incarnation: u32,
}
