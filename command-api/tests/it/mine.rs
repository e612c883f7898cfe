use domain::ConversationId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{App, NOT_FOUND, Reply, invalid, message, messages};

fn mine(conversation: ConversationId) -> String {
    format!("/api/messaging/conversations/{conversation}/mine")
}

/// The answer without its position.
fn kept(reply: &Reply) -> Value {
    let mut kept = reply.json.clone();
    kept.as_object_mut().unwrap().remove("position");
    kept
}

fn shows(read_seq: u64, unread: u64, unread_from: Option<u64>, muted: bool) -> Value {
    json!({"readSeq": read_seq, "unread": unread, "unreadFrom": unread_from, "muted": muted})
}

async fn said(app: &App, conversation: ConversationId, count: usize) {
    for _ in 0..count {
        let body = json!({"body": "x"});
        app.post(app.client(), &messages(conversation), &body).await;
    }
}

async fn read(app: &App, conversation: ConversationId, seq: u64) {
    let path = format!("/api/messaging/conversations/{conversation}/read");
    app.post(app.team(), &path, &json!({"seq": seq})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_as_unread_stays_until_something_is_read() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    said(&app, conversation, 3).await;
    read(&app, conversation, 4).await;
    let path = mine(conversation);
    let set = |body: Value| {
        let (app, path) = (&app, &path);
        async move { kept(&app.put(app.team(), path, &body).await) }
    };
    assert_eq!(set(json!({})).await, shows(4, 0, None, false));
    assert_eq!(
        set(json!({"unreadFrom": 3})).await,
        shows(4, 2, Some(3), false)
    );
    assert_eq!(
        set(json!({"muted": true})).await,
        shows(4, 2, Some(3), true)
    );
    assert_eq!(
        set(json!({"unreadFrom": null})).await,
        shows(4, 0, None, true)
    );
    let both = json!({"unreadFrom": 0, "muted": false});
    assert_eq!(set(both).await, shows(4, 3, Some(1), false));
    read(&app, conversation, 2).await;
    assert_eq!(set(json!({})).await, shows(4, 0, None, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unread_follows_the_messages() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let mut ids = Vec::new();
    for who in [app.client(), app.team(), app.client(), app.client()] {
        let body = json!({"body": "x"});
        let sent = app.post(who, &messages(conversation), &body).await;
        ids.push(message(conversation, sent.message_id()));
    }
    let unread = async || {
        let reply = app.put(app.team(), &mine(conversation), &json!({})).await;
        reply.json["unread"].as_u64().unwrap()
    };
    assert_eq!(unread().await, 3, "one is their own");
    app.delete(app.client(), &ids[2]).await;
    app.delete(app.team(), &ids[1]).await;
    assert_eq!(unread().await, 2);
    let back = format!("{}/restore", ids[2]);
    app.ask(app.client(), "POST", &back, &[], None).await;
    assert_eq!(unread().await, 3);
    app.delete(app.client(), &ids[2]).await;
    app.patch(app.client(), &ids[3], None, &json!({"body": "y"}))
        .await;
    assert_eq!(unread().await, 2);
    // Of what was read already nothing counts, whatever becomes of it.
    read(&app, conversation, 2).await;
    app.delete(app.client(), &ids[0]).await;
    assert_eq!(unread().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_hears_what_was_unread_then() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    said(&app, conversation, 2).await;
    let key = [("idempotency-key", "k")];
    let body = json!({"unreadFrom": 2}).to_string();
    let path = mine(conversation);
    let set = || app.ask(app.team(), "PUT", &path, &key, Some(&body));
    let first = set().await;
    assert_eq!(kept(&first), shows(1, 2, Some(2), false));
    said(&app, conversation, 3).await;
    read(&app, conversation, 6).await;
    let again = set().await;
    assert_eq!((again.is_replayed(), &again.text), (true, &first.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_what_one_keeps_is_named() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let table = [
        (r#"{"unreadFrom": 2}"#, "/unreadFrom"),
        (r#"{"unreadFrom": -1}"#, "/unreadFrom"),
        (r#"{"unreadFrom": "1"}"#, "/unreadFrom"),
        (r#"{"muted": null}"#, "/muted"),
        (r#"{"muted": "yes"}"#, "/muted"),
        (r#"{"readSeq": 1}"#, "/readSeq"),
    ];
    for (body, pointer) in table {
        let reply = app
            .ask(app.team(), "PUT", &mine(conversation), &[], Some(body))
            .await;
        assert_eq!(reply.problem(), invalid(pointer), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_keeps_what_they_take_no_part_in() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let nowhere = ConversationId::new(Uuid::now_v7());
    for (who, place) in [
        (app.outsider(), conversation),
        (app.admin(), conversation),
        (app.client(), nowhere),
    ] {
        let reply = app.put(who, &mine(place), &json!({"muted": true})).await;
        assert_eq!(reply.problem(), NOT_FOUND);
    }
    let auditor = app.auditor().await;
    let reply = app.put(auditor, &mine(conversation), &json!({})).await;
    assert_eq!(reply.problem(), (403, "forbidden", ""));
}
