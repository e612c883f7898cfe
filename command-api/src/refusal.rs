//! From a refusal of the domain to a problem for the client.

use chassis::caller::AuthError;
use chassis::problem::{Code, FieldError, Problem};
use domain::{Refusal, SeenVersion};
use serde_json::json;

/// Where a request names what a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In its path: what is not there, or may not be known of, is 404.
    Path,
    /// In a field of its body, at this pointer.
    Field(&'static str),
    /// In a list of its body, at this pointer.
    List(&'static str),
}

/// How one route's request names project, people and a place in the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) project: Place,
    pub(crate) person: Place,
    /// The pointer of a sequence.
    pub(crate) seq: &'static str,
}

impl Named {
    /// Everything by its path.
    pub(crate) const BY_PATH: Self = Self {
        project: Place::Path,
        person: Place::Path,
        seq: "/seq",
    };
}

impl Place {
    fn problem(self, message: &str) -> Problem {
        match self {
            Self::Path => Problem::not_found(),
            Self::Field(pointer) | Self::List(pointer) => Problem::invalid_field(pointer, message),
        }
    }

    fn problem_at(self, index: usize, message: &str) -> Problem {
        match self {
            Self::Path | Self::Field(_) => self.problem(message),
            Self::List(pointer) => Problem::invalid_field(format!("{pointer}/{index}"), message),
        }
    }
}

/// The problem that tells of a refusal: the one place where refusals get their codes.
pub(crate) fn problem(refusal: &Refusal, named: Named) -> Problem {
    let sentence = refusal.to_string();
    match refusal {
        Refusal::NoSuchConversation | Refusal::NoSuchMessage | Refusal::NoSuchReport => {
            Problem::not_found()
        }
        Refusal::NoSuchProject => named.project.problem(&sentence),
        Refusal::NoSuchPerson => named.person.problem(&sentence),
        Refusal::NotInProject { index } => named.person.problem_at(*index, &sentence),
        Refusal::TooManyParticipants => named.person.problem(&sentence),
        Refusal::PersonDisabled => AuthError::Disabled.into(),
        Refusal::AuditorsChangeNothing
        | Refusal::OnlyAdmins
        | Refusal::OnlyAuditors
        | Refusal::NotOneself
        | Refusal::NotTheAuthor
        | Refusal::MayNotDelete
        | Refusal::MayNotRestore
        | Refusal::TooLateToRestore
        | Refusal::MayNotChangeSubject
        | Refusal::MayNotChangeParticipants => Problem::new(Code::Forbidden, sentence),
        Refusal::ConversationNotOpen => Problem::new(Code::ConversationNotOpen, sentence),
        Refusal::AlreadyDeleted => Problem::new(Code::AlreadyDeleted, sentence),
        Refusal::NotDeleted => Problem::new(Code::NotDeleted, sentence),
        Refusal::VersionMismatch(present) => mismatch(present, sentence),
        Refusal::PersonErased | Refusal::ReportSettled | Refusal::IdTaken => {
            Problem::new(Code::Conflict, sentence)
        }
        Refusal::MessageIdTaken => Problem::new(Code::KeyReused, sentence.clone())
            .error(FieldError::at_pointer("/messageId", sentence)),
        Refusal::ReasonRequired => Problem::invalid_field("/reason", sentence),
        Refusal::NothingSaid => Problem::invalid_field("/body", sentence),
        Refusal::TooManyFiles => Problem::invalid_field("/fileIds", sentence),
        Refusal::NoSuchReply => Problem::invalid_field("/replyTo", sentence),
        Refusal::ReadBeyondEnd { .. } => Problem::invalid_field(named.seq, sentence),
        Refusal::OwnMessage => Problem::new(Code::ValidationFailed, sentence),
        Refusal::BadText(_) => Problem::invalid_field("", sentence),
    }
}

/// Somebody was faster, with what is there now: enough to ask "change it all the same?".
fn mismatch(present: &SeenVersion, sentence: String) -> Problem {
    let current = json!({"version": present.version, "by": present.by, "at": present.at});
    Problem::new(Code::VersionMismatch, sentence).member("current", current)
}

#[cfg(test)]
mod tests;
