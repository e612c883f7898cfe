//! Hostile sockets, row by row of the table of hostile inputs, over every transport.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use domain::Role;
use realtime::Pace;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error;

use crate::app::{App, COOKIE_NAME, SOON, Wishes, eventually};
use crate::client::{Client, Heard, header, narrow, request};
use crate::log::{FakeLog, conversation, user};
use crate::wire::{Poller, Raw, Transport, Wire};

type Any = Client<Box<dyn Wire>>;

async fn talk_at(pace: Pace) -> (Arc<FakeLog>, App) {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2), user(3)]);
    log.start(conversation(1), &[user(1), user(2)]);
    log.start(conversation(2), &[user(2), user(3)]);
    let wishes = Wishes {
        pace,
        ..Wishes::default()
    };
    let app = App::with(&log, wishes).await;
    (log, app)
}

async fn talk() -> (Arc<FakeLog>, App) {
    talk_at(Pace::default()).await
}

/// What is sent.
enum Sent {
    Texts(Vec<String>),
    Raw(Raw),
}

/// What comes of it.
#[derive(Clone, Copy)]
enum Then {
    /// Closed for good, with this code.
    Closed(u16),
    /// It is passed over.
    Nothing,
}

/// A request in the words of a dialect.
fn asking(by: Transport, name: &str, content: &Value) -> String {
    if by == Transport::Plain {
        let mut object = content.clone();
        object["type"] = json!(name);
        object.to_string()
    } else {
        format!("42{}", json!([name, content]))
    }
}

/// The table. A socket that is live sends this, and then that happens.
fn rows(by: Transport) -> Vec<(&'static str, Sent, Then)> {
    let text = |text: &str| Sent::Texts(vec![text.to_owned()]);
    let many = |text: &str, count| Sent::Texts(vec![text.to_owned(); count]);
    let ask = |name: &str, content: Value| asking(by, name, &content);
    let is_plain = by == Transport::Plain;
    let pong = if is_plain { r#"{"type":"pong"}"# } else { "3" };
    let long = ask("typing", json!({"x": "x".repeat(64 * 1024)}));
    let unknown = ask(&"x".repeat(10 * 1024), json!({}));
    let nested = format!("{}{}", if is_plain { "" } else { "42" }, "[".repeat(10_000));
    let server_only = [
        ask(
            "new-message",
            json!({"userId": user(2), "message": {"authorId": user(2)}}),
        ),
        ask("__proto__", json!({"userId": user(2)})),
        ask("constructor", json!({})),
        ask("toString", json!({})),
    ];
    let typing_as_another = ask("typing", json!({"conversationId": "x", "userId": user(2)}));
    let mut rows = vec![
        ("S5 a frame over 64 KiB", text(&long), Then::Closed(1009)),
        ("S7 not UTF-8", Sent::Raw(Raw::NotUtf8), Then::Closed(1007)),
        ("S8 binary", Sent::Raw(Raw::Binary), Then::Closed(1003)),
        ("S9 nested without end", text(&nested), Then::Closed(4400)),
        (
            "S11 twenty names that do not exist",
            many(&unknown, 20),
            Then::Closed(1008),
        ),
        (
            "S11 nineteen of them",
            many(&ask("x", json!({})), 19),
            Then::Nothing,
        ),
        (
            "S15 a thousand messages at once",
            many(pong, 1_000),
            Then::Closed(4429),
        ),
        (
            "S21 a thousand empty ones",
            many("", 1_000),
            Then::Closed(1008),
        ),
        (
            "S24 events of the server",
            Sent::Texts(server_only.to_vec()),
            Then::Nothing,
        ),
        (
            "S24 in another's name",
            text(&typing_as_another),
            Then::Nothing,
        ),
    ];
    let nonsense: &[&str] = if is_plain {
        &[
            "{",
            "[]",
            "1",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"x","id":-1}"#,
            r#"{"type":"hello"}"#,
            r#"{"type":"x","id":99999999999999999999}"#,
        ]
    } else {
        &[
            "99999[]",
            "4",
            "49",
            "42",
            "42{}",
            "42[1]",
            "40{}",
            "4299999999999999999999[\"x\"]",
            "451-[\"x\",{\"_placeholder\":true,\"num\":0}]",
            "451000000000-[\"x\",{\"_placeholder\":true,\"num\":0}]",
            "bAAAA",
        ]
    };
    let senseless = |line: &&str| ("S8, S9 what makes no sense", text(line), Then::Closed(4400));
    rows.extend(nonsense.iter().map(senseless));
    if !is_plain {
        let refused = ("S9 another namespace", text("40/admin,{}"), Then::Nothing);
        rows.push(refused);
    }
    if by != Transport::Polling {
        let endless = Sent::Raw(Raw::Endless);
        rows.push(("S5 a frame that never ends", endless, Then::Closed(1009)));
        let pings = Sent::Raw(Raw::Pings(1_000));
        rows.push(("S21 a thousand pings", pings, Then::Closed(1008)));
    }
    rows
}

