//! What can be asked of a conversation, and the facts a decision rests on.

use std::collections::BTreeMap;

use super::{MessageFact, Status};
use crate::{
    Asked, Body, ConversationId, File, FileId, FileState, MessageId, Private, ProjectId, Reason,
    Standing, Subject, UserId,
};

/// A command as the aggregate gets it.
pub type ConversationAsk = Asked<ConversationCommand, ConversationFacts>;

/// What people ask of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConversationCommand {
    /// Begin one in a project, with people of that project.
    StartConversation {
        /// The new conversation's id.
        id: ConversationId,
        /// Where it belongs.
        project_id: ProjectId,
        /// What it is about.
        subject: Private<Subject>,
        /// Who takes part besides the asker, in the order given.
        participants: Vec<UserId>,
    },
    /// Bring somebody in.
    AddParticipant {
        /// Who.
        user_id: UserId,
    },
    /// Take somebody out, or leave.
    RemoveParticipant {
        /// Who.
        user_id: UserId,
    },
    /// Take out somebody who may not take part any longer: no member of the project, disabled, or
    /// of a role that takes no part. Asked in the name of whoever made it so.
    EndPart {
        /// Who.
        user_id: UserId,
    },
    /// Say what it is about.
    ChangeSubject {
        /// The new subject.
        subject: Private<Subject>,
    },
    /// Close it, put it away, open it again.
    ChangeStatus {
        /// The new status.
        status: Status,
        /// Why; needed to close.
        reason: Option<Private<Reason>>,
        /// The version that the asker has seen.
        if_match: u64,
    },
    /// Say something.
    SendMessage {
        /// The message's id, given by the client or made at the edge.
        id: MessageId,
        /// What it says; empty only beside files.
        body: Private<Body>,
        /// What it carries, reserved for it.
        files: Vec<File>,
        /// The message it answers.
        reply_to: Option<MessageId>,
    },
    /// Say it in other words.
    EditMessage {
        /// Which message.
        id: MessageId,
        /// The new text; empty only beside files.
        body: Private<Body>,
        /// The message's version that the asker has seen.
        if_match: Option<u64>,
    },
    /// Take a message away.
    DeleteMessage {
        /// Which message.
        id: MessageId,
        /// The message's version that the asker has seen.
        if_match: Option<u64>,
    },
    /// Bring a deleted message back.
    RestoreMessage {
        /// Which message.
        id: MessageId,
    },
    /// Record what the scanner found. Asked in the author's name.
    ChangeFileState {
        /// The message that carries it.
        message_id: MessageId,
        /// Which file.
        file_id: FileId,
        /// What it is now.
        state: FileState,
    },
}

impl ConversationCommand {
    /// The message it would bring.
    #[must_use]
    pub const fn message_sent(&self) -> Option<MessageId> {
        match self {
            Self::SendMessage { id, .. } => Some(*id),
            Self::StartConversation { .. }
            | Self::AddParticipant { .. }
            | Self::RemoveParticipant { .. }
            | Self::EndPart { .. }
            | Self::ChangeSubject { .. }
            | Self::ChangeStatus { .. }
            | Self::EditMessage { .. }
            | Self::DeleteMessage { .. }
            | Self::RestoreMessage { .. }
            | Self::ChangeFileState { .. } => None,
        }
    }

    /// The messages it names: its own and the one it answers.
    pub(crate) fn messages_named(&self) -> impl Iterator<Item = MessageId> + use<> {
        let (own, answered) = match self {
            Self::SendMessage { id, reply_to, .. } => (Some(*id), *reply_to),
            Self::EditMessage { id, .. }
            | Self::DeleteMessage { id, .. }
            | Self::RestoreMessage { id }
            | Self::ChangeFileState { message_id: id, .. } => (Some(*id), None),
            Self::StartConversation { .. }
            | Self::AddParticipant { .. }
            | Self::RemoveParticipant { .. }
            | Self::EndPart { .. }
            | Self::ChangeSubject { .. }
            | Self::ChangeStatus { .. } => (None, None),
        };
        own.into_iter().chain(answered)
    }

    /// The people it names.
    pub(crate) fn people_named(&self) -> &[UserId] {
        match self {
            Self::StartConversation { participants, .. } => participants,
            Self::AddParticipant { user_id }
            | Self::RemoveParticipant { user_id }
            | Self::EndPart { user_id } => std::slice::from_ref(user_id),
            Self::ChangeSubject { .. }
            | Self::ChangeStatus { .. }
            | Self::SendMessage { .. }
            | Self::EditMessage { .. }
            | Self::DeleteMessage { .. }
            | Self::RestoreMessage { .. }
            | Self::ChangeFileState { .. } => &[],
        }
    }
}

/// What other streams say, filled in by the writer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationFacts {
    /// The asker; none if the directory does not know them.
    pub asker: Option<Standing>,
    /// The people a command names that the directory knows.
    pub people: BTreeMap<UserId, Standing>,
    /// The messages of this conversation a command names that exist.
    pub messages: BTreeMap<MessageId, MessageFact>,
    /// Whether the project exists.
    pub project_exists: bool,
}
