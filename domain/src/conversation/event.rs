//! What can happen in a conversation.

use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{ConversationCore, Deletion, Message, ReplyTo};
use crate::{Body, File, FileId, MessageId, Private, Reason, Timestamp, UserId};

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
    /// It is about something else now.
    SubjectChanged {
        /// Who said so; the new subject is their words.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The conversation after it.
        core: ConversationCore,
    },
    /// It was closed, put away or opened again.
    StatusChanged {
        /// Who decided it.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Private<Reason>>,
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
        /// The files it carries.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<File>,
        /// What it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<ReplyTo>,
    },
    /// An author changed the text.
    MessageEdited {
        /// The author.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The message after it.
        message: Message,
    },
    /// A message was taken away. Its text stays in the log, for auditors.
    MessageDeleted {
        /// Who took it away.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Which message.
        id: MessageId,
        /// Its place in the conversation.
        seq: u64,
        /// Who wrote it.
        author_id: UserId,
    },
    /// A deleted message is back.
    MessageRestored {
        /// Who brought it back.
        by: UserId,
        /// When.
        at: Timestamp,
        /// The message after it.
        message: Message,
    },
    /// The scanner has decided about a file.
    FileStateChanged {
        /// Whose file it is.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Which file.
        file_id: FileId,
        /// The message that carries it, after it.
        message: Message,
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
            Self::SubjectChanged { .. } => "SubjectChanged",
            Self::StatusChanged { .. } => "StatusChanged",
            Self::MessageSent { .. } => "MessageSent",
            Self::MessageEdited { .. } => "MessageEdited",
            Self::MessageDeleted { .. } => "MessageDeleted",
            Self::MessageRestored { .. } => "MessageRestored",
            Self::FileStateChanged { .. } => "FileStateChanged",
        }
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        match self {
            // Since 2 it carries files.
            Self::MessageSent { .. } => 2,
            Self::ConversationStarted { .. }
            | Self::ParticipantAdded { .. }
            | Self::ParticipantRemoved { .. }
            | Self::SubjectChanged { .. }
            | Self::StatusChanged { .. }
            | Self::MessageEdited { .. }
            | Self::MessageDeleted { .. }
            | Self::MessageRestored { .. }
            | Self::FileStateChanged { .. } => 1,
        }
    }

    /// Who did it, and when.
    #[must_use]
    pub const fn source(&self) -> (UserId, Timestamp) {
        match self {
            Self::ConversationStarted { by, at, .. }
            | Self::ParticipantAdded { by, at, .. }
            | Self::ParticipantRemoved { by, at, .. }
            | Self::SubjectChanged { by, at, .. }
            | Self::StatusChanged { by, at, .. }
            | Self::MessageSent { by, at, .. }
            | Self::MessageEdited { by, at, .. }
            | Self::MessageDeleted { by, at, .. }
            | Self::MessageRestored { by, at, .. }
            | Self::FileStateChanged { by, at, .. } => (*by, *at),
        }
    }

    /// The message it concerns.
    #[must_use]
    pub const fn message_id(&self) -> Option<MessageId> {
        match self {
            Self::MessageSent { id, .. } | Self::MessageDeleted { id, .. } => Some(*id),
            Self::MessageEdited { message, .. }
            | Self::MessageRestored { message, .. }
            | Self::FileStateChanged { message, .. } => Some(message.id),
            Self::ConversationStarted { .. }
            | Self::ParticipantAdded { .. }
            | Self::ParticipantRemoved { .. }
            | Self::SubjectChanged { .. }
            | Self::StatusChanged { .. } => None,
        }
    }

    /// The conversation after it, where the event carries it.
    #[must_use]
    pub const fn core(&self) -> Option<&ConversationCore> {
        match self {
            Self::ConversationStarted { core, .. }
            | Self::ParticipantAdded { core, .. }
            | Self::ParticipantRemoved { core, .. }
            | Self::SubjectChanged { core, .. }
            | Self::StatusChanged { core, .. } => Some(core),
            Self::MessageSent { .. }
            | Self::MessageEdited { .. }
            | Self::MessageDeleted { .. }
            | Self::MessageRestored { .. }
            | Self::FileStateChanged { .. } => None,
        }
    }

    /// The deletion that it is, if it is one.
    #[must_use]
    pub const fn deletion(&self) -> Option<Deletion> {
        match self {
            Self::MessageDeleted { by, at, .. } => Some(Deletion { by: *by, at: *at }),
            Self::ConversationStarted { .. }
            | Self::ParticipantAdded { .. }
            | Self::ParticipantRemoved { .. }
            | Self::SubjectChanged { .. }
            | Self::StatusChanged { .. }
            | Self::MessageSent { .. }
            | Self::MessageEdited { .. }
            | Self::MessageRestored { .. }
            | Self::FileStateChanged { .. } => None,
        }
    }

    /// The whole message after it, where the event says it; `sequence` is the event's own.
    #[must_use]
    pub fn message(&self, sequence: u64) -> Option<Message> {
        match self {
            Self::MessageSent {
                id,
                by,
                at,
                body,
                files,
                reply_to,
            } => Some(Message {
                id: *id,
                seq: sequence,
                version: 1,
                author_id: *by,
                body: body.clone(),
                files: files.clone(),
                reply_to: *reply_to,
                sent_at: *at,
                edited_at: None,
            }),
            Self::MessageEdited { message, .. }
            | Self::MessageRestored { message, .. }
            | Self::FileStateChanged { message, .. } => Some(message.clone()),
            Self::ConversationStarted { .. }
            | Self::ParticipantAdded { .. }
            | Self::ParticipantRemoved { .. }
            | Self::SubjectChanged { .. }
            | Self::StatusChanged { .. }
            | Self::MessageDeleted { .. } => None,
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
