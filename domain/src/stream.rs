//! A stream is an aggregate's events, in order.

use std::fmt;

use crate::{ConversationId, ProjectId, ReportId, UserId};

/// The kinds of aggregate: the word in the log's `aggregate_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamKind {
    /// What was said and who takes part.
    Conversation,
    /// How far one person has read one conversation.
    ReadMarker,
    /// A complaint and what came of it.
    Report,
    /// Who could see what, when.
    Project,
    /// A person's name and role, with their history.
    User,
    /// What a privileged reader has looked at.
    Access,
}

impl StreamKind {
    /// Every kind there is.
    pub const ALL: [Self; 6] = [
        Self::Conversation,
        Self::ReadMarker,
        Self::Report,
        Self::Project,
        Self::User,
        Self::Access,
    ];

    /// The word in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversation => "Conversation",
            Self::ReadMarker => "ReadMarker",
            Self::Report => "Report",
            Self::Project => "Project",
            Self::User => "User",
            Self::Access => "Access",
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
    /// A report, apart from the conversation so that nobody in it can notice.
    Report(ReportId),
    /// A project's members.
    Project(ProjectId),
    /// A person.
    User(UserId),
    /// What this reader has looked at.
    Access(UserId),
}

impl StreamId {
    /// The kind of aggregate.
    #[must_use]
    pub const fn kind(self) -> StreamKind {
        match self {
            Self::Conversation(_) => StreamKind::Conversation,
            Self::ReadMarker(..) => StreamKind::ReadMarker,
            Self::Report(_) => StreamKind::Report,
            Self::Project(_) => StreamKind::Project,
            Self::User(_) => StreamKind::User,
            Self::Access(_) => StreamKind::Access,
        }
    }

    /// The id as the log's `aggregate_id` holds it.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Conversation(id) => id.to_string(),
            Self::ReadMarker(conversation, reader) => format!("{conversation}:{reader}"),
            Self::Report(id) => id.to_string(),
            Self::Project(id) => id.to_string(),
            Self::User(id) | Self::Access(id) => id.to_string(),
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
            StreamKind::Report => id.parse().ok().map(Self::Report),
            StreamKind::Project => id.parse().ok().map(Self::Project),
            StreamKind::User => id.parse().ok().map(Self::User),
            StreamKind::Access => id.parse().ok().map(Self::Access),
        }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind().as_str(), self.id())
    }
}
