//! What can happen in a conversation.

use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::ConversationCore;
use crate::{Body, MessageId, Private, Timestamp, UserId};

/// The message that another one answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplyTo {
    /// The original.
    pub id: MessageId,
    /// Its sequence.
    pub seq: u64,
    /// Who wrote it.
    pub author_id: UserId,
}

/// The events of a conversation. Each carries who and when, and all that a reader needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum ConversationEvent {
    /// Always the first. Its participants have `joinedSeq` 1.
    ConversationStarted {
        /// Who started it.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The conversation after it.
        core: ConversationCore,
    },
    /// Somebody was brought in, and sees the whole history.
    ParticipantAdded {
        /// Who added them.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Who was added.
        user_id: UserId,
        /// The conversation after it.
        core: ConversationCore,
    },
    /// Somebody left or was taken out, and sees nothing after this.
    ParticipantRemoved {
        /// Who removed them; themselves when they left.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Who is out.
        user_id: UserId,
        /// The conversation after it.
        core: ConversationCore,
    },
    /// Somebody said something. Its sequence is the message's `seq`.
    MessageSent {
        /// The message.
        id: MessageId,
        /// Its author.
        by: UserId,
        /// When it was sent.
        at: Timestamp,
        /// What it says.
        body: Private<Body>,
        /// What it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<ReplyTo>,
    },
}

impl ConversationEvent {
    /// The name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ConversationStarted { .. } => "ConversationStarted",
            Self::ParticipantAdded { .. } => "ParticipantAdded",
            Self::ParticipantRemoved { .. } => "ParticipantRemoved",
            Self::MessageSent { .. } => "MessageSent",
        }
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        match self {
            Self::ConversationStarted { .. }
            | Self::ParticipantAdded { .. }
            | Self::ParticipantRemoved { .. }
            | Self::MessageSent { .. } => 1,
        }
    }

    /// Who did it, and when.
    #[must_use]
    pub const fn source(&self) -> (UserId, Timestamp) {
        match self {
            Self::ConversationStarted { by, at, .. }
            | Self::ParticipantAdded { by, at, .. }
            | Self::ParticipantRemoved { by, at, .. }
            | Self::MessageSent { by, at, .. } => (*by, *at),
        }
    }

    /// The message it concerns.
    #[must_use]
    pub const fn message_id(&self) -> Option<MessageId> {
        match self {
            Self::MessageSent { id, .. } => Some(*id),
            Self::ConversationStarted { .. }
            | Self::ParticipantAdded { .. }
            | Self::ParticipantRemoved { .. } => None,
        }
    }
}

impl DomainEvent for ConversationEvent {
    fn event_type(&self) -> String {
        self.name().to_owned()
    }

    fn event_version(&self) -> String {
        self.version().to_string()
    }
}