/// It is still served, and nothing else was said but acks and refusals.
async fn goes_on(client: &mut Any, row: &str) {
    client
        .ask(77, "typing", json!({"conversationId": "x"}))
        .await;
    loop {
        match client.next().await {
            Heard::Text(text) if text.contains("77") => {
                assert!(text.contains("not-found"), "{row}: {text}");
                return;
            }
            Heard::Text(text) if text.starts_with("44/admin,") => {}
            heard => panic!("{row}: {heard:?}"),
        }
    }
}

#[tokio::test]
async fn what_a_live_socket_may_not_send_has_its_code_and_the_rest_is_passed_over() {
    for by in Transport::ALL {
        let (log, app) = talk().await;
        let head = log.len();
        for (row, sent, then) in rows(by) {
            let mut client = Client::live_by(by, &app, user(1)).await;
            match &sent {
                Sent::Texts(texts) => client.socket.say_all(texts).await,
                Sent::Raw(raw) => client.socket.say_raw(raw).await,
            }
            match then {
                Then::Nothing => {
                    goes_on(&mut client, row).await;
                    if by != Transport::Plain {
                        client.send_text("41").await;
                    }
                }
                Then::Closed(expected) => {
                    let (closing, code) = client.closing().await;
                    let told = json!({"code": expected, "retry": false});
                    assert_eq!(closing, told, "{row}, {by:?}");
                    // Polling has no close frame.
                    let of_frame = (by != Transport::Polling).then_some(expected);
                    assert_eq!(code, of_frame, "{row}, {by:?}");
                }
            }
        }
        assert_eq!(log.len(), head, "nothing was written");
        eventually("nothing is left behind", || app.realtime.sockets() == 0).await;
    }
}

/// What somebody hears who is not let in: the words of a Socket.IO refusal, or the code.
async fn refused(by: Transport, app: &App, hello: Value) -> Value {
    let mut client = Any::greet(by, app, hello).await;
    if by == Transport::Plain {
        return json!(client.closed().await);
    }
    match client.next().await {
        Heard::Text(text) => {
            let error: Value = serde_json::from_str(text.strip_prefix("44").unwrap()).unwrap();
            error["data"]["code"].clone()
        }
        heard => panic!("{heard:?}"),
    }
}

#[tokio::test]
async fn s1_without_an_identity_that_is_believed_nobody_comes_in() {
    let (_log, app) = talk().await;
    let expired = app.expired_token(user(1), Duration::from_secs(61));
    let disabled = app.token_of("disabled", Role::Client, SOON * 60);
    let mut forged = app.token(user(1));
    forged.truncate(forged.len() - 4);
    forged.push_str("AAAA");
    for by in Transport::ALL {
        for (hello, code, close) in [
            (json!({}), "unauthenticated", 4401),
            (json!({"token": "junk"}), "unauthenticated", 4401),
            (json!({"token": forged}), "unauthenticated", 4401),
            (json!({"token": expired}), "token-expired", 4401),
            (json!({"token": disabled}), "forbidden", 4403),
            (
                json!({"token": app.token(user(1)), "cursor": "x"}),
                "invalid-parameter",
                4400,
            ),
        ] {
            let expected = match by {
                Transport::Plain => json!((close, false)),
                Transport::Socket | Transport::Polling | Transport::Upgrade => json!(code),
            };
            assert_eq!(refused(by, &app, hello).await, expected, "{by:?}");
        }
    }
}

