//! What can happen to a report.

use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{Outcome, ReportReason};
use crate::{ConversationId, Message, MessageId, Note, Private, Timestamp, UserId};

/// The events of a report. They stand apart from the conversation: nobody in it can notice one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum ReportEvent {
    /// Always the first.
    MessageReported {
        /// The reporter.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Where the message was said.
        conversation_id: ConversationId,
        /// Why.
        reason: ReportReason,
        /// In the reporter's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Private<Note>>,
        /// The message as it was then, whatever becomes of it.
        message: Message,
    },
    /// Somebody took it on.
    ReportAssigned {
        /// Who said so.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
        /// Who handles it.
        assigned_to: UserId,
    },
    /// Somebody wrote something down.
    ReportNoted {
        /// Who.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
        /// What.
        text: Private<Note>,
    },
    /// It is settled.
    ReportResolved {
        /// Who settled it.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
        /// What was done.
        outcome: Outcome,
    },
    /// It is no case.
    ReportDismissed {
        /// Who said so.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
    },
}

impl ReportEvent {
    /// The name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::MessageReported { .. } => "MessageReported",
            Self::ReportAssigned { .. } => "ReportAssigned",
            Self::ReportNoted { .. } => "ReportNoted",
            Self::ReportResolved { .. } => "ReportResolved",
            Self::ReportDismissed { .. } => "ReportDismissed",
        }
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        match self {
            Self::MessageReported { .. }
            | Self::ReportAssigned { .. }
            | Self::ReportNoted { .. }
            | Self::ReportResolved { .. }
            | Self::ReportDismissed { .. } => 1,
        }
    }

    /// Who did it, and when.
    #[must_use]
    pub const fn source(&self) -> (UserId, Timestamp) {
        match self {
            Self::MessageReported { by, at, .. }
            | Self::ReportAssigned { by, at, .. }
            | Self::ReportNoted { by, at, .. }
            | Self::ReportResolved { by, at, .. }
            | Self::ReportDismissed { by, at, .. } => (*by, *at),
        }
    }

    /// The conversation and the message it concerns.
    #[must_use]
    pub const fn about(&self) -> (ConversationId, MessageId) {
        match self {
            Self::MessageReported {
                conversation_id,
                message,
                ..
            } => (*conversation_id, message.id),
            Self::ReportAssigned {
                conversation_id,
                message_id,
                ..
            }
            | Self::ReportNoted {
                conversation_id,
                message_id,
                ..
            }
            | Self::ReportResolved {
                conversation_id,
                message_id,
                ..
            }
            | Self::ReportDismissed {
                conversation_id,
                message_id,
                ..
            } => (*conversation_id, *message_id),
        }
    }
}

impl DomainEvent for ReportEvent {
    fn event_type(&self) -> String {
        self.name().to_owned()
    }

    fn event_version(&self) -> String {
        self.version().to_string()
    }
}
