//! What a socket may not do, and what happens to it then.

use std::time::Duration;

use futures_util::SinkExt;
use realtime::Pace;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

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
async fn binary_bad_utf_8_long_frames_and_nonsense_are_closed_with_their_own_codes() {
    let (_log, app) = talk().await;
    let long = json!({"type": "typing", "x": "x".repeat(64 * 1024)}).to_string();
    let bad = Frame::message(vec![0xff, 0xfe], OpCode::Data(Data::Text), true);
    let offences = [
        (Message::binary(vec![1, 2, 3]), 1003),
        (Message::Frame(bad), 1007),
        (Message::text(long), 1009),
        (Message::text("{"), 4400),
    ];
    for (offence, code) in offences {
        let mut client = Client::live(&app, user(1)).await;
        client.socket.send(offence).await.unwrap();
        assert_eq!(client.closed().await, (code, false));
    }
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
async fn a_frame_that_never_ends_is_closed() {
    let (_log, app) = talk().await;
    let mut client = Client::live(&app, user(1)).await;
    let part = |op| {
        Message::Frame(Frame::message(
            vec![b'x'; 16 * 1024],
            OpCode::Data(op),
            false,
        ))
    };
    client.socket.feed(part(Data::Text)).await.unwrap();
    for _ in 0..8 {
        // The server may have closed already.
        let _ = client.socket.feed(part(Data::Continue)).await;
    }
    let _ = client.socket.flush().await;
    assert_eq!(client.closed().await, (1009, false));
}

#[tokio::test]
async fn a_flood_of_requests_is_flooding_and_a_flood_of_nothing_is_abuse() {
    let (_log, app) = talk().await;
    let floods = [
        (Message::text(r#"{"type":"pong"}"#), 4429),
        (Message::Ping(vec![].into()), 1008),
        (Message::text(""), 1008),
    ];
    for (message, code) in floods {
        let mut client = Client::live(&app, user(1)).await;
        for _ in 0..1_000 {
            if client.socket.feed(message.clone()).await.is_err() {
                break;
            }
        }
        let _ = client.socket.flush().await;
        assert_eq!(client.closed().await, (code, false));
    }
}

#[tokio::test]
async fn twenty_unknown_requests_in_a_row_are_abuse() {
    let (_log, app) = talk().await;
    let mut client = Client::live(&app, user(1)).await;
    for _ in 0..20 {
        client.send(json!({"type": "x".repeat(10_240)})).await;
    }
    assert_eq!(client.closed().await, (1008, false));
}

#[tokio::test]
async fn a_twenty_first_socket_closes_the_oldest() {
    let (log, app) = talk().await;
    let mut oldest = Client::live(&app, user(1)).await;
    let mut others = Vec::new();
    for _ in 0..20 {
        others.push(Client::live(&app, user(1)).await);
    }
    assert_eq!(oldest.closed().await, (4409, false));
    log.say(conversation(1), user(2), "hello");
    for other in &mut others {
        assert_eq!(other.bodies(1).await, ["hello"]);
    }
}

#[tokio::test]
async fn who_does_not_read_is_closed_and_gets_the_rest_by_coming_back() {
    let pace = Pace {
        write_within: Duration::from_secs(2),
        ..Pace::default()
    };
    let (log, app) = talk_at(pace).await;
    let mut slow = Client::live(&app, user(1)).await;
    let mut quick = Client::live(&app, user(2)).await;
    let long = "\u{1F600}".repeat(10_000);
    let count = 400;
    for _ in 0..count {
        log.say(conversation(1), user(2), &long);
        quick.bodies(1).await;
    }
    // What the kernel took is heard, without a hole; then it ends.
    let mut heard = 0;
    let mut cursor = String::new();
    let code = loop {
        match slow.next().await {
            Heard::Event(name, data) if name == "new-message" => {
                heard += 1;
                assert_eq!(data["seq"], json!(heard + 1));
                cursor = data["cursor"].as_str().unwrap().to_owned();
            }
            Heard::Event(name, data) => {
                assert_eq!(
                    (name.as_str(), &data),
                    ("closing", &json!({"code": 4008, "retry": true}))
                );
            }
            Heard::Closed(code) => break code,
            heard @ Heard::Text(_) => panic!("{heard:?}"),
        }
    };
    // The close frame may be lost: a peer that does not read cannot be told.
    assert!(matches!(code, Some(4008) | None), "{code:?}");
    assert!(heard < count, "the queue is bounded");
    let mut back = Client::back(&app, user(1), &cursor).await;
    back.bodies(count - heard).await;
    back.event("ready").await;
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
