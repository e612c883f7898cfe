//! Why a command is not carried out. A refusal is a value of the domain, not a failure.

use crate::{BadText, PARTICIPANTS_MAX};

/// The reasons, each said to the person who asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It does not exist, or the asker may not know that it does: both look the same.
    #[error("there is no such conversation")]
    NoSuchConversation,
    /// The same for a project.
    #[error("there is no such project")]
    NoSuchProject,
    /// The asker is not known to the directory.
    #[error("this person is not known here")]
    NoSuchPerson,
    /// An auditor reads everything and changes nothing.
    #[error("an auditor changes nothing")]
    AuditorsChangeNothing,
    /// Only admins keep the directory.
    #[error("only an admin may change the directory")]
    NotAnAdmin,
    /// Only team people who take part, and admins, add or remove others.
    #[error("only team people who take part, and admins, may change who takes part")]
    MayNotChangeParticipants,
    /// The conversation is closed or archived.
    #[error("the conversation is not open")]
    ConversationNotOpen,
    /// The conversation is full.
    #[error("a conversation has at most {PARTICIPANTS_MAX} participants")]
    TooManyParticipants,
    /// A person named in the command is unknown, or not in the project: both look the same.
    #[error("not a person of this project")]
    NotInProject {
        /// Which of the named people, counted from 0.
        index: usize,
    },
    /// The message id is taken in this conversation, by another message.
    #[error("this message id was used for another message")]
    MessageIdTaken,
    /// The message answered to is not in this conversation.
    #[error("the message replied to is not in this conversation")]
    NoSuchReply,
    /// A mark beyond the conversation's end.
    #[error("the conversation ends at {last_seq}")]
    ReadBeyondEnd {
        /// The conversation's last sequence.
        last_seq: u64,
    },
    /// The id is taken: the project or person exists already.
    #[error("this id exists already")]
    IdTaken,
    /// A text outside its limits.
    #[error("the text {0}")]
    BadText(#[from] BadText),
}
