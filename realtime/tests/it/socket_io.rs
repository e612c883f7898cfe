//! The Socket.IO dialect, packet by packet. The stock client speaks in `oracle.rs`.

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use crate::app::App;
use crate::client::{Client, Heard, request};
use crate::log::{FakeLog, conversation, user};

async fn talk() -> (std::sync::Arc<FakeLog>, App) {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2)]);
    let app = App::over(&log).await;
    (log, app)
}

/// The content of a packet that begins with `kind`.
async fn packet(client: &mut Client, kind: &str) -> Value {
    match client.next().await {
        Heard::Text(text) if text.starts_with(kind) => {
            serde_json::from_str(&text[kind.len()..]).unwrap_or_default()
        }
        heard => panic!("expected {kind}, heard {heard:?}"),
    }
}

async fn connect(app: &App, auth: &Value) -> (Client, Value) {
    let (mut client, _) = Client::engine(app).await;
    client.send_text(&format!("40{auth}")).await;
    let welcome = packet(&mut client, "40").await;
    (client, welcome)
}

#[tokio::test]
async fn the_engine_opens_with_the_interfaces_numbers_and_the_node_in_its_sid() {
    let (_log, app) = talk().await;
    let (_client, mut open) = Client::engine(&app).await;
    let sid = open.as_object_mut().unwrap().remove("sid").unwrap();
    assert!(sid.as_str().unwrap().starts_with("node-1-"));
    assert_eq!(
        open,
        json!({
            "upgrades": [], "pingInterval": 10_000, "pingTimeout": 20_000, "maxPayload": 65_536
        })
    );
}

#[tokio::test]
async fn a_connect_is_welcomed_and_hears_what_happens_with_its_cursor_as_a_second_argument() {
    let (log, app) = talk().await;
    let (mut client, welcome) = connect(&app, &json!({"token": app.token(user(1))})).await;
    assert!(welcome["sid"].is_string() && welcome["pid"].is_string());
    client.event("ready").await;
    let position = log.say(conversation(1), user(2), "hello");
    let Heard::Event(name, data) = client.next().await else {
        panic!("an event")
    };
    assert_eq!(name, "new-message");
    assert_eq!(data["cursor"], json!(log.cursor(position)));
}

#[tokio::test]
async fn a_refused_connect_says_why_and_may_be_tried_again_on_the_same_connection() {
    let (_log, app) = talk().await;
    let (mut client, _) = Client::engine(&app).await;
    let attempts = [
        (json!({}), "unauthenticated"),
        (json!({"token": "x"}), "unauthenticated"),
        (
            json!({"token": app.token(user(1)), "cursor": "x"}),
            "invalid-parameter",
        ),
    ];
    for (auth, code) in attempts {
        client.send_text(&format!("40{auth}")).await;
        let refused = packet(&mut client, "44").await;
        assert_eq!(refused["data"], json!({"code": code}), "{auth}");
    }
    let auth = json!({"token": app.token(user(1))});
    client.send_text(&format!("40{auth}")).await;
    packet(&mut client, "40").await;
    client.event("ready").await;
}

#[tokio::test]
async fn another_namespace_is_refused_and_the_connection_goes_on() {
    let (_log, app) = talk().await;
    let (mut client, _) = Client::engine(&app).await;
    client.send_text("40/admin,{}").await;
    let Heard::Text(refused) = client.next().await else {
        panic!("a refusal")
    };
    assert!(refused.starts_with("44/admin,"), "{refused}");
    let auth = json!({"token": app.token(user(1))});
    client.send_text(&format!("40{auth}")).await;
    packet(&mut client, "40").await;
}

#[tokio::test]
async fn an_event_before_connect_a_second_connect_and_nonsense_are_closed_for_good() {
    let (_log, app) = talk().await;
    let (mut early, _) = Client::engine(&app).await;
    early.send_text(r#"42["typing",{}]"#).await;
    assert_eq!(early.next().await, Heard::Closed(Some(4400)));

    let auth = json!({"token": app.token(user(1))});
    for text in [
        "40{}",
        "99999[]",
        "451-[\"x\",{\"_placeholder\":true,\"num\":0}]",
        "4",
    ] {
        let (mut client, _) = connect(&app, &auth).await;
        client.event("ready").await;
        client.send_text(text).await;
        let (heard, code) = client.until_closed().await;
        let closing = json!({"code": 4400, "retry": false});
        assert_eq!(code, Some(4400), "{text}");
        // The disconnect packet keeps the stock client from coming back by itself.
        assert_eq!(
            heard,
            [
                Heard::Event("closing".to_owned(), closing),
                Heard::Text("41".to_owned())
            ]
        );
    }
}

#[tokio::test]
async fn an_answer_is_sent_to_who_wants_one() {
    let (_log, app) = talk().await;
    let (mut client, _) = connect(&app, &json!({"token": app.token(user(1))})).await;
    client.event("ready").await;
    client
        .send_text(r#"427["typing",{"conversationId":"x"}]"#)
        .await;
    let answer = r#"437[{"ok":false,"code":"not-found"}]"#.to_owned();
    assert_eq!(client.next().await, Heard::Text(answer));
    let refresh = json!(["refresh-token", {"token": app.token(user(1))}]);
    client.send_text(&format!("428{refresh}")).await;
    let answer = r#"438[{"ok":true}]"#.to_owned();
    assert_eq!(client.next().await, Heard::Text(answer));
}

#[tokio::test]
async fn a_disconnect_packet_ends_the_session() {
    let (_log, app) = talk().await;
    let (mut client, _) = connect(&app, &json!({"token": app.token(user(1))})).await;
    client.event("ready").await;
    client.send_text("41").await;
    assert!(matches!(client.next().await, Heard::Closed(_)));
}

#[tokio::test]
async fn what_the_engine_does_not_speak_is_refused_in_its_own_words() {
    let (_log, app) = talk().await;
    let refusals = [
        ("/socket.io/?EIO=4&transport=pigeon", 0, "Transport unknown"),
        ("/socket.io/?EIO=4", 0, "Transport unknown"),
        (
            "/socket.io/?EIO=3&transport=websocket",
            5,
            "Unsupported protocol version",
        ),
        (
            "/socket.io/?EIO=4&transport=websocket&sid=x",
            1,
            "Session ID unknown",
        ),
    ];
    for (path, code, message) in refusals {
        let Err(Error::Http(answer)) = Client::dial(request(&app, path)).await else {
            panic!("{path} is no socket")
        };
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
        let body: Value = serde_json::from_slice(answer.body().as_ref().unwrap()).unwrap();
        assert_eq!(body, json!({"code": code, "message": message}), "{path}");
    }
}
