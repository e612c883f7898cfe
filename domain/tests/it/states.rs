//! States and their snapshots.

use domain::{Event, ReadMarkerEvent, State, StreamKind};
use serde_json::json;

use crate::given::*;

fn busy() -> State {
    let mut state = State::empty(StreamKind::Conversation);
    state.apply(&Event::Conversation(started()));
    for n in 0..100 {
        state.apply(&Event::Conversation(said(n, TEAM, "a")));
    }
    state
}

#[test]
fn a_snapshot_is_read_as_it_was_written() {
    let snapshot = busy().to_snapshot().unwrap();
    assert_eq!(
        State::from_snapshot(StreamKind::Conversation, snapshot).unwrap(),
        busy()
    );
    for kind in StreamKind::ALL {
        let empty = State::empty(kind);
        let snapshot = empty.to_snapshot().unwrap();
        assert_eq!(State::from_snapshot(kind, snapshot).unwrap(), empty);
    }
}

#[test]
fn a_snapshot_holds_no_message_text() {
    let mut state = busy();
    state.apply(&Event::Conversation(said(
        900,
        TEAM,
        "what nobody else should read",
    )));
    let snapshot = state.to_snapshot().unwrap().to_string();
    assert!(!snapshot.contains("nobody else"), "{snapshot}");
}

#[test]
fn junk_is_no_snapshot() {
    for kind in StreamKind::ALL
        .into_iter()
        .filter(|kind| *kind != StreamKind::Access)
    {
        assert!(State::from_snapshot(kind, json!({})).is_err(), "{kind:?}");
    }
    for junk in [json!(null), json!(1), json!("a")] {
        for kind in StreamKind::ALL {
            assert!(
                State::from_snapshot(kind, junk.clone()).is_err(),
                "{kind:?} {junk}"
            );
        }
    }
}

#[test]
fn an_event_of_another_kind_changes_nothing() {
    let mut state = busy();
    let (by, at, after, up_to) = (CLIENT, at(1), 1, 2);
    let read = ReadMarkerEvent::ConversationRead {
        by,
        at,
        after,
        up_to,
    };
    state.apply(&Event::ReadMarker(read));
    assert_eq!(state, busy());
}

#[test]
fn messages_move_the_end_and_not_the_version() {
    let State::Conversation(conversation) = busy() else {
        panic!("not a conversation");
    };
    let core = conversation.core().unwrap();
    assert_eq!((core.last_seq, core.version), (101, 1));
}
