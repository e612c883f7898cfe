//! What can be asked of a conversation, and the facts a decision rests on.

use std::collections::BTreeMap;

use crate::{
    Asked, Body, ConversationId, MessageFact, MessageId, Private, ProjectId, Standing, Subject,
    UserId,
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
    /// Say something.
    SendMessage {
        /// The message's id, given by the client or made at the edge.
        id: MessageId,
        /// What it says.
        body: Private<Body>,
        /// The message it answers.
        reply_to: Option<MessageId>,
    },
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
