//! Marking as read.

use cqrs_es::Aggregate as _;
use cqrs_es::test::TestFramework;
use domain::{
    Asked, Mine, ReadMarker, ReadMarkerCommand, ReadMarkerEvent, ReadMarkerFacts, Refusal, Role,
    Standing,
};

use crate::given::*;

fn marked(after: u64, up_to: u64) -> ReadMarkerEvent {
    ReadMarkerEvent::ConversationRead {
        by: CLIENT,
        at: at(9),
        after,
        up_to,
    }
}

/// A client who joined at 3, in a conversation that ends at 10.
fn facts() -> ReadMarkerFacts {
    ReadMarkerFacts {
        asker: member(Role::Client),
        joined_seq: Some(3),
        last_seq: 10,
    }
}

fn mark(
    past: Vec<ReadMarkerEvent>,
    up_to: u64,
    facts: ReadMarkerFacts,
) -> Result<Vec<ReadMarkerEvent>, Refusal> {
    asked(past, ReadMarkerCommand::MarkRead { up_to }, facts)
}

fn keep(
    past: Vec<ReadMarkerEvent>,
    unread_from: Option<Option<u64>>,
    muted: Option<bool>,
    facts: ReadMarkerFacts,
) -> Result<Vec<ReadMarkerEvent>, Refusal> {
    asked(
        past,
        ReadMarkerCommand::SetMine { unread_from, muted },
        facts,
    )
}

fn unread(mine: Mine) -> ReadMarkerEvent {
    let (by, at) = (CLIENT, at(9));
    ReadMarkerEvent::MarkedUnread { by, at, mine }
}

fn muted(mine: Mine) -> ReadMarkerEvent {
    let (by, at) = (CLIENT, at(9));
    ReadMarkerEvent::Muted { by, at, mine }
}

fn asked(
    past: Vec<ReadMarkerEvent>,
    command: ReadMarkerCommand,
    facts: ReadMarkerFacts,
) -> Result<Vec<ReadMarkerEvent>, Refusal> {
    let ask = Asked {
        by: CLIENT,
        at: at(9),
        command,
        facts,
    };
    TestFramework::<ReadMarker>::with(())
        .given(past)
        .when(ask)
        .inspect_result()
}

#[test]
fn reading_begins_where_one_joined() {
    assert_eq!(mark(vec![], 4, facts()), Ok(vec![marked(3, 4)]));
}

#[test]
fn a_mark_goes_on_from_the_last_one() {
    assert_eq!(mark(vec![marked(3, 5)], 9, facts()), Ok(vec![marked(5, 9)]));
}

#[test]
fn what_is_read_already_is_not_marked_again() {
    for up_to in [0, 1, 4, 5] {
        assert_eq!(
            mark(vec![marked(3, 5)], up_to, facts()),
            Ok(vec![]),
            "{up_to}"
        );
    }
}

#[test]
fn what_was_said_before_one_joined_needs_no_mark() {
    for up_to in [0, 2, 3] {
        assert_eq!(mark(vec![], up_to, facts()), Ok(vec![]), "{up_to}");
    }
}

#[test]
fn a_mark_may_reach_the_end() {
    assert_eq!(mark(vec![], 10, facts()), Ok(vec![marked(3, 10)]));
}

#[test]
fn a_mark_beyond_the_end_is_refused() {
    for up_to in [11, u64::MAX] {
        let beyond = Refusal::ReadBeyondEnd { last_seq: 10 };
        assert_eq!(mark(vec![], up_to, facts()), Err(beyond));
    }
}

#[test]
fn who_comes_back_begins_where_they_joined_again() {
    let back = ReadMarkerFacts {
        joined_seq: Some(8),
        ..facts()
    };
    assert_eq!(mark(vec![marked(3, 5)], 7, back), Ok(vec![]));
    assert_eq!(mark(vec![marked(3, 5)], 9, back), Ok(vec![marked(8, 9)]));
}

