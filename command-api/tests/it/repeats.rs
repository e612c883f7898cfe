use std::time::Duration;

use domain::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{App, Reply, messages};

const CONVERSATIONS: &str = "/api/messaging/conversations";
const KEY_REUSED: (u16, &str) = (422, "key-reused");

fn code(reply: &Reply) -> (u16, &str) {
    (
        reply.status,
        reply.json["code"].as_str().unwrap_or("no problem"),
    )
}

/// A repeat gets the first answer, word for word, and says that it is one.
#[track_caller]
fn assert_repeats(first: &Reply, again: &Reply) {
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    assert_eq!(again.header("location"), first.header("location"));
    assert!(!first.is_replayed() && again.is_replayed());
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_equal_requests_at_once_are_one_event_and_fifty_equal_answers() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let (path, body) = (messages(conversation), json!({"body": "once"}));

    let replies =
        join_all((0..50).map(|_| app.post_with_key(app.client(), "k", &path, &body))).await;

    assert_eq!(app.conversation(conversation).await.len(), 2);
    for reply in &replies {
        assert_eq!((reply.status, &reply.text), (201, &replies[0].text));
    }
    assert_eq!(
        replies.iter().filter(|reply| !reply.is_replayed()).count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_stands_for_one_request_only() {
    let app = App::start().await;
    let (here, there) = (app.people.converse().await, app.people.converse().await);
    let body = json!({"body": "x"});
    let first = app
        .post_with_key(app.client(), "k", &messages(here), &body)
        .await;
    assert_eq!(first.status, 201);

    let other_body = app
        .post_with_key(app.client(), "k", &messages(here), &json!({"body": "y"}))
        .await;
    let other_path = app
        .post_with_key(app.client(), "k", &messages(there), &body)
        .await;
    let read = format!("{CONVERSATIONS}/{here}/read");
    let other_route = app
        .post_with_key(app.client(), "k", &read, &json!({"seq": 1}))
        .await;
    let spaced = Some(r#"{"body" : "x"}"#);
    let other_spelling = app
        .ask(
            app.client(),
            "POST",
            &messages(here),
            &[("idempotency-key", "k")],
            spaced,
        )
        .await;

    for reply in [other_body, other_path, other_route, other_spelling] {
        assert_eq!(code(&reply), KEY_REUSED);
    }
    assert_repeats(
        &first,
        &app.post_with_key(app.client(), "k", &messages(here), &body)
            .await,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_belong_to_a_user() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let body = json!({"body": "x"});
    let mine = app
        .post_with_key(app.client(), "k", &messages(conversation), &body)
        .await;
    let theirs = app
        .post_with_key(app.team(), "k", &messages(conversation), &body)
        .await;
    assert_eq!((mine.status, theirs.status), (201, 201));
    assert_ne!(mine.json["message"]["id"], theirs.json["message"]["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_start_is_the_same_conversation() {
    let app = App::start().await;
    let body = json!({"projectId": app.people.project, "subject": "x", "participantIds": [app.people.team]});
    let first = app
        .post_with_key(app.client(), "k", CONVERSATIONS, &body)
        .await;
    let id = first.json["conversation"]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    app.post(app.team(), &messages(id), &json!({"body": "meanwhile"}))
        .await;
    assert_repeats(
        &first,
        &app.post_with_key(app.client(), "k", CONVERSATIONS, &body)
            .await,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_answered_whatever_happened_since() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let (path, body) = (
        messages(conversation),
        json!({"messageId": Uuid::now_v7(), "body": "x"}),
    );
    let reply_body = json!({"body": "y", "replyTo": body["messageId"]});
    let first = app.post(app.client(), &path, &body).await;
    let reply = app
        .post_with_key(app.client(), "k", &path, &reply_body)
        .await;
    let me = format!(
        "{CONVERSATIONS}/{conversation}/participants/{}",
        app.people.client
    );
    assert_eq!(app.delete(app.client(), &me).await.status, 200);
    assert_eq!(
        app.post(app.client(), &path, &json!({"body": "z"}))
            .await
            .status,
        404
    );

    assert_repeats(&first, &app.post(app.client(), &path, &body).await);
    assert_repeats(
        &reply,
        &app.post_with_key(app.client(), "k", &path, &reply_body)
            .await,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_id_stands_for_one_message_of_one_author() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let id = Uuid::now_v7();
    let body = |text: &str| json!({"messageId": id, "body": text});
    let first = app
        .post(app.client(), &messages(conversation), &body("x"))
        .await;
    let earlier = json!(Uuid::now_v7());
    app.post(
        app.client(),
        &messages(conversation),
        &json!({"messageId": earlier, "body": "other"}),
    )
    .await;

    let other_text = app
        .post(app.client(), &messages(conversation), &body("y"))
        .await;
    let other_author = app
        .post(app.team(), &messages(conversation), &body("x"))
        .await;
    let as_reply = json!({"messageId": id, "body": "x", "replyTo": earlier});
    let other_reply = app
        .post(app.client(), &messages(conversation), &as_reply)
        .await;

    for reply in [other_text, other_author, other_reply] {
        assert_eq!(code(&reply), KEY_REUSED);
    }
    assert_repeats(
        &first,
        &app.post(app.client(), &messages(conversation), &body("x"))
            .await,
    );
    assert_eq!(app.conversation(conversation).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_not_kept() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let user = app.newcomer(Role::Client).await;
    let path = format!("{CONVERSATIONS}/{conversation}/participants");
    let add = || app.post_with_key(app.team(), "k", &path, &Value::Null);
    assert_eq!(add().await.status, 422);
    let body = json!({"userId": user});
    let refused = app.post_with_key(app.team(), "k", &path, &body).await;
    app.people.join(app.people.project, user).await;
    let taken = app.post_with_key(app.team(), "k", &path, &body).await;
    assert_eq!((refused.status, taken.status), (422, 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_takes_a_key() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    app.post(app.team(), &messages(conversation), &json!({"body": "x"}))
        .await;
    let user = app.newcomer(Role::Client).await;
    let project = app.people.project;
    let members = format!("/api/admin/directory/projects/{project}/members");
    let of_conversation = |rest: &str| format!("{CONVERSATIONS}/{conversation}/{rest}");
    let table = [
        (
            app.client(),
            "POST",
            of_conversation("read"),
            Some(json!({"seq": 2})),
        ),
        (
            app.admin(),
            "POST",
            members.clone(),
            Some(json!({"userId": user})),
        ),
        (
            app.team(),
            "POST",
            of_conversation("participants"),
            Some(json!({"userId": user})),
        ),
        (
            app.team(),
            "DELETE",
            of_conversation(&format!("participants/{user}")),
            None,
        ),
        (app.admin(), "DELETE", format!("{members}/{user}"), None),
        (
            app.admin(),
            "POST",
            "/api/admin/directory/projects".to_owned(),
            Some(json!({"name": "New"})),
        ),
        (
            app.admin(),
            "POST",
            "/api/admin/directory/people".to_owned(),
            Some(json!({"subject": "sub-1", "name": "Pia", "role": "client"})),
        ),
    ];
    for (at, (who, method, path, body)) in table.into_iter().enumerate() {
        let key = at.to_string();
        let body = body.map(|body| body.to_string());
        let headers = [("idempotency-key", key.as_str())];
        let ask = || app.ask(who, method, &path, &headers, body.as_deref());
        let first = ask().await;
        assert!(first.status < 300, "{first:?}");
        assert_repeats(&first, &ask().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_of_what_changed_nothing_gets_the_present_state() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = format!("{CONVERSATIONS}/{conversation}/participants");
    let body = json!({"userId": app.people.team});
    let add = || app.post_with_key(app.team(), "k", &path, &body);

    let first = add().await;
    let sent = app
        .post(app.client(), &messages(conversation), &json!({"body": "x"}))
        .await;
    let again = add().await;

    let last_seqs = [&first, &again].map(|reply| reply.json["conversation"]["lastSeq"].clone());
    assert_eq!((sent.status, last_seqs), (201, [json!(1), json!(2)]));
    assert!(!first.is_replayed() && again.is_replayed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_mark_that_moved_nothing_says_how_far_was_read() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = format!("{CONVERSATIONS}/{conversation}/read");
    let body = json!({"seq": 1});
    let mark = || app.post_with_key(app.team(), "k", &path, &body);
    let (first, again) = (mark().await, mark().await);
    let read_seqs = [&first, &again].map(|reply| reply.json["readSeq"].clone());
    assert_eq!(read_seqs, [1, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_hangs_up_and_repeats_sends_once() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let (path, body) = (messages(conversation), json!({"body": "x"}));
    for tenths in 0..20 {
        let patience = Duration::from_micros(tenths * 500);
        let _ = tokio::time::timeout(patience, app.post_with_key(app.client(), "k", &path, &body))
            .await;
    }
    let settled = app.post_with_key(app.client(), "k", &path, &body).await;
    assert_eq!(
        (settled.status, settled.json["message"]["seq"].clone()),
        (201, json!(2))
    );
    assert_eq!(app.conversation(conversation).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_visible_ascii_of_limited_length() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let longest = "k".repeat(128);
    let longer = "k".repeat(129);
    let table = [
        (longest.as_str(), 201),
        ("!", 201),
        (longer.as_str(), 400),
        ("", 400),
        ("a b", 400),
        ("é", 400),
    ];
    for (key, status) in table {
        let reply = app
            .post_with_key(
                app.client(),
                key,
                &messages(conversation),
                &json!({"body": "x"}),
            )
            .await;
        assert_eq!(reply.status, status, "{key:?}");
    }
    let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
    let reply = app
        .ask(
            app.client(),
            "POST",
            &messages(conversation),
            &twice,
            Some(r#"{"body":"x"}"#),
        )
        .await;
    assert_eq!(code(&reply), (400, "invalid-header"));
}
