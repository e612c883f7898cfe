//! Long-polling, request by request. The stock clients speak in `oracle.rs`.

use std::sync::Arc;
use std::time::Duration;

use realtime::Pace;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::app::{App, COOKIE_NAME, ORIGIN, Wishes, eventually};
use crate::client::{Client, Heard};
use crate::log::{FakeLog, conversation, user};
use crate::wire::{Poller, Wire};

async fn talk_at(pace: Pace) -> (Arc<FakeLog>, App) {
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

pub async fn talk() -> (Arc<FakeLog>, App) {
    talk_at(Pace::default()).await
}

/// A polling client that is live.
pub async fn live(app: &App) -> Client<Poller> {
    let (mut poller, _) = Poller::open(app).await;
    let auth = json!({"token": app.token(user(1))});
    poller.say(&format!("40{auth}")).await;
    let mut client = Client::over(poller);
    client.speaks_plain = false;
    assert!(matches!(client.next().await, Heard::Text(text) if text.starts_with("40")));
    client.event("ready").await;
    client
}

pub async fn error_of(answer: Response) -> (StatusCode, Value) {
    (answer.status(), answer.json().await.unwrap())
}

pub fn engine_error(code: u8, message: &str) -> (StatusCode, Value) {
    let body = json!({"code": code, "message": message});
    (StatusCode::BAD_REQUEST, body)
}

pub fn unknown_sid() -> (StatusCode, Value) {
    engine_error(1, "Session ID unknown")
}

/// The session is gone, and with it everything it held.
async fn is_gone(app: &App, client: &mut Client<Poller>) {
    eventually("the session is gone", || app.realtime.sockets() == 0).await;
    let poll = client.socket.poll().send().await.unwrap();
    let status = poll.status();
    let text = poll.text().await.unwrap();
    let body = serde_json::from_str::<Value>(&text);
    match body {
        Ok(body) if status != StatusCode::OK => assert_eq!((status, body), unknown_sid()),
        _ => assert_eq!((status, text.as_str()), (StatusCode::OK, "1")),
    }
}

#[tokio::test]
async fn polling_opens_with_the_interfaces_numbers_and_offers_a_websocket() {
    let (_log, app) = talk().await;
    let (poller, open) = Poller::open(&app).await;
    assert!(poller.sid.starts_with("node-1-"));
    assert_eq!(
        open,
        json!({
            "sid": poller.sid, "upgrades": ["websocket"],
            "pingInterval": 10_000, "pingTimeout": 20_000, "maxPayload": 65_536
        })
    );
}

#[tokio::test]
async fn several_packets_of_one_payload_are_heard_in_order() {
    let (log, app) = talk().await;
    let mut client = live(&app).await;
    let ask = |id: u64| format!(r#"42{id}["typing",{{"conversationId":"x"}}]"#);
    client
        .send_text(&[ask(1), ask(2), ask(3)].join("\u{1e}"))
        .await;
    for id in 1..=3 {
        let answer = format!(r#"43{id}[{{"ok":false,"code":"not-found"}}]"#);
        assert_eq!(client.next().await, Heard::Text(answer));
    }
    log.say(conversation(1), user(2), "one");
    log.say(conversation(1), user(2), "two");
    assert_eq!(client.bodies(2).await, ["one", "two"]);
}

#[tokio::test]
async fn what_is_no_poll_is_refused_in_the_engines_words() {
    let (_log, app) = talk().await;
    let mut client = live(&app).await;
    let http = reqwest::Client::new();
    let base = format!("http://{}/socket.io/?EIO=4&transport=polling", app.address);
    for method in [Method::POST, Method::PUT, Method::HEAD] {
        let answer = http.request(method.clone(), &base).send().await.unwrap();
        if method == Method::HEAD {
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        } else {
            let expected = engine_error(2, "Bad handshake method");
            assert_eq!(error_of(answer).await, expected, "{method}");
        }
    }
    let unknown = format!("{base}&sid=node-1-x");
    let answer = http.get(&unknown).send().await.unwrap();
    assert_eq!(error_of(answer).await, unknown_sid());
    let answer = http.post(&unknown).body("2").send().await.unwrap();
    assert_eq!(error_of(answer).await, unknown_sid());
    for method in [Method::HEAD, Method::PUT, Method::DELETE] {
        let url = client.socket.url("polling");
        let answer = http.request(method, url).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
    let twice = http
        .get(format!("{base}&sid=a&sid=b"))
        .send()
        .await
        .unwrap();
    assert_eq!(error_of(twice).await, engine_error(3, "Bad request"));
    // None of it did any harm.
    client.ask(1, "typing", json!({})).await;
    let answer = client.next().await;
    assert!(matches!(answer, Heard::Text(_)), "{answer:?}");
}

#[tokio::test]
async fn a_second_poll_ends_the_session_and_sends_the_first_one_home() {
    let (_log, app) = talk().await;
    let mut client = live(&app).await;
    let first = tokio::spawn(client.socket.poll().send());
    // Whichever of the two comes second is refused.
    let second = client.socket.poll().send().await.unwrap();
    let first = first.await.unwrap().unwrap();
    let (refused, other) = if second.status() == StatusCode::OK {
        (first, second)
    } else {
        (second, first)
    };
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(other.text().await.unwrap(), "1");
    is_gone(&app, &mut client).await;
}

#[tokio::test]
async fn a_second_post_ends_the_session() {
    let (_log, app) = talk().await;
    let mut client = live(&app).await;
    let (send, receive) = tokio::sync::mpsc::channel::<Result<String, std::io::Error>>(1);
    let body = futures_util::stream::unfold(receive, |mut receive| async move {
        receive.recv().await.map(|part| (part, receive))
    });
    let slow = tokio::spawn(client.socket.post(reqwest::Body::wrap_stream(body)).send());
    send.send(Ok("3".to_owned())).await.unwrap();
    // The first one has begun when the second is refused; until then each is alone.
    let refused = loop {
        match client.socket.post("3").send().await.unwrap().status() {
            StatusCode::OK => {}
            status => break status,
        }
    };
    assert_eq!(refused, StatusCode::BAD_REQUEST);
    let slow = slow.await.unwrap().unwrap();
    assert_eq!(error_of(slow).await, unknown_sid());
    is_gone(&app, &mut client).await;
}

#[tokio::test]
async fn the_same_poll_again_means_that_its_answer_was_lost_and_ends_the_session() {
    let (log, app) = talk().await;
    let mut client = live(&app).await;
    let url = format!("{}&t=lost", client.socket.url("polling"));
    let http = reqwest::Client::new();
    log.say(conversation(1), user(2), "lost");
    let lost = http.get(&url).send().await.unwrap();
    assert_eq!(lost.status(), StatusCode::OK);
    let again = http.get(&url).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::BAD_REQUEST);
    is_gone(&app, &mut client).await;
}

#[tokio::test]
async fn a_payload_of_64_kib_is_taken_and_a_longer_one_ends_the_session() {
    let (_log, app) = talk().await;
    let mut client = live(&app).await;
    let mut text = r#"421["typing",{"x":""}]"#.to_owned();
    let fill = "x".repeat(65_536 - text.len());
    text = text.replace(r#""x":"""#, &format!(r#""x":"{fill}""#));
    assert_eq!(text.len(), 65_536);
    let taken = client.socket.post(text.clone()).send().await.unwrap();
    assert_eq!(taken.status(), StatusCode::OK);
    assert!(matches!(client.next().await, Heard::Text(_)));
    text.push(' ');
    let refused = client.socket.post(text).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let closing = json!({"code": 1009, "retry": false});
    assert_eq!(client.closing().await, (closing, None));
}

#[tokio::test]
async fn a_client_that_gives_no_sign_of_life_is_dropped_and_one_that_answers_stays() {
    let pace = Pace {
        ping_every: Duration::from_millis(100),
        pong_within: Duration::from_millis(400),
        ..Pace::default()
    };
    let (log, app) = talk_at(pace).await;
    let mut quiet = live(&app).await;
    let mut lively = live(&app).await;
    quiet.answers_pings = false;
    let listen = tokio::spawn(async move { lively.bodies(1).await });
    let (heard, _) = quiet.until_closed().await;
    let ping = Heard::Text("2".to_owned());
    assert!(
        heard.len() >= 2 && heard.iter().all(|heard| *heard == ping),
        "{heard:?}"
    );
    log.say(conversation(1), user(2), "hello");
    assert_eq!(listen.await.unwrap(), ["hello"]);
}

#[tokio::test]
async fn who_never_polls_again_or_hangs_up_is_gone() {
    let pace = Pace {
        ping_every: Duration::from_millis(100),
        pong_within: Duration::from_millis(300),
        ..Pace::default()
    };
    let (_log, app) = talk_at(pace).await;
    let _silent = live(&app).await;
    assert_eq!(app.realtime.sockets(), 1);
    eventually("the silent one is gone", || app.realtime.sockets() == 0).await;

    let (_log, app) = talk().await;
    let mut client = live(&app).await;
    let poll = tokio::spawn(client.socket.poll().send());
    // The poll may not have arrived yet: then the next one would find nobody waiting.
    poll.abort();
    let poll = tokio::time::timeout(Duration::from_millis(50), client.socket.poll().send());
    assert!(poll.await.is_err());
    eventually("who hung up is gone", || app.realtime.sockets() == 0).await;
}

#[tokio::test]
async fn who_says_nothing_is_asked_to_come_again() {
    let pace = Pace {
        hello_within: Duration::from_millis(50),
        ..Pace::default()
    };
    let (_log, app) = talk_at(pace).await;
    let (mut poller, _) = Poller::open(&app).await;
    assert_eq!(poller.hear().await, Err(None));
}

#[tokio::test]
async fn a_cookie_counts_on_allowed_pages_and_without_an_origin_on_our_own() {
    let (_log, app) = talk().await;
    let http = reqwest::Client::new();
    let url = format!("http://{}/socket.io/?EIO=4&transport=polling", app.address);
    let cookie = format!("{COOKIE_NAME}={}", user(1));
    let pages = [
        (vec![("origin", ORIGIN)], StatusCode::OK),
        (vec![("sec-fetch-site", "same-origin")], StatusCode::OK),
        (
            vec![("sec-fetch-site", "cross-site")],
            StatusCode::FORBIDDEN,
        ),
        (
            vec![("origin", "http://evil.example")],
            StatusCode::FORBIDDEN,
        ),
        (vec![], StatusCode::FORBIDDEN),
    ];
    for (headers, status) in pages {
        let mut get = http.get(&url).header("cookie", &cookie);
        for (name, value) in &headers {
            get = get.header(*name, *value);
        }
        let answer = get.send().await.unwrap();
        assert_eq!(answer.status(), status, "{headers:?}");
        if status == StatusCode::FORBIDDEN {
            let problem: Value = answer.json().await.unwrap();
            assert_eq!(problem["code"], "origin-refused");
        }
    }
}

#[tokio::test]
async fn pages_of_allowed_origins_may_read_the_answers_and_others_may_not() {
    let (_log, app) = talk().await;
    let http = reqwest::Client::new();
    let url = format!("http://{}/socket.io/?EIO=4&transport=polling", app.address);
    for (origin, allowed) in [(ORIGIN, Some(ORIGIN)), ("http://evil.example", None)] {
        let answer = http.get(&url).header("origin", origin).send().await;
        let answer = answer.unwrap();
        let header = answer.headers().get("access-control-allow-origin");
        assert_eq!(header.map(|value| value.to_str().unwrap()), allowed);
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn who_is_not_let_in_any_more_is_told_and_kept_from_coming_back() {
    let (_log, app) = talk().await;
    let mut client = live(&app).await;
    app.realtime.close_person(user(1));
    let closing = json!({"code": 4403, "retry": false});
    let (heard, _) = client.until_closed().await;
    assert_eq!(
        heard,
        [
            Heard::Event("closing".to_owned(), closing),
            Heard::Text("41".to_owned())
        ]
    );
}

#[tokio::test]
async fn at_shutdown_a_polling_client_is_asked_to_come_back_and_is_waited_for() {
    let (_log, app) = talk().await;
    let mut client = live(&app).await;
    let post = client.socket.post("3");
    let poll = tokio::spawn(async move { client.closing().await });
    // What comes later than the poll is answered, so the poll is there.
    for _ in 0..2 {
        post.try_clone().unwrap().send().await.unwrap();
    }
    app.shutdown.begin();
    let end = app.shutdown.clone().finish(Duration::from_secs(10)).await;
    assert_eq!(end, Ok(()));
    let (closing, _) = poll.await.unwrap();
    assert_eq!(closing, json!({"code": 1012, "retry": true}));
}
