//! Coming back: all that was missed, in order, once; or an open resync.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::app::{App, Wishes, eventually};
use crate::client::{Client, Heard};
use crate::log::{FakeLog, conversation, user};
use crate::wire::{Transport, Wire};

/// From memory, and from the log itself.
const RINGS: [usize; 2] = [0, realtime::RING_BYTES_MAX];

/// From either, over each transport.
fn ways() -> impl Iterator<Item = (usize, Transport)> {
    let both = |by| RINGS.map(|ring| (ring, by));
    Transport::ALL.into_iter().flat_map(both)
}

async fn app(log: &Arc<FakeLog>, ring_bytes_max: usize) -> App {
    let wishes = Wishes {
        ring_bytes_max,
        ..Wishes::default()
    };
    App::with(log, wishes).await
}

/// Two people in the project, in a conversation.
fn talk() -> Arc<FakeLog> {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2)]);
    log
}

async fn caught_up(app: &App, log: &FakeLog) {
    let end = log.len();
    eventually("the hub is where the log is", || {
        app.realtime.position() == Some(end)
    })
    .await;
}

#[tokio::test]
async fn who_comes_back_gets_what_they_missed_and_then_what_happens() {
    for (ring, by) in ways() {
        let log = talk();
        let app = app(&log, ring).await;
        let cursor = log.cursor(log.len());
        for body in ["one", "two", "three"] {
            log.say(conversation(1), user(2), body);
        }
        caught_up(&app, &log).await;
        let mut client = Client::back(by, &app, user(1), &cursor).await;
        assert_eq!(client.bodies(3).await, ["one", "two", "three"]);
        let ready = client.event("ready").await;
        assert_eq!(ready["resumed"], json!(3));
        assert_eq!(ready["cursor"], json!(log.cursor(log.len())));
        log.say(conversation(1), user(2), "live");
        assert_eq!(client.bodies(1).await, ["live"]);
        let from_the_log = log.pages.load(Ordering::SeqCst) > 0;
        assert_eq!(from_the_log, ring == 0);
    }
}

#[tokio::test]
async fn who_missed_nothing_is_ready_at_once() {
    for by in Transport::ALL {
        let log = talk();
        let app = App::over(&log).await;
        let mut client = Client::back(by, &app, user(1), &log.cursor(log.len())).await;
        assert_eq!(client.event("ready").await["resumed"], json!(0));
    }
}

#[tokio::test]
async fn of_reading_only_the_newest_per_person_and_conversation_is_told_again() {
    for (ring, by) in ways() {
        let log = talk();
        log.start(conversation(2), &[user(1), user(2)]);
        let app = app(&log, ring).await;
        let cursor = log.cursor(log.len());
        log.say(conversation(1), user(1), "a");
        log.say(conversation(1), user(1), "b");
        log.read_up_to(conversation(1), user(2), 2);
        log.read_up_to(conversation(2), user(2), 1);
        log.read_up_to(conversation(1), user(2), 3);
        log.read_up_to(conversation(1), user(1), 3);
        caught_up(&app, &log).await;
        let mut client = Client::back(by, &app, user(1), &cursor).await;
        client.bodies(2).await;
        let mut reads = Vec::new();
        for _ in 0..3 {
            let read = client.event("message-read").await;
            reads.push((
                read["conversationId"].clone(),
                read["userId"].clone(),
                read["readSeq"].clone(),
            ));
        }
        assert_eq!(
            reads,
            [
                (json!(conversation(2)), json!(user(2)), json!(1)),
                (json!(conversation(1)), json!(user(2)), json!(3)),
                (json!(conversation(1)), json!(user(1)), json!(3)),
            ]
        );
        assert_eq!(client.event("ready").await["resumed"], json!(5));
    }
}

#[tokio::test]
async fn what_one_is_not_in_now_is_left_out_except_ones_own_removal() {
    for (ring, by) in ways() {
        let log = talk();
        let app = app(&log, ring).await;
        let cursor = log.cursor(log.len());
        log.say(conversation(1), user(2), "still with them");
        let removed = log.remove(conversation(1), user(1));
        log.say(conversation(1), user(2), "without them");
        caught_up(&app, &log).await;
        let mut client = Client::back(by, &app, user(1), &cursor).await;
        let told = client.event("conversation-updated").await;
        assert_eq!(told["change"], "participant-removed");
        assert_eq!(told["cursor"], json!(log.cursor(removed)));
        assert_eq!(client.event("ready").await["resumed"], json!(1));
    }
}

#[tokio::test]
async fn what_was_said_while_one_was_out_is_not_told_again() {
    for (ring, by) in ways() {
        let log = talk();
        let app = app(&log, ring).await;
        let cursor = log.cursor(log.len());
        log.say(conversation(1), user(2), "before");
        log.remove(conversation(1), user(1));
        log.say(conversation(1), user(2), "out");
        log.add(conversation(1), user(1));
        log.say(conversation(1), user(2), "after");
        caught_up(&app, &log).await;
        let mut client = Client::back(by, &app, user(1), &cursor).await;
        assert_eq!(client.bodies(1).await, ["before"]);
        let removed = client.event("conversation-updated").await;
        assert_eq!(removed["change"], "participant-removed");
        let added = client.event("conversation-updated").await;
        assert_eq!(added["change"], "participant-added");
        assert_eq!(client.bodies(1).await, ["after"]);
        assert_eq!(client.event("ready").await["resumed"], json!(4));
    }
}

