//! How many sockets there is room for, and how fast they come in.

use axum::http::StatusCode;
use realtime::Room;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use crate::app::{App, Wishes, eventually};
use crate::client::{Client, request};
use crate::log::{FakeLog, conversation, user};
use crate::polling;
use crate::wire::{Transport, Upgraded};

const DOORS: [&str; 3] = [
    "/ws",
    "/socket.io/?EIO=4&transport=websocket",
    "/socket.io/?EIO=4&transport=polling",
];

async fn app(room: Room) -> (std::sync::Arc<FakeLog>, App) {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2)]);
    let wishes = Wishes {
        room,
        ..Wishes::default()
    };
    let app = App::with(&log, wishes).await;
    (log, app)
}

/// Every door says 503, and when to come again.
async fn is_full(app: &App) {
    for path in DOORS {
        let (status, after, body) = if path.ends_with("polling") {
            let answer = reqwest::get(format!("http://{}{path}", app.address)).await;
            let answer = answer.unwrap();
            let after = answer.headers()["retry-after"].clone();
            (
                answer.status(),
                after,
                answer.bytes().await.unwrap().to_vec(),
            )
        } else {
            let Err(Error::Http(answer)) = Client::dial(request(app, path)).await else {
                panic!("{path} is full")
            };
            let after = answer.headers()["retry-after"].clone();
            let body = answer.body().clone();
            (answer.status(), after, body.unwrap())
        };
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(after, "5", "{path}");
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["code"], json!("unavailable"), "{path}");
    }
}

#[tokio::test]
async fn who_comes_faster_than_handshakes_are_taken_is_asked_to_wait_and_who_is_in_goes_on() {
    let (log, app) = app(Room {
        sockets_max: 1_000,
        handshakes_per_second: Some(1),
    })
    .await;
    let client = polling::live(&app).await;
    let mut others = Vec::new();
    let refused = loop {
        match Client::dial(request(&app, "/ws")).await {
            Ok(client) => others.push(client),
            Err(refused) => break refused,
        }
    };
    let Error::Http(answer) = refused else {
        panic!("an answer, not {refused:?}")
    };
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(["1", "2"].contains(&answer.headers()["retry-after"].to_str().unwrap()));
    // Neither polls nor an upgrade are new sockets.
    let mut client: Client<Upgraded> = Client::over(client.socket.upgrade().await);
    log.say(conversation(1), user(2), "hello");
    assert_eq!(client.bodies(1).await, ["hello"]);
}

#[tokio::test]
async fn when_all_places_are_taken_new_ones_wait_and_old_ones_go_on() {
    let (log, app) = app(Room {
        sockets_max: 2,
        handshakes_per_second: None,
    })
    .await;
    let mut stays = Client::live_by(Transport::Polling, &app, user(1)).await;
    let mut leaves = Client::live(&app, user(2)).await;
    is_full(&app).await;
    log.say(conversation(1), user(2), "hello");
    assert_eq!(stays.bodies(1).await, ["hello"]);
    assert_eq!(leaves.bodies(1).await, ["hello"]);
    drop(leaves);
    eventually("one is gone", || app.realtime.sockets() == 1).await;
    let mut comes = loop {
        // Its place is free a moment after it is gone.
        if let Ok(client) = Client::dial(request(&app, "/ws")).await {
            break client;
        }
    };
    comes
        .send(json!({"type": "hello", "token": app.token(user(2))}))
        .await;
    comes.event("ready").await;
}
