//! Who may come in, and for how long.

use std::time::Duration;

use axum::http::StatusCode;
use chassis::limits::Limits;
use domain::Role;
use realtime::Pace;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use crate::app::{App, COOKIE_NAME, ORIGIN, Wishes};
use crate::client::{Client, Heard, header, request};
use crate::log::{FakeLog, conversation, user};

async fn app() -> (std::sync::Arc<FakeLog>, App) {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2)]);
    let app = App::over(&log).await;
    (log, app)
}

#[tokio::test]
async fn a_cookie_counts_on_allowed_pages_alone() {
    let (_log, app) = app().await;
    let cookie = format!("{COOKIE_NAME}={}", user(1));
    let mut allowed = request(&app, "/ws");
    header(&mut allowed, "cookie", &cookie);
    header(&mut allowed, "origin", ORIGIN);
    let mut client = Client::dial(allowed).await.unwrap();
    client.send(json!({"type": "hello"})).await;
    assert_eq!(client.event("ready").await["userId"], json!(user(1)));

    for path in ["/ws", "/socket.io/?EIO=4&transport=websocket"] {
        for origin in [Some("http://evil.example"), Some("null"), None] {
            let mut refused = request(&app, path);
            header(&mut refused, "cookie", &cookie);
            if let Some(origin) = origin {
                header(&mut refused, "origin", origin);
            }
            let Err(Error::Http(answer)) = Client::dial(refused).await else {
                panic!("{origin:?} is refused")
            };
            assert_eq!(answer.status(), StatusCode::FORBIDDEN);
            let problem: Value = serde_json::from_slice(answer.body().as_ref().unwrap()).unwrap();
            assert_eq!(problem["code"], "origin-refused");
        }
    }
}

#[tokio::test]
async fn a_token_wins_over_a_cookie() {
    let (_log, app) = app().await;
    let mut both = request(&app, "/ws");
    header(&mut both, "cookie", &format!("{COOKIE_NAME}={}", user(1)));
    header(&mut both, "origin", ORIGIN);
    let mut client = Client::dial(both).await.unwrap();
    client
        .send(json!({"type": "hello", "token": app.token(user(2))}))
        .await;
    assert_eq!(client.event("ready").await["userId"], json!(user(2)));
}

/// A socket that came in by the cookie of a session.
async fn by_cookie(app: &App) -> Client {
    let mut request = request(app, "/ws");
    let cookie = format!("{COOKIE_NAME}={}", user(1));
    header(&mut request, "cookie", &cookie);
    header(&mut request, "origin", ORIGIN);
    let mut client = Client::dial(request).await.unwrap();
    client.send(json!({"type": "hello"})).await;
    client.event("ready").await;
    client
}

#[tokio::test]
async fn a_signed_out_session_is_closed_and_others_of_the_person_stay() {
    let (log, app) = app().await;
    let mut session = by_cookie(&app).await;
    let mut bearer = Client::live(&app, user(1)).await;
    app.realtime
        .close_session(&format!("session of {}", user(1)));
    assert_eq!(session.closed().await, (4401, false));
    log.say(conversation(1), user(2), "still here");
    assert_eq!(bearer.bodies(1).await, ["still here"]);
}

#[tokio::test]
async fn when_it_is_unknown_who_signed_out_all_sessions_have_to_show_their_cookie_again() {
    let (log, app) = app().await;
    let mut session = by_cookie(&app).await;
    let mut bearer = Client::live(&app, user(1)).await;
    app.realtime.close_sessions();
    assert_eq!(session.closed().await, (1012, true));
    log.say(conversation(1), user(2), "still here");
    assert_eq!(bearer.bodies(1).await, ["still here"]);
}

#[tokio::test]
async fn the_end_of_a_token_is_told_and_then_it_is_the_end() {
    let (_log, app) = app().await;
    // Already over, but within the leeway of 30 s that clocks get.
    let token = app.token_of(&user(1).to_string(), Role::Client, Duration::ZERO);
    let mut client = Client::hello(&app, json!({"token": token})).await;
    client.event("ready").await;
    let warning = client.event("token-expiring").await;
    assert!(warning["expiresAt"].is_string());
    // A new one is taken in place, and another person's is not.
    client
        .send(json!({"type": "refresh-token", "id": 1, "token": app.token(user(2))}))
        .await;
    let refused = r#"{"type":"ack","id":1,"ok":false,"code":"forbidden"}"#.to_owned();
    assert_eq!(client.next().await, Heard::Text(refused));
    client
        .send(json!({"type": "refresh-token", "id": 2, "token": "junk"}))
        .await;
    let refused = r#"{"type":"ack","id":2,"ok":false,"code":"unauthenticated"}"#.to_owned();
    assert_eq!(client.next().await, Heard::Text(refused));
    client
        .send(json!({"type": "refresh-token", "id": 3, "token": app.token(user(1))}))
        .await;
    let taken = r#"{"type":"ack","id":3,"ok":true}"#.to_owned();
    assert_eq!(client.next().await, Heard::Text(taken));
}

#[tokio::test]
async fn a_socket_ends_with_its_token() {
    let (_log, app) = app().await;
    // 28 s over, so 2 s are left of the leeway: a real clock decides this, and there is no other.
    let token = app.expired_token(user(1), Duration::from_secs(28));
    let mut client = Client::hello(&app, json!({"token": token})).await;
    client.event("ready").await;
    client.event("token-expiring").await;
    assert_eq!(client.closed().await, (4401, false));
}

#[tokio::test]
async fn connecting_too_often_is_refused() {
    let log = FakeLog::new();
    let wishes = Wishes {
        limits: Limits::new(true),
        ..Wishes::default()
    };
    let app = App::with(&log, wishes).await;
    let mut closed = None;
    for _ in 0..=40 {
        let mut client = Client::hello(&app, json!({"token": app.token(user(1))})).await;
        if let Heard::Event(name, data) = client.next().await
            && name == "closing"
        {
            closed = Some(data);
        }
    }
    assert_eq!(closed, Some(json!({"code": 4429, "retry": false})));
}

#[tokio::test]
async fn who_says_nothing_is_asked_to_come_again() {
    let log = FakeLog::new();
    let wishes = Wishes {
        pace: Pace {
            hello_within: Duration::from_millis(50),
            ..Pace::default()
        },
        ..Wishes::default()
    };
    let app = App::with(&log, wishes).await;
    let mut plain = Client::silent(&app).await;
    assert_eq!(plain.closed().await, (4408, true));
    let (mut engine, _) = Client::engine(&app).await;
    assert_eq!(engine.next().await, Heard::Closed(Some(4408)));
}