#[tokio::test]
async fn s1_a_cookie_from_a_foreign_page_is_refused_before_anything_opens() {
    let (_log, app) = talk().await;
    let cookie = format!("{COOKIE_NAME}={}", user(1));
    for path in ["/ws", "/socket.io/?EIO=4&transport=websocket"] {
        let mut foreign = request(&app, path);
        header(&mut foreign, "cookie", &cookie);
        header(&mut foreign, "origin", "http://evil.example");
        let Err(Error::Http(answer)) = Client::dial(foreign).await else {
            panic!("{path} is refused")
        };
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let url = format!("http://{}/socket.io/?EIO=4&transport=polling", app.address);
    let foreign = reqwest::Client::new().get(url).header("cookie", cookie);
    let answer = foreign.header("origin", "http://evil.example").send().await;
    assert_eq!(answer.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn s3_a_token_in_the_address_is_not_looked_at() {
    let (_log, app) = talk().await;
    let token = app.token(user(1));
    let path = format!("/ws?token={token}");
    let mut plain = Client::dial(request(&app, &path)).await.unwrap();
    plain.send(json!({"type": "hello"})).await;
    assert_eq!(plain.closed().await, (4401, false));
    let path = format!("/socket.io/?EIO=4&transport=websocket&token={token}&auth={token}");
    let mut engine = Client::dial(request(&app, &path)).await.unwrap();
    engine.next().await;
    engine.send_text("40").await;
    let Heard::Text(refused) = engine.next().await else {
        panic!("a refusal")
    };
    assert!(
        refused.starts_with("44") && refused.contains("unauthenticated"),
        "{refused}"
    );
}

#[tokio::test]
async fn s9_an_event_before_the_hello_is_closed() {
    let (_log, app) = talk().await;
    let early = |by| asking(by, "typing", &json!({"conversationId": conversation(1)}));
    let mut plain = Client::silent(&app).await;
    plain.send_text(&early(Transport::Plain)).await;
    assert_eq!(plain.closed().await, (4400, false));
    let (mut engine, _) = Client::engine(&app).await;
    engine.send_text(&early(Transport::Socket)).await;
    assert_eq!(engine.next().await, Heard::Closed(Some(4400)));
    let (mut poller, _) = Poller::open(&app).await;
    poller.say(&early(Transport::Polling)).await;
    assert_eq!(poller.hear().await, Err(None));
}

#[tokio::test]
async fn s12_a_conversation_of_others_is_answered_like_one_that_does_not_exist() {
    let (_log, app) = talk().await;
    for by in Transport::ALL {
        let mut client = Client::live_by(by, &app, user(1)).await;
        for name in ["typing", "stop-typing", "watch"] {
            let mut answers = Vec::new();
            for id in [
                json!(conversation(2)),
                json!(conversation(7)),
                json!("x"),
                json!(null),
                json!({"$ne": null}),
            ] {
                let content = json!({"conversationId": id, "reason": "curious"});
                client.ask(5, name, content).await;
                answers.push(client.next().await);
            }
            let refused = match by {
                Transport::Plain => r#"{"type":"ack","id":5,"ok":false,"code":"not-found"}"#,
                Transport::Socket | Transport::Polling | Transport::Upgrade => {
                    r#"435[{"ok":false,"code":"not-found"}]"#
                }
            };
            assert_eq!(
                answers,
                vec![Heard::Text(refused.to_owned()); 5],
                "{name}, {by:?}"
            );
        }
    }
}

#[tokio::test]
async fn s17_of_more_than_twenty_sockets_of_a_person_the_oldest_goes() {
    for by in Transport::ALL {
        let (log, app) = talk().await;
        let mut oldest = Client::live_by(by, &app, user(1)).await;
        let mut others = Vec::new();
        for _ in 0..20 {
            others.push(Client::live(&app, user(1)).await);
        }
        let (closing, _) = oldest.closing().await;
        assert_eq!(closing, json!({"code": 4409, "retry": false}), "{by:?}");
        log.say(conversation(1), user(2), "hello");
        for other in &mut others {
            assert_eq!(other.bodies(1).await, ["hello"], "{by:?}");
        }
    }
}

/// What somebody heard who read nothing for a long time: messages without a hole, the last cursor,
/// and about how many bytes.
async fn hear_what_waited<W: Wire>(client: &mut Client<W>) -> (u64, String, usize) {
    let (mut count, mut cursor, mut bytes) = (0, String::new(), 0);
    loop {
        match client.next().await {
            Heard::Event(name, data) if name == "new-message" => {
                count += 1;
                assert_eq!(data["seq"], json!(count + 1));
                cursor = data["cursor"].as_str().unwrap().to_owned();
                bytes += data.to_string().len();
            }
            Heard::Event(name, data) if name == "closing" => {
                assert_eq!(data, json!({"code": 4008, "retry": true}));
            }
            // A peer that does not read cannot always be told.
            Heard::Closed(code) => {
                assert!(matches!(code, Some(4008) | None), "{code:?}");
                return (count, cursor, bytes);
            }
            heard => panic!("{heard:?}"),
        }
    }
}

#[tokio::test]
async fn s19_who_does_not_read_costs_little_is_closed_and_misses_nothing() {
    let pace = Pace {
        write_within: Duration::from_secs(2),
        ..Pace::default()
    };
    let (log, app) = talk_at(pace).await;
    let mut quick = Client::live(&app, user(2)).await;
    let mut slow = narrow(&app, user(1)).await;
    let mut never_polls = crate::polling::live(&app).await;
    let long = "\u{1F600}".repeat(10_000);
    let all = 100;
    for _ in 0..all {
        log.say(conversation(1), user(2), &long);
        quick.bodies(1).await;
    }
    eventually("both are closed", || app.realtime.sockets() == 1).await;
    let polled = hear_what_waited(&mut never_polls).await;
    let read = hear_what_waited(&mut slow).await;
    for ((count, cursor, bytes), by) in [(polled, Transport::Polling), (read, Transport::Plain)] {
        // The system keeps megabytes where nobody tells it not to.
        assert!(bytes < 512 * 1024, "{by:?} {bytes}");
        let cursor = if count == 0 { log.cursor(5) } else { cursor };
        let mut back = Client::back(by, &app, user(1), &cursor).await;
        let rest = usize::try_from(all - count).unwrap();
        assert_eq!(back.bodies(rest).await, vec![long.clone(); rest], "{by:?}");
        back.event("ready").await;
    }
}

#[tokio::test]
async fn s20_who_may_not_be_here_any_longer_is_closed_for_good() {
    let (_log, app) = talk().await;
    for by in Transport::ALL {
        let mut person = Client::live_by(by, &app, user(1)).await;
        let mut other = Client::live_by(by, &app, user(2)).await;
        app.realtime.close_person(user(1));
        let (closing, _) = person.closing().await;
        assert_eq!(closing, json!({"code": 4403, "retry": false}), "{by:?}");
        goes_on(&mut other, "S20").await;
    }
    // 28 s over, so 2 s are left of the leeway: a real clock decides this, and there is no other.
    let token = app.expired_token(user(3), Duration::from_secs(28));
    let mut all = Vec::new();
    for by in Transport::ALL {
        all.push(Any::greet(by, &app, json!({"token": token})).await);
    }
    for client in &mut all {
        let (closing, _) = client.closing().await;
        assert_eq!(closing, json!({"code": 4401, "retry": false}));
    }
}

#[tokio::test]
async fn s23_a_handshake_with_a_header_of_a_megabyte_is_refused_at_once() {
    let (_log, app) = talk().await;
    for path in ["/ws", "/socket.io/?EIO=4&transport=websocket"] {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX: {}\r\n\r\n",
            app.address,
            "x".repeat(1024 * 1024)
        );
        // It may be refused before all of it is sent.
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = vec![0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(answer, b"HTTP/1.1 431", "{path}");
    }
}
