//! Marking as read.

use cqrs_es::Aggregate as _;
use cqrs_es::test::TestFramework;
use domain::{
    Asked, ReadMarker, ReadMarkerCommand, ReadMarkerEvent, ReadMarkerFacts, Refusal, Role, Standing,
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
    let ask = Asked {
        by: CLIENT,
        at: at(9),
        command: ReadMarkerCommand::MarkRead { up_to },
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
    assert_eq!(marker.read_seq(), 0);
    marker.apply(marked(3, 5));
    marker.apply(marked(5, 9));
    assert_eq!(marker.read_seq(), 9);
}
