//! The limits of a socket: length, heartbeat, quiet, the end. What is hostile is in `hostile.rs`.

use std::time::Duration;

use realtime::Pace;
use serde_json::json;

use crate::app::{App, Wishes, eventually};
use crate::client::{Client, Heard};
use crate::log::{FakeLog, conversation, user};

async fn talk_at(pace: Pace) -> (std::sync::Arc<FakeLog>, App) {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2)]);
    let wishes = Wishes {
        pace,
        ..Wishes::default()
    };
    let app = App::with(&log, wishes).await;
    (log, app)
}

async fn talk() -> (std::sync::Arc<FakeLog>, App) {
    talk_at(Pace::default()).await
}

#[tokio::test]
async fn a_frame_of_64_kib_is_taken() {
    let (_log, app) = talk().await;
    let mut client = Client::live(&app, user(1)).await;
    let mut text = json!({"type": "typing", "id": 1, "x": ""}).to_string();
    let fill = "x".repeat(64 * 1024 - text.len());
    text = text.replace(r#""x":"""#, &format!(r#""x":"{fill}""#));
    assert_eq!(text.len(), 64 * 1024);
    client.send_text(&text).await;
    assert!(matches!(client.next().await, Heard::Text(_)));
}

#[tokio::test]
async fn a_socket_that_gives_no_sign_of_life_is_dropped_and_one_that_answers_stays() {
    let pace = Pace {
        ping_every: Duration::from_millis(100),
        pong_within: Duration::from_millis(400),
        ..Pace::default()
    };
    let (log, app) = talk_at(pace).await;
    let mut quiet = Client::live(&app, user(1)).await;
    let mut lively = Client::live(&app, user(1)).await;
    quiet.answers_pings = false;
    let listen = tokio::spawn(async move { lively.bodies(1).await });
    let (heard, _) = quiet.until_closed().await;
    let ping = Heard::Text(r#"{"type":"ping"}"#.to_owned());
    assert!(
        heard.len() >= 2 && heard.iter().all(|heard| *heard == ping),
        "{heard:?}"
    );
    log.say(conversation(1), user(2), "hello");
    assert_eq!(listen.await.unwrap(), ["hello"]);
}

#[tokio::test]
async fn after_some_quiet_the_cursor_is_told() {
    let pace = Pace {
        quiet_max: Duration::from_millis(50),
        ..Pace::default()
    };
    let (log, app) = talk_at(pace).await;
    let mut client = Client::live(&app, user(1)).await;
    log.start(conversation(2), &[user(2)]);
    let here = log.cursor(log.len());
    loop {
        let moved = client.event("cursor").await;
        assert_eq!(moved["cursor"], moved["position"]);
        if moved["cursor"] == json!(here) {
            break;
        }
    }
}

#[tokio::test]
async fn at_shutdown_everybody_is_asked_to_come_back_and_is_waited_for() {
    let (_log, app) = talk().await;
    let mut plain = Client::live(&app, user(1)).await;
    let mut silent = Client::silent(&app).await;
    app.shutdown.begin();
    assert_eq!(plain.closed().await, (1012, true));
    assert_eq!(silent.closed().await, (1012, true));
    let end = app.shutdown.clone().finish(Duration::from_secs(10)).await;
    assert_eq!(end, Ok(()));
}

#[tokio::test]
async fn a_socket_that_ends_leaves_nothing_behind() {
    let (_log, app) = talk().await;
    let client = Client::live(&app, user(1)).await;
    assert_eq!(app.realtime.sockets(), 1);
    drop(client);
    eventually("the hall is empty", || app.realtime.sockets() == 0).await;
}