#[test]
fn who_takes_no_part_has_nothing_to_mark() {
    let rows: [(Option<Standing>, Option<u64>, Refusal); 5] = [
        (member(Role::Client), None, Refusal::NoSuchConversation),
        (
            elsewhere(Role::Client),
            Some(3),
            Refusal::NoSuchConversation,
        ),
        (elsewhere(Role::Admin), None, Refusal::NoSuchConversation),
        (
            member(Role::Auditor),
            Some(3),
            Refusal::AuditorsChangeNothing,
        ),
        (None, Some(3), Refusal::NoSuchPerson),
    ];
    for (asker, joined_seq, expected) in rows {
        let facts = ReadMarkerFacts {
            asker,
            joined_seq,
            ..facts()
        };
        // Beyond the end too: an outsider is not told where that is.
        for up_to in [4, 11] {
            assert_eq!(
                mark(vec![], up_to, facts),
                Err(expected.clone()),
                "{asker:?}"
            );
        }
    }
}

#[test]
fn a_marker_stands_where_its_last_mark_put_it() {
    let mut marker = ReadMarker::default();
    assert_eq!(marker.mine().read_seq, 0);
    marker.apply(marked(3, 5));
    marker.apply(marked(5, 9));
    assert_eq!(marker.mine().read_seq, 9);
}

/// Read up to 5, unread from where it says, and quiet or not.
fn mine(unread_from: Option<u64>, muted: bool) -> Mine {
    Mine {
        read_seq: 5,
        unread_from,
        muted,
    }
}

#[test]
fn what_is_marked_unread_and_quiet_is_told_whole_each_time() {
    let both = keep(vec![marked(3, 5)], Some(Some(4)), Some(true), facts());
    let expected = vec![unread(mine(Some(4), false)), muted(mine(Some(4), true))];
    assert_eq!(both, Ok(expected));
}

#[test]
fn what_is_kept_as_asked_already_changes_nothing() {
    let past = || vec![marked(3, 5), muted(mine(Some(4), true))];
    for (unread_from, quiet) in [
        (None, None),
        (Some(Some(4)), None),
        (None, Some(true)),
        (Some(Some(4)), Some(true)),
    ] {
        assert_eq!(keep(past(), unread_from, quiet, facts()), Ok(vec![]));
    }
    assert_eq!(
        keep(past(), Some(None), None, facts()),
        Ok(vec![unread(mine(None, true))])
    );
}

#[test]
fn the_next_read_takes_the_mark_away_wherever_it_goes() {
    let past = || vec![marked(3, 5), unread(mine(Some(4), false))];
    assert_eq!(
        mark(past(), 5, facts()),
        Ok(vec![unread(mine(None, false))])
    );
    let on = mark(past(), 6, facts()).unwrap();
    assert_eq!(on, [marked(5, 6)]);
    let mut marker = ReadMarker::default();
    past()
        .into_iter()
        .chain(on)
        .for_each(|event| marker.apply(event));
    assert_eq!(marker.mine().unread_from, None);
}

#[test]
fn a_mark_as_unread_lies_within_the_membership_and_the_conversation() {
    let from = |from| keep(vec![marked(3, 5)], Some(Some(from)), None, facts());
    assert_eq!(from(1), Ok(vec![unread(mine(Some(3), false))]));
    assert_eq!(from(10), Ok(vec![unread(mine(Some(10), false))]));
    assert_eq!(from(11), Err(Refusal::ReadBeyondEnd { last_seq: 10 }));
}

#[test]
fn who_comes_back_has_no_mark_of_before_and_still_hears_nothing() {
    let back = ReadMarkerFacts {
        joined_seq: Some(8),
        ..facts()
    };
    let past = vec![marked(3, 5), muted(mine(Some(4), true))];
    let again = keep(past, Some(Some(9)), None, back);
    let expected = Mine {
        read_seq: 8,
        unread_from: Some(9),
        muted: true,
    };
    assert_eq!(again, Ok(vec![unread(expected)]));
}

#[test]
fn unread_counts_from_the_mark_where_there_is_one() {
    assert_eq!(mine(Some(4), false).unread_above(), 3);
    assert_eq!(mine(None, false).unread_above(), 5);
}
