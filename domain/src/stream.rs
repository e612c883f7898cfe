//! A stream is an aggregate's events, in order.

use std::fmt;

use crate::{ConversationId, ProjectId, UserId};

/// The kinds of aggregate: the word in the log's `aggregate_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamKind {
    /// What was said and who takes part.
    Conversation,
    /// How far one person has read one conversation.
    ReadMarker,
    /// Who could see what, when.
    Project,
    /// A person's name and role, with their history.
    User,
}

impl StreamKind {
    /// Every kind there is.
    pub const ALL: [Self; 4] = [
        Self::Conversation,
        Self::ReadMarker,
        Self::Project,
        Self::User,
    ];

    /// The word in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversation => "Conversation",
            Self::ReadMarker => "ReadMarker",
            Self::Project => "Project",
            Self::User => "User",
        }
    }

    /// The kind a word in the log names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Which stream: a kind and the id that the kind calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamId {
    /// A conversation's events; its `sequence` is the `seq` everyone sees.
    Conversation(ConversationId),
    /// A reader's marks, apart from the conversation so that reading never fills it.
    ReadMarker(ConversationId, UserId),
    /// A project's members.
    Project(ProjectId),
    /// A person.
    User(UserId),
}

impl StreamId {
    /// The kind of aggregate.
    #[must_use]
    pub const fn kind(self) -> StreamKind {
        match self {
            Self::Conversation(_) => StreamKind::Conversation,
            Self::ReadMarker(..) => StreamKind::ReadMarker,
            Self::Project(_) => StreamKind::Project,
            Self::User(_) => StreamKind::User,
        }
    }

    /// The id as the log's `aggregate_id` holds it.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Conversation(id) => id.to_string(),
            Self::ReadMarker(conversation, reader) => format!("{conversation}:{reader}"),
            Self::Project(id) => id.to_string(),
            Self::User(id) => id.to_string(),
        }
    }

    /// Reads what [`StreamId::kind`] and [`StreamId::id`] wrote.
    #[must_use]
    pub fn parse(kind: &str, id: &str) -> Option<Self> {
        match StreamKind::parse(kind)? {
            StreamKind::Conversation => id.parse().ok().map(Self::Conversation),
            StreamKind::ReadMarker => {
                let (conversation, reader) = id.split_once(':')?;
                Some(Self::ReadMarker(
                    conversation.parse().ok()?,
                    reader.parse().ok()?,
                ))
            }
            StreamKind::Project => id.parse().ok().map(Self::Project),
            StreamKind::User => id.parse().ok().map(Self::User),
        }
    }

    /// The conversation that events here concern, where it is not the stream itself.
    #[must_use]
    pub const fn topic(self) -> Option<ConversationId> {
        match self {
            Self::ReadMarker(conversation, _) => Some(conversation),
            Self::Conversation(_) | Self::Project(_) | Self::User(_) => None,
        }
    }

    /// The conversation that events here concern, its own stream included.
    #[must_use]
    pub const fn conversation(self) -> Option<ConversationId> {
        match self {
            Self::Conversation(id) | Self::ReadMarker(id, _) => Some(id),
            Self::Project(_) | Self::User(_) => None,
        }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind().as_str(), self.id())
    }
}
