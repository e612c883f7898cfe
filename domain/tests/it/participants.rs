//! Bringing people into a conversation and taking them out.

use domain::{
    ConversationCommand, ConversationCore, ConversationEvent, PARTICIPANTS_MAX, Participant,
    Refusal, Role, Standing, Status, UserId,
};

use crate::given::*;

/// Who asks, with what standing, and what they are told.
type Row = (&'static str, UserId, Option<Standing>, Result<(), Refusal>);

fn add(user_id: UserId) -> ConversationCommand {
    ConversationCommand::AddParticipant { user_id }
}

fn remove(user_id: UserId) -> ConversationCommand {
    ConversationCommand::RemoveParticipant { user_id }
}

/// The other person was brought in after the first message, as the third event.
fn other_added() -> ConversationEvent {
    let mut core = core(&[CLIENT, TEAM]);
    core.participants.push(Participant {
        user_id: OTHER,
        joined_seq: 3,
        joined_at: at(9),
    });
    ConversationEvent::ParticipantAdded {
        by: TEAM,
        at: at(9),
        user_id: OTHER,
        core: ConversationCore {
            version: 2,
            last_seq: 3,
            ..core
        },
    }
}

fn client_removed(by: UserId) -> ConversationEvent {
    ConversationEvent::ParticipantRemoved {
        by,
        at: at(9),
        user_id: CLIENT,
        core: ConversationCore {
            version: 2,
            last_seq: 2,
            ..core(&[TEAM])
        },
    }
}

#[test]
fn who_is_brought_in_has_joined_with_that_very_event() {
    let past = vec![started(), said(1, CLIENT, "hello")];
    let facts = facts_with(member(Role::Team), &[OTHER]);
    assert_eq!(
        asked(past, TEAM, add(OTHER), facts),
        Ok(vec![other_added()])
    );
}

#[test]
fn who_takes_part_already_is_not_brought_in_again() {
    let facts = facts_with(member(Role::Team), &[CLIENT]);
    assert_eq!(asked(vec![started()], TEAM, add(CLIENT), facts), Ok(vec![]));
}

#[test]
fn who_is_not_of_the_project_cannot_be_brought_in() {
    let refused = Err(Refusal::NotInProject { index: 0 });
    for standing in [
        None,
        elsewhere(Role::Client),
        elsewhere(Role::Admin),
        member(Role::Auditor),
    ] {
        let mut facts = facts(member(Role::Team));
        facts
            .people
            .extend(standing.map(|standing| (OTHER, standing)));
        let result = asked(vec![started()], TEAM, add(OTHER), facts);
        assert_eq!(result, refused, "{standing:?}");
    }
}

fn crowd(count: usize) -> ConversationEvent {
    let mut people = vec![CLIENT, TEAM];
    people.extend((0..count - 2).map(|n| user(100 + n as u128)));
    started_with(&people)
}

#[test]
fn the_hundredth_may_come_in() {
    let facts = facts_with(member(Role::Team), &[OTHER]);
    let result = asked(vec![crowd(PARTICIPANTS_MAX - 1)], TEAM, add(OTHER), facts);
    assert_eq!(result.unwrap().len(), 1);
}

#[test]
fn the_hundred_and_first_may_not() {
    let facts = facts_with(member(Role::Team), &[OTHER]);
    let result = asked(vec![crowd(PARTICIPANTS_MAX)], TEAM, add(OTHER), facts);
    assert_eq!(result, Err(Refusal::TooManyParticipants));
}

#[test]
fn bringing_a_participant_into_a_full_conversation_changes_nothing() {
    let facts = facts_with(member(Role::Team), &[CLIENT]);
    assert_eq!(
        asked(vec![crowd(PARTICIPANTS_MAX)], TEAM, add(CLIENT), facts),
        Ok(vec![])
    );
}

#[test]
fn who_may_bring_in_and_take_out_others() {
    let no_conversation = Err(Refusal::NoSuchConversation);
    let rows: [Row; 9] = [
        ("team that takes part", TEAM, member(Role::Team), Ok(())),
        ("admin that takes part", TEAM, member(Role::Admin), Ok(())),
        ("admin of the project", user(9), member(Role::Admin), Ok(())),
        (
            "admin of no project",
            user(9),
            elsewhere(Role::Admin),
            Ok(()),
        ),
        (
            "client that takes part",
            TEAM,
            member(Role::Client),
            Err(Refusal::MayNotChangeParticipants),
        ),
        (
            "team that takes no part",
            user(9),
            member(Role::Team),
            no_conversation.clone(),
        ),
        (
            "team that left the project",
            TEAM,
            elsewhere(Role::Team),
            no_conversation,
        ),
        (
            "auditor",
            TEAM,
            member(Role::Auditor),
            Err(Refusal::AuditorsChangeNothing),
        ),
        ("nobody", TEAM, None, Err(Refusal::NoSuchPerson)),
    ];
    for (who, by, asker, expected) in rows {
        for command in [add(OTHER), remove(CLIENT)] {
            let facts = facts_with(asker, &[OTHER]);
            let result = asked(vec![started()], by, command.clone(), facts);
            assert_eq!(result.map(drop), expected, "{who}: {command:?}");
        }
    }
}

#[test]
fn team_people_take_others_out() {
    let result = asked(
        vec![started()],
        TEAM,
        remove(CLIENT),
        facts(member(Role::Team)),
    );
    assert_eq!(result, Ok(vec![client_removed(TEAM)]));
}

#[test]
fn anyone_may_leave() {
    let result = asked(
        vec![started()],
        CLIENT,
        remove(CLIENT),
        facts(member(Role::Client)),
    );
    assert_eq!(result, Ok(vec![client_removed(CLIENT)]));
}

#[test]
fn who_takes_no_part_is_not_taken_out() {
    let result = asked(
        vec![started()],
        TEAM,
        remove(OTHER),
        facts(member(Role::Team)),
    );
    assert_eq!(result, Ok(vec![]));
}

#[test]
fn a_client_learns_nothing_of_others_by_removing_them() {
    for user_id in [TEAM, OTHER] {
        let result = asked(
            vec![started()],
            CLIENT,
            remove(user_id),
            facts(member(Role::Client)),
        );
        assert_eq!(result, Err(Refusal::MayNotChangeParticipants));
    }
}

#[test]
fn the_last_one_may_leave() {
    let past = vec![started_with(&[CLIENT])];
    let result = asked(past, CLIENT, remove(CLIENT), facts(member(Role::Client))).unwrap();
    let [ConversationEvent::ParticipantRemoved { core, .. }] = result.as_slice() else {
        panic!("{result:?}");
    };
    assert_eq!(core.participants, []);
}

#[test]
fn who_was_removed_is_a_stranger() {
    let past = || vec![started(), client_removed(TEAM)];
    for command in [remove(CLIENT), add(OTHER)] {
        let result = asked(past(), CLIENT, command, facts(member(Role::Client)));
        assert_eq!(result, Err(Refusal::NoSuchConversation));
    }
}

#[test]
fn who_comes_back_comes_last_and_has_joined_anew() {
    let past = vec![started(), client_removed(TEAM), said(1, TEAM, "alone")];
    let facts = facts_with(member(Role::Team), &[CLIENT]);
    let events = asked(past, TEAM, add(CLIENT), facts).unwrap();
    let [ConversationEvent::ParticipantAdded { core, .. }] = events.as_slice() else {
        panic!("{events:?}");
    };
    let joined: Vec<_> = core
        .participants
        .iter()
        .map(|p| (p.user_id, p.joined_seq))
        .collect();
    assert_eq!(joined, [(TEAM, 1), (CLIENT, 4)]);
    assert_eq!((core.version, core.last_seq), (3, 4));
}

#[test]
fn participants_change_in_a_closed_conversation_too() {
    let closed = ConversationEvent::ConversationStarted {
        by: CLIENT,
        at: at(0),
        core: ConversationCore {
            status: Status::Closed,
            ..core(&[CLIENT, TEAM])
        },
    };
    let result = asked(
        vec![closed],
        CLIENT,
        remove(CLIENT),
        facts(member(Role::Client)),
    );
    assert_eq!(result.unwrap().len(), 1);
}
