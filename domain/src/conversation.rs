//! A conversation: who takes part, and what was said.

mod command;
mod decide;
mod event;
mod message;

use serde::{Deserialize, Serialize};

use crate::{ConversationId, Private, ProjectId, Role, Subject, Timestamp, UserId};

pub use command::{ConversationAsk, ConversationCommand, ConversationFacts};
pub use event::ConversationEvent;
pub use message::{Deletion, Message, MessageFact, ReplyTo};

/// Creator included. A frame or an event carries all of them.
pub const PARTICIPANTS_MAX: usize = 100;

/// How long an author may take back a deletion, in milliseconds.
pub const RESTORE_WITHIN_MS: i64 = 60_000;

/// Whether people may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// People write.
    Active,
    /// The matter is settled; only admins write.
    Closed,
    /// Put away.
    Archived,
}

impl Status {
    /// The word in tables and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
            Self::Archived => "archived",
        }
    }

    /// The status a word names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Closed, Self::Archived]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// Somebody who takes part, since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// The person.
    pub user_id: UserId,
    /// The sequence of the event that brought them in.
    pub joined_seq: u64,
    /// When that was.
    pub joined_at: Timestamp,
}

/// A conversation without its messages: what participant, status and subject events carry whole,
/// so that no reader needs a table that may lag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationCore {
    /// Which conversation.
    pub id: ConversationId,
    /// The project it belongs to, for ever.
    pub project_id: ProjectId,
    /// What it is about.
    pub subject: Private<Subject>,
    /// Whether people may write.
    pub status: Status,
    /// Counts changes of subject, status and participants, from 1.
    pub version: u64,
    /// Who started it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// The stream's last sequence.
    pub last_seq: u64,
    /// Who takes part, in the order they came.
    pub participants: Vec<Participant>,
}

/// The aggregate. Empty until it is started. It remembers no message: those that a command names
/// come with it as facts, so a long conversation costs what a short one does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    // Has to be there in a snapshot, be it null: `{}` is none.
    #[serde(deserialize_with = "Option::deserialize")]
    core: Option<ConversationCore>,
    /// Who last changed subject, status or participants, and when.
    changed: Option<(UserId, Timestamp)>,
}

impl Conversation {
    /// The conversation, once started.
    #[must_use]
    pub const fn core(&self) -> Option<&ConversationCore> {
        self.core.as_ref()
    }
}

impl ConversationCore {
    /// The person's part in it, if they take part now.
    #[must_use]
    pub fn participant(&self, user: UserId) -> Option<&Participant> {
        self.participants.iter().find(|p| p.user_id == user)
    }

    /// Whether a person of this role may write here now.
    #[must_use]
    pub const fn accepts_post_from(&self, role: Role) -> bool {
        match self.status {
            Status::Active => true,
            Status::Closed | Status::Archived => matches!(role, Role::Admin),
        }
    }
}
