//! Every event, whatever its aggregate.

use serde_json::Value;

use crate::upcast::{UPCASTS, Upcast, upcast};
use crate::{
    AccessEvent, ConversationEvent, ConversationId, MessageId, ProjectEvent, ReadMarkerEvent,
    ReportEvent, StreamId, StreamKind, Timestamp, UserEvent, UserId,
};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// In a conversation.
    Conversation(ConversationEvent),
    /// To a read marker.
    ReadMarker(ReadMarkerEvent),
    /// To a report.
    Report(ReportEvent),
    /// In a project.
    Project(ProjectEvent),
    /// To a person.
    User(UserEvent),
    /// A privileged reader looked.
    Access(AccessEvent),
}

/// An event that this program cannot read. It stops a consumer: to skip it would be to lose it.
#[derive(Debug, thiserror::Error)]
pub enum BadEvent {
    /// Written by a newer program.
    #[error("{name} has version {version}, which is newer than this program: update it")]
    Newer {
        /// The event's name.
        name: String,
        /// The version found.
        version: String,
    },
    /// Not of the shape its version says, or of an unknown name.
    #[error("{name} version {version} cannot be read: {source}")]
    Unreadable {
        /// The event's name.
        name: String,
        /// The version found.
        version: String,
        /// What the parser says.
        source: serde_json::Error,
    },
}

macro_rules! each {
    ($event:expr, $e:ident => $body:expr) => {
        match $event {
            Event::Conversation($e) => $body,
            Event::ReadMarker($e) => $body,
            Event::Report($e) => $body,
            Event::Project($e) => $body,
            Event::User($e) => $body,
            Event::Access($e) => $body,
        }
    };
}

impl Event {
    /// The name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        each!(self, e => e.name())
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        each!(self, e => e.version())
    }

    /// Who did it.
    #[must_use]
    pub const fn by(&self) -> UserId {
        each!(self, e => e.source().0)
    }

    /// When.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        each!(self, e => e.source().1)
    }

    /// The message it concerns.
    #[must_use]
    pub const fn message_id(&self) -> Option<MessageId> {
        match self {
            Self::Conversation(e) => e.message_id(),
            Self::Report(e) => Some(e.about().1),
            Self::Access(e) => e.message_id(),
            Self::ReadMarker(_) | Self::Project(_) | Self::User(_) => None,
        }
    }

    /// The conversation that it concerns in a stream that is not the conversation's own.
    #[must_use]
    pub const fn topic(&self, stream: StreamId) -> Option<ConversationId> {
        match (self, stream) {
            (_, StreamId::ReadMarker(conversation, _)) => Some(conversation),
            (Self::Report(e), _) => Some(e.about().0),
            (Self::Access(e), _) => e.conversation_id(),
            (Self::Conversation(_) | Self::ReadMarker(_) | Self::Project(_) | Self::User(_), _) => {
                None
            }
        }
    }

    /// The payload as the log holds it.
    ///
    /// # Errors
    /// Never for the events of this crate; serde's signature says it might.
    pub fn to_payload(&self) -> Result<Value, serde_json::Error> {
        each!(self, e => serde_json::to_value(e))
    }

    /// Reads a payload of the log, whatever version it was written in.
    ///
    /// # Errors
    /// The event is newer than this program, or not what it says it is.
    pub fn parse(
        kind: StreamKind,
        name: &str,
        version: &str,
        payload: &str,
    ) -> Result<Self, BadEvent> {
        Self::parse_with(UPCASTS, kind, name, version, payload)
    }

    fn parse_with(
        upcasts: &[Upcast],
        kind: StreamKind,
        name: &str,
        version: &str,
        payload: &str,
    ) -> Result<Self, BadEvent> {
        let unreadable = |source| BadEvent::Unreadable {
            name: name.to_owned(),
            version: version.to_owned(),
            source,
        };
        let event = match upcast(upcasts, name, version, payload).map_err(unreadable)? {
            Some(lifted) => Self::of_kind(kind, &lifted),
            None => Self::of_kind(kind, payload),
        };
        match event {
            // The parser drops fields it does not know, so a newer shape may well be readable;
            // it still is not understood.
            Ok(event) if event.version_is_newer(version) => Err(BadEvent::Newer {
                name: name.to_owned(),
                version: version.to_owned(),
            }),
            Ok(event) => Ok(event),
            Err(source) => Err(unreadable(source)),
        }
    }

    fn of_kind(kind: StreamKind, payload: &str) -> Result<Self, serde_json::Error> {
        match kind {
            StreamKind::Conversation => serde_json::from_str(payload).map(Self::Conversation),
            StreamKind::ReadMarker => serde_json::from_str(payload).map(Self::ReadMarker),
            StreamKind::Report => serde_json::from_str(payload).map(Self::Report),
            StreamKind::Project => serde_json::from_str(payload).map(Self::Project),
            StreamKind::User => serde_json::from_str(payload).map(Self::User),
            StreamKind::Access => serde_json::from_str(payload).map(Self::Access),
        }
    }

    fn version_is_newer(&self, found: &str) -> bool {
        found
            .parse::<u32>()
            .map_or(true, |found| found > self.version())
    }
}

impl serde::Serialize for Event {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        each!(self, e => e.serialize(to))
    }
}

#[cfg(test)]
mod tests;
