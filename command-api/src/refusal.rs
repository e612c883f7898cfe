//! From a refusal of the domain to a problem for the client.

use chassis::problem::{Code, FieldError, Problem};
use domain::Refusal;

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

/// How one route's request names project and people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) project: Place,
    pub(crate) person: Place,
}

impl Named {
    /// Everything by its path.
    pub(crate) const BY_PATH: Self = Self {
        project: Place::Path,
        person: Place::Path,
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
        Refusal::NoSuchConversation => Problem::not_found(),
        Refusal::NoSuchProject => named.project.problem(&sentence),
        Refusal::NoSuchPerson => named.person.problem(&sentence),
        Refusal::NotInProject { index } => named.person.problem_at(*index, &sentence),
        Refusal::TooManyParticipants => named.person.problem(&sentence),
        Refusal::AuditorsChangeNothing
        | Refusal::NotAnAdmin
        | Refusal::MayNotChangeParticipants => Problem::new(Code::Forbidden, sentence),
        Refusal::ConversationNotOpen => Problem::new(Code::ConversationNotOpen, sentence),
        Refusal::MessageIdTaken => Problem::new(Code::KeyReused, sentence.clone())
            .error(FieldError::at_pointer("/messageId", sentence)),
        Refusal::NoSuchReply => Problem::invalid_field("/replyTo", sentence),
        Refusal::ReadBeyondEnd { .. } => Problem::invalid_field("/seq", sentence),
        Refusal::IdTaken => Problem::new(Code::Conflict, sentence),
        Refusal::BadText(_) => Problem::invalid_field("", sentence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Named = Named {
        project: Place::Field("/projectId"),
        person: Place::List("/participantIds"),
    };

    fn told(refusal: &Refusal, named: Named) -> (Code, Option<String>) {
        let problem = problem(refusal, named);
        let pointer = problem
            .field_errors()
            .first()
            .and_then(|error| error.pointer.clone());
        (problem.code(), pointer)
    }

    #[test]
    fn a_refusal_points_at_the_part_of_the_request_it_is_about() {
        let at = |pointer: &str| (Code::ValidationFailed, Some(pointer.to_owned()));
        let person = |place| Named {
            project: Place::Path,
            person: place,
        };
        let not_in = Refusal::NotInProject { index: 3 };
        assert_eq!(told(&Refusal::NoSuchProject, START), at("/projectId"));
        assert_eq!(told(&not_in, START), at("/participantIds/3"));
        assert_eq!(
            told(&Refusal::TooManyParticipants, START),
            at("/participantIds")
        );
        assert_eq!(
            told(&not_in, person(Place::Field("/userId"))),
            at("/userId")
        );
        assert_eq!(
            told(&Refusal::NoSuchPerson, person(Place::Field("/userId"))),
            at("/userId")
        );
        assert_eq!(told(&Refusal::NoSuchReply, Named::BY_PATH), at("/replyTo"));
        assert_eq!(
            told(&Refusal::ReadBeyondEnd { last_seq: 1 }, Named::BY_PATH),
            at("/seq")
        );
    }

    #[test]
    fn what_is_not_there_and_what_may_not_be_seen_read_the_same() {
        for refusal in [
            Refusal::NoSuchConversation,
            Refusal::NoSuchProject,
            Refusal::NoSuchPerson,
        ] {
            assert_eq!(
                problem(&refusal, Named::BY_PATH),
                Problem::not_found(),
                "{refusal:?}"
            );
        }
    }

    #[test]
    fn every_other_refusal_has_its_code() {
        let table = [
            (Refusal::AuditorsChangeNothing, Code::Forbidden),
            (Refusal::NotAnAdmin, Code::Forbidden),
            (Refusal::MayNotChangeParticipants, Code::Forbidden),
            (Refusal::ConversationNotOpen, Code::ConversationNotOpen),
            (Refusal::MessageIdTaken, Code::KeyReused),
            (Refusal::IdTaken, Code::Conflict),
        ];
        for (refusal, code) in table {
            assert_eq!(problem(&refusal, START).code(), code, "{refusal:?}");
        }
    }
}
