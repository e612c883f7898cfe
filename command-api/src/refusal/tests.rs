use domain::{BadText, Timestamp, UserId};
use uuid::Uuid;

use super::*;

const START: Named = Named {
    project: Place::Field("/projectId"),
    person: Place::List("/participantIds"),
    seq: "/seq",
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
    let by_path = |refusal: Refusal| told(&refusal, Named::BY_PATH);
    let at = |pointer: &str| (Code::ValidationFailed, Some(pointer.to_owned()));
    let person = |place| Named {
        person: place,
        ..Named::BY_PATH
    };
    let beyond = Refusal::ReadBeyondEnd { last_seq: 1 };
    let unread = Named {
        seq: "/unreadFrom",
        ..Named::BY_PATH
    };
    let not_in = Refusal::NotInProject { index: 3 };
    let full = Refusal::TooManyParticipants;
    let nobody = Refusal::NoSuchPerson;
    let added = person(Place::Field("/userId"));
    assert_eq!(told(&Refusal::NoSuchProject, START), at("/projectId"));
    assert_eq!(told(&not_in, START), at("/participantIds/3"));
    assert_eq!(told(&full, START), at("/participantIds"));
    assert_eq!(told(&not_in, added), at("/userId"));
    assert_eq!(told(&nobody, added), at("/userId"));
    assert_eq!(told(&beyond, unread), at("/unreadFrom"));
    assert_eq!(by_path(beyond), at("/seq"));
    assert_eq!(by_path(Refusal::NoSuchReply), at("/replyTo"));
    assert_eq!(by_path(Refusal::ReasonRequired), at("/reason"));
    assert_eq!(by_path(Refusal::NothingSaid), at("/body"));
    assert_eq!(by_path(Refusal::TooManyFiles), at("/fileIds"));
    assert_eq!(by_path(Refusal::BadText(BadText::Blank)), at(""));
}

#[test]
fn what_is_not_there_and_what_may_not_be_seen_read_the_same() {
    for refusal in [
        Refusal::NoSuchConversation,
        Refusal::NoSuchMessage,
        Refusal::NoSuchReport,
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
        (Refusal::PersonDisabled, Code::Unauthenticated),
        (Refusal::AuditorsChangeNothing, Code::Forbidden),
        (Refusal::OnlyAdmins, Code::Forbidden),
        (Refusal::OnlyAuditors, Code::Forbidden),
        (Refusal::NotOneself, Code::Forbidden),
        (Refusal::NotTheAuthor, Code::Forbidden),
        (Refusal::MayNotDelete, Code::Forbidden),
        (Refusal::MayNotRestore, Code::Forbidden),
        (Refusal::TooLateToRestore, Code::Forbidden),
        (Refusal::MayNotChangeSubject, Code::Forbidden),
        (Refusal::MayNotChangeParticipants, Code::Forbidden),
        (Refusal::ConversationNotOpen, Code::ConversationNotOpen),
        (Refusal::AlreadyDeleted, Code::AlreadyDeleted),
        (Refusal::NotDeleted, Code::NotDeleted),
        (Refusal::MessageIdTaken, Code::KeyReused),
        (Refusal::PersonErased, Code::Conflict),
        (Refusal::ReportSettled, Code::Conflict),
        (Refusal::IdTaken, Code::Conflict),
        (Refusal::OwnMessage, Code::ValidationFailed),
    ];
    for (refusal, code) in table {
        assert_eq!(problem(&refusal, START).code(), code, "{refusal:?}");
    }
}

#[test]
fn who_was_too_late_hears_what_is_there_now() {
    let by = UserId::new(Uuid::nil());
    let at = Timestamp::from_millis(0);
    let seen = SeenVersion { version: 7, by, at };
    let problem = problem(&Refusal::VersionMismatch(seen), Named::BY_PATH);
    let body = problem.body("1");
    assert_eq!(body.status, 412);
    let current = json!({"version": 7, "by": by, "at": "1970-01-01T00:00:00.000Z"});
    assert_eq!(body.members.get("current"), Some(&current));
}
