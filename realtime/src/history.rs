//! The port to what lies behind us: the log, asked in the ways that sockets need.

mod postgres;

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{ConversationId, LogId, ProjectId, RecordedEvent, StreamId, UserId};
use event_bus::LogError;
use wire::frame::{Facts, Need};

use crate::effect::Move;

pub use postgres::PostgresHistory;

/// How many positions one question may span, so that none takes long, however far back it goes.
pub const SPAN_MAX: u64 = 20_000;

/// Positions after one and up to another, included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The last position before it.
    pub after: u64,
    /// The last position of it.
    pub up_to: u64,
}

/// Who takes part in what, as the read tables have it at one position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// How far the tables were; 0 where there are none.
    pub position: u64,
    /// All conversations, with their projects.
    pub conversations: Vec<(ConversationId, ProjectId)>,
    /// Who takes part now.
    pub participants: Vec<(ConversationId, UserId)>,
    /// Who is a member now.
    pub members: Vec<(ProjectId, UserId)>,
}

/// An event that gives frames, without its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it is.
    pub position: u64,
    /// What it is about.
    pub about: About,
}

/// What a frame is about, which decides who gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// A conversation.
    Conversation(ConversationId),
    /// How far somebody has read in one.
    Reading(ConversationId, UserId),
    /// How somebody keeps one for themselves.
    Mine(ConversationId, UserId),
    /// A person.
    Person(UserId),
    /// A person whose words are gone.
    Erasure(UserId),
}

impl About {
    /// What the frames of an event are about, by the names of its stream and its own.
    #[must_use]
    pub fn of(stream: StreamId, event: &str) -> Option<Self> {
        match (stream, event) {
            (StreamId::Conversation(id), _) => Some(Self::Conversation(id)),
            (StreamId::ReadMarker(id, reader), "ConversationRead") => {
                Some(Self::Reading(id, reader))
            }
            (StreamId::ReadMarker(id, reader), _) => Some(Self::Mine(id, reader)),
            (StreamId::User(_), "UserRegistered") => None,
            (StreamId::User(user), "UserErased") => Some(Self::Erasure(user)),
            (StreamId::User(user), _) => Some(Self::Person(user)),
            (StreamId::Report(_) | StreamId::Project(_) | StreamId::Access(_), _) => None,
        }
    }

    /// The conversation, where it is about one.
    pub(crate) const fn conversation(self) -> Option<ConversationId> {
        match self {
            Self::Conversation(id) | Self::Reading(id, _) | Self::Mine(id, _) => Some(id),
            Self::Person(_) | Self::Erasure(_) => None,
        }
    }
}

/// The log as sockets ask it. Every span is at most [`SPAN_MAX`] long.
#[async_trait]
pub trait History: Send + Sync + 'static {
    /// Which log this is.
    fn log(&self) -> LogId;

    /// Who takes part in what, at one position, in one consistent read.
    async fn snapshot(&self) -> Result<Snapshot, LogError>;

    /// The position of the newest event.
    async fn head(&self) -> Result<u64, LogError>;

    /// The events after a position: ascending, without a hole.
    async fn read(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, LogError>;

    /// The events at these positions, ascending.
    async fn at(&self, positions: &[u64]) -> Result<Vec<RecordedEvent>, LogError>;

    /// Where the person was brought in or taken out, ascending.
    async fn moves(&self, of: UserId, span: Span) -> Result<Vec<Move>, LogError>;

    /// The events that give frames, ascending: of these conversations, without what others keep
    /// for themselves, and of people.
    async fn outline(
        &self,
        of: &[ConversationId],
        viewer: UserId,
        span: Span,
    ) -> Result<Vec<Line>, LogError>;

    /// What frames need besides their events, by position, as of that position.
    async fn facts(&self, needs: &[(u64, Need)]) -> Result<HashMap<u64, Facts>, LogError>;
}