#[tokio::test]
async fn a_replay_hears_nothing_of_the_time_outside_of_the_project() {
    for (ring, by) in ways() {
        let log = talk();
        let app = app(&log, ring).await;
        let cursor = log.cursor(log.len());
        log.say(conversation(1), user(2), "before");
        log.expel(user(1));
        log.say(conversation(1), user(2), "out");
        log.admit(&[user(1)]);
        log.say(conversation(1), user(2), "after");
        caught_up(&app, &log).await;
        let mut client = Client::back(by, &app, user(1), &cursor).await;
        assert_eq!(client.bodies(2).await, ["before", "after"]);
        assert_eq!(client.event("ready").await["resumed"], json!(2));
    }
}

/// What is heard after a resync: where one is, and then what happens.
async fn resynced(client: &mut Client<impl Wire>, log: &FakeLog, reason: &str) {
    let here = log.cursor(log.len());
    let resync = json!({"cursor": here, "position": here, "reason": reason});
    assert_eq!(client.event("resync").await, resync);
    assert_eq!(client.event("ready").await["resumed"], json!(0));
    log.say(conversation(1), user(2), "live");
    assert_eq!(client.bodies(1).await, ["live"]);
}

#[tokio::test]
async fn a_cursor_of_another_log_or_beyond_the_head_is_answered_by_an_open_resync() {
    for by in Transport::ALL {
        let log = talk();
        let app = App::over(&log).await;
        let other = FakeLog::new().cursor(1);
        let mut client = Client::back(by, &app, user(1), &other).await;
        resynced(&mut client, &log, "other-log").await;
        let beyond = log.cursor(log.len() + 1);
        let mut client = Client::back(by, &app, user(1), &beyond).await;
        resynced(&mut client, &log, "beyond-head").await;
    }
}

#[tokio::test]
async fn text_that_is_no_cursor_is_malformed() {
    let log = talk();
    let app = App::over(&log).await;
    let mut client = Client::back(Transport::Plain, &app, user(1), "not a cursor").await;
    assert_eq!(client.closed().await, (4400, false));
}

#[tokio::test]
async fn a_node_that_is_behind_the_client_waits() {
    for by in Transport::ALL {
        let log = talk();
        let app = App::over(&log).await;
        log.hold_back_the_hub();
        let heard = log.say(conversation(1), user(2), "heard elsewhere");
        let mut client = Client::back(by, &app, user(1), &log.cursor(heard)).await;
        // Its hello was taken in: a later request of the same socket is answered.
        client
            .ask(1, "typing", json!({"conversationId": "x"}))
            .await;
        assert!(matches!(client.next().await, Heard::Text(_)));
        log.say(conversation(1), user(2), "new");
        log.let_the_hub_go_on();
        // The batch holds both: one that it knows, and one that it does not.
        let mut told = Vec::new();
        while told.len() < 2 {
            match client.next().await {
                Heard::Event(name, data) => told.push((name, data)),
                heard => panic!("{heard:?}"),
            }
        }
        let bodies: Vec<_> = told
            .iter()
            .filter(|(name, _)| name == "new-message")
            .map(|(_, data)| data["message"]["body"].clone())
            .collect();
        assert_eq!(bodies, [json!("new")]);
        assert!(told.iter().any(|(name, _)| name == "ready"));
    }
}

#[tokio::test]
async fn ten_thousand_missed_frames_are_replayed_and_one_more_is_too_many() {
    for (ring, by) in ways() {
        let log = talk();
        let cursor = log.cursor(log.len());
        for _ in 0..10_000 {
            log.say(conversation(1), user(2), "x");
        }
        let app = app(&log, ring).await;
        let mut client = Client::back(by, &app, user(1), &cursor).await;
        client.bodies(10_000).await;
        assert_eq!(client.event("ready").await["resumed"], json!(10_000));
        log.say(conversation(1), user(2), "x");
        client.bodies(1).await;
        let mut client = Client::back(by, &app, user(1), &cursor).await;
        resynced(&mut client, &log, "too-many").await;
    }
}

#[tokio::test]
async fn a_replay_far_larger_than_the_queue_is_paced_and_live_traffic_waits_for_it() {
    for by in Transport::ALL {
        let log = talk();
        let cursor = log.cursor(log.len());
        let long = "x".repeat(9_000);
        for _ in 0..1_000 {
            log.say(conversation(1), user(2), &long);
        }
        let app = App::over(&log).await;
        let mut client = Client::back(by, &app, user(1), &cursor).await;
        client.bodies(1).await;
        // More happens while nobody reads, all of it behind the replay.
        for _ in 0..200 {
            log.say(conversation(1), user(2), &long);
        }
        caught_up(&app, &log).await;
        let mut frames = 1;
        let resumed: Value = loop {
            match client.next().await {
                Heard::Event(name, _) if name == "new-message" => frames += 1,
                Heard::Event(name, data) if name == "ready" => break data["resumed"].clone(),
                heard => panic!("{heard:?}"),
            }
        };
        assert_eq!((frames, resumed), (1_200, json!(1_200)));
    }
}
