//! Why a command is not carried out. A refusal is a value of the domain, not a failure.

use crate::{BadText, FILES_MAX, PARTICIPANTS_MAX, SeenVersion};

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
    /// The asker was disabled or erased.
    #[error("this person may not come in")]
    PersonDisabled,
    /// Only admins keep the directory, decide what is open, and handle reports.
    #[error("only an admin may do this")]
    OnlyAdmins,
    /// Only admins and auditors read what they take no part in.
    #[error("only an admin or an auditor may do this")]
    OnlyAuditors,
    /// Who keeps the directory does not lock themselves out.
    #[error("nobody may demote, disable or erase themselves")]
    NotOneself,
    /// An erased person stays erased.
    #[error("the person was erased")]
    PersonErased,
    /// There is no such message in this conversation.
    #[error("there is no such message")]
    NoSuchMessage,
    /// There is no such report.
    #[error("there is no such report")]
    NoSuchReport,
    /// Only who said it says it in other words.
    #[error("only its author may edit a message")]
    NotTheAuthor,
    /// Only the author and admins take a message away.
    #[error("only its author and admins may delete a message")]
    MayNotDelete,
    /// What somebody else took away only an admin brings back.
    #[error("only an admin may restore this message")]
    MayNotRestore,
    /// The author has waited too long.
    #[error("an author may restore a message within 60 seconds")]
    TooLateToRestore,
    /// Only the creator, team people who take part, and admins.
    #[error("only its creator, team people who take part, and admins may change the subject")]
    MayNotChangeSubject,
    /// The message is deleted.
    #[error("the message was deleted")]
    AlreadyDeleted,
    /// The message is there.
    #[error("the message is not deleted")]
    NotDeleted,
    /// Somebody was faster.
    #[error("it has changed since; the present version is {}", .0.version)]
    VersionMismatch(SeenVersion),
    /// To close a conversation one says why.
    #[error("must be given to close a conversation")]
    ReasonRequired,
    /// No text, and no files either.
    #[error("must not be blank")]
    NothingSaid,
    /// More files than a message carries.
    #[error("a message carries at most {FILES_MAX} files")]
    TooManyFiles,
    /// Nobody reports themselves.
    #[error("nobody can report their own message")]
    OwnMessage,
    /// The report is resolved or dismissed.
    #[error("the report is settled")]
    ReportSettled,
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
