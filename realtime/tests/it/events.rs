//! What was missed, over HTTP.

use serde_json::{Value, json};

use crate::app::{App, Wishes};
use crate::client::{Client, Heard};
use crate::log::{FakeLog, conversation, user};
use crate::wire::Transport;

async fn get(app: &App, query: &str) -> (u16, Value) {
    let url = format!("http://{}/api/messaging/events?{query}", app.address);
    let request = reqwest::Client::new()
        .get(url)
        .bearer_auth(app.token(user(1)));
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn talk(ring_bytes_max: usize) -> (std::sync::Arc<FakeLog>, App) {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.register(user(2), domain::Role::Team, "Timo");
    log.start(conversation(1), &[user(1), user(2)]);
    let wishes = Wishes {
        ring_bytes_max,
        ..Wishes::default()
    };
    let app = App::with(&log, wishes).await;
    (log, app)
}

#[tokio::test]
async fn the_pages_together_are_exactly_what_a_socket_is_sent() {
    for ring in [0, realtime::RING_BYTES_MAX] {
        let (log, app) = talk(ring).await;
        let start = log.cursor(log.len());
        for body in ["one", "two", "three"] {
            log.say(conversation(1), user(2), body);
            log.read_on(conversation(1), user(1));
        }
        let second = log.messages(conversation(1))[1].clone();
        log.edit(conversation(1), &second, "two, again");
        log.delete(conversation(1), user(2), &second);
        log.rename(user(2), "Tim");
        log.mute(conversation(1), user(1), true);
        log.mute(conversation(1), user(2), true);
        log.remove(conversation(1), user(1));
        log.add(conversation(1), user(1));
        log.say(conversation(1), user(2), "end");
        let end = log.len();
        crate::app::eventually("it is told", || app.realtime.position() == Some(end)).await;

        let mut client = Client::back(Transport::Plain, &app, user(1), &start).await;
        let mut sent = Vec::new();
        loop {
            let Heard::Event(event, data) = client.next().await else {
                panic!("closed")
            };
            if event == "ready" {
                break;
            }
            sent.push(json!({"event": event, "data": data}));
        }
        let (mut asked, mut cursor) = (Vec::new(), start);
        loop {
            let (status, page) = get(&app, &format!("after={cursor}&limit=3")).await;
            assert_eq!(status, 200, "{page}");
            asked.extend(page["items"].as_array().unwrap().clone());
            cursor = page["cursor"].as_str().unwrap().to_owned();
            if page["complete"] == json!(true) {
                break;
            }
            assert_eq!(page["items"].as_array().unwrap().len(), 3);
        }
        assert_eq!(asked, sent);
        assert_eq!(cursor, log.cursor(log.len()));
    }
}

#[tokio::test]
async fn where_nothing_can_be_replayed_the_only_item_is_resync() {
    let (log, app) = talk(0).await;
    let here = log.cursor(log.len());
    let beyond = log.cursor(log.len() + 5);
    let other = FakeLog::new().cursor(1);
    for (cursor, reason) in [(beyond, "beyond-head"), (other, "other-log")] {
        let (status, page) = get(&app, &format!("after={cursor}")).await;
        let data = json!({"cursor": here, "position": here, "reason": reason});
        let expected = json!({
            "items": [{"event": "resync", "data": data}], "cursor": here, "complete": true
        });
        assert_eq!((status, page), (200, expected));
    }
}

#[tokio::test]
async fn a_node_that_is_behind_waits_and_then_asks_to_come_again() {
    let (log, app) = talk(0).await;
    log.hold_back_the_hub();
    log.say(conversation(1), user(2), "later");
    let (status, problem) = get(&app, &format!("after={}", log.cursor(log.len()))).await;
    assert_eq!((status, &problem["code"]), (503, &json!("unavailable")));
    let cursor = log.cursor(log.len());
    let query = format!("after={cursor}");
    let (asked, ()) = tokio::join!(get(&app, &query), async { log.let_the_hub_go_on() });
    assert_eq!((asked.0, &asked.1["items"]), (200, &json!([])));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let (log, app) = talk(0).await;
    let here = log.cursor(log.len());
    for query in [
        String::new(),
        "after=x".to_owned(),
        format!("after={here}&limit=0"),
        format!("after={here}&limit=1001"),
        format!("after={here}&before=1"),
    ] {
        let (status, problem) = get(&app, &query).await;
        assert_eq!(
            (status, &problem["code"]),
            (400, &json!("invalid-parameter")),
            "{query}"
        );
    }
    let (status, _) = get(&app, &format!("after={here}&limit=1000")).await;
    assert_eq!(status, 200);
    let url = format!("http://{}/api/messaging/events?after={here}", app.address);
    assert_eq!(reqwest::get(url).await.unwrap().status().as_u16(), 401);
}
