//! Starting a conversation.

use domain::{
    ConversationCommand, ConversationCore, ConversationEvent, PARTICIPANTS_MAX, Participant,
    Refusal, Role, Standing, UserId,
};

use crate::given::*;

fn start(participants: &[UserId]) -> ConversationCommand {
    ConversationCommand::StartConversation {
        id: conversation(),
        project_id: project(),
        subject: subject(),
        participants: participants.to_vec(),
    }
}

/// The client starts it with these, who are all of the project.
fn started_by_client(named: &[UserId]) -> Result<Vec<ConversationEvent>, Refusal> {
    let facts = facts_with(member(Role::Client), named);
    asked(vec![], CLIENT, start(named), facts)
}

fn participants_of(result: Result<Vec<ConversationEvent>, Refusal>) -> Vec<UserId> {
    let events = result.unwrap();
    let [ConversationEvent::ConversationStarted { core, .. }] = events.as_slice() else {
        panic!("not started: {events:?}");
    };
    core.participants.iter().map(|one| one.user_id).collect()
}

#[test]
fn a_conversation_begins_with_its_creator_and_those_named_in_their_order() {
    let joined = |user_id| Participant {
        user_id,
        joined_seq: 1,
        joined_at: at(9),
    };
    let core = ConversationCore {
        created_at: at(9),
        participants: vec![joined(CLIENT), joined(OTHER), joined(TEAM)],
        ..core(&[])
    };
    let started = ConversationEvent::ConversationStarted {
        by: CLIENT,
        at: at(9),
        core,
    };
    assert_eq!(started_by_client(&[OTHER, TEAM]), Ok(vec![started]));
}

#[test]
fn one_may_begin_alone() {
    assert_eq!(participants_of(started_by_client(&[])), [CLIENT]);
}

#[test]
fn naming_the_creator_changes_nothing() {
    assert_eq!(
        participants_of(started_by_client(&[TEAM, CLIENT])),
        [CLIENT, TEAM]
    );
}

#[test]
fn naming_somebody_twice_is_naming_them_once() {
    let named = [TEAM, OTHER, TEAM, OTHER];
    assert_eq!(
        participants_of(started_by_client(&named)),
        [CLIENT, TEAM, OTHER]
    );
}

fn people(count: usize) -> Vec<UserId> {
    (0..count).map(|n| user(100 + n as u128)).collect()
}

#[test]
fn a_hundred_take_part_with_the_creator() {
    let others = people(PARTICIPANTS_MAX - 1);
    assert_eq!(
        participants_of(started_by_client(&others)).len(),
        PARTICIPANTS_MAX
    );
}

#[test]
fn a_hundred_and_one_are_too_many() {
    let others = people(PARTICIPANTS_MAX);
    assert_eq!(
        started_by_client(&others),
        Err(Refusal::TooManyParticipants)
    );
}

#[test]
fn repeated_names_do_not_count_towards_the_limit() {
    let mut others = people(PARTICIPANTS_MAX - 1);
    others.extend(others.clone());
    others.push(CLIENT);
    assert_eq!(
        participants_of(started_by_client(&others)).len(),
        PARTICIPANTS_MAX
    );
}

#[test]
fn who_may_start_one() {
    let no_project = Err(Refusal::NoSuchProject);
    let rows: [(Option<Standing>, Result<(), Refusal>); 9] = [
        (member(Role::Client), Ok(())),
        (member(Role::Team), Ok(())),
        (member(Role::Admin), Ok(())),
        (elsewhere(Role::Admin), Ok(())),
        (elsewhere(Role::Client), no_project.clone()),
        (elsewhere(Role::Team), no_project),
        (member(Role::Auditor), Err(Refusal::AuditorsChangeNothing)),
        (
            elsewhere(Role::Auditor),
            Err(Refusal::AuditorsChangeNothing),
        ),
        (None, Err(Refusal::NoSuchPerson)),
    ];
    for (asker, expected) in rows {
        let result = asked(vec![], OTHER, start(&[]), facts(asker));
        assert_eq!(result.map(drop), expected, "{asker:?}");
    }
}

#[test]
fn a_project_one_is_not_in_looks_like_one_that_is_not_there() {
    let mut nowhere = facts(elsewhere(Role::Client));
    nowhere.project_exists = false;
    let missing = asked(vec![], CLIENT, start(&[]), nowhere);
    let foreign = asked(vec![], CLIENT, start(&[]), facts(elsewhere(Role::Client)));
    assert_eq!(missing, Err(Refusal::NoSuchProject));
    assert_eq!(foreign, missing);
}

#[test]
fn not_even_an_admin_starts_one_in_no_project() {
    let mut nowhere = facts(elsewhere(Role::Admin));
    nowhere.project_exists = false;
    assert_eq!(
        asked(vec![], CLIENT, start(&[]), nowhere),
        Err(Refusal::NoSuchProject)
    );
}

#[test]
fn an_unknown_person_and_one_of_another_project_look_the_same() {
    for standing in [None, elsewhere(Role::Client), elsewhere(Role::Admin)] {
        let mut facts = facts_with(member(Role::Client), &[TEAM]);
        facts
            .people
            .extend(standing.map(|standing| (OTHER, standing)));
        let result = asked(vec![], CLIENT, start(&[TEAM, OTHER]), facts);
        assert_eq!(
            result,
            Err(Refusal::NotInProject { index: 1 }),
            "{standing:?}"
        );
    }
}

#[test]
fn the_person_who_cannot_be_named_is_told_by_their_place_in_the_list_as_given() {
    let facts = facts_with(member(Role::Client), &[TEAM]);
    let named = [CLIENT, TEAM, TEAM, OTHER];
    let result = asked(vec![], CLIENT, start(&named), facts);
    assert_eq!(result, Err(Refusal::NotInProject { index: 3 }));
}

#[test]
fn an_auditor_of_the_project_cannot_be_named() {
    let mut facts = facts(member(Role::Client));
    facts
        .people
        .extend(member(Role::Auditor).map(|standing| (OTHER, standing)));
    let result = asked(vec![], CLIENT, start(&[OTHER]), facts);
    assert_eq!(result, Err(Refusal::NotInProject { index: 0 }));
}

#[test]
fn a_conversation_begins_once() {
    let again = asked(
        vec![started()],
        CLIENT,
        start(&[]),
        facts(member(Role::Client)),
    );
    assert_eq!(again, Err(Refusal::IdTaken));
}
