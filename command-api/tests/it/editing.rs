use domain::{ConversationId, MessageId, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{App, As, NOT_FOUND, Reply, invalid, message, messages};

const FORBIDDEN: (u16, &str, &str) = (403, "forbidden", "");
const DELETED: (u16, &str, &str) = (409, "already-deleted", "");
const NOT_OPEN: (u16, &str, &str) = (409, "conversation-not-open", "");

async fn said(app: &App, conversation: ConversationId, body: &str) -> MessageId {
    let body = json!({"body": body});
    let reply = app.post(app.client(), &messages(conversation), &body).await;
    reply.message_id()
}

async fn edit(app: &App, who: As<'_>, path: &str, body: &str) -> Reply {
    app.patch(who, path, None, &json!({"body": body})).await
}

async fn restore(app: &App, who: As<'_>, path: &str) -> Reply {
    let path = format!("{path}/restore");
    app.ask(who, "POST", &path, &[], None).await
}

async fn close(app: &App, conversation: ConversationId) {
    let path = format!("/api/admin/messaging/conversations/{conversation}/status");
    let body = json!({"status": "closed", "reason": "Done"});
    let reply = app.patch(app.admin(), &path, Some("\"1\""), &body).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_says_it_in_other_words() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let id = said(&app, conversation, "Helo").await;
    let path = message(conversation, id);

    let edited = edit(&app, app.client(), &path, "Hello").await;

    let event = app.conversation(conversation).await.pop().unwrap();
    let shown = &edited.json["message"];
    assert_eq!(
        (
            edited.status,
            &shown["body"],
            &shown["version"],
            &shown["seq"]
        ),
        (200, &json!("Hello"), &json!(2), &json!(2))
    );
    assert_eq!(shown["editedAt"], json!(event.occurred_at()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_words_are_no_edit() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = message(conversation, said(&app, conversation, "Hello").await);
    let same = edit(&app, app.client(), &path, "Hello").await;
    assert_eq!(
        (same.status, &same.json["message"]["version"]),
        (200, &json!(1))
    );
    assert!(same.json["message"].get("editedAt").is_none());
    assert_eq!(app.conversation(conversation).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_author_edits_and_only_author_and_admin_delete() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = message(conversation, said(&app, conversation, "x").await);
    for who in [app.team(), app.admin()] {
        assert_eq!(edit(&app, who, &path, "y").await.problem(), FORBIDDEN);
    }
    assert_eq!(app.delete(app.team(), &path).await.problem(), FORBIDDEN);
    let auditor = app.auditor().await;
    assert_eq!(edit(&app, auditor, &path, "y").await.problem(), FORBIDDEN);
    assert_eq!(app.delete(auditor, &path).await.problem(), FORBIDDEN);
    let stranger = app.outsider();
    assert_eq!(edit(&app, stranger, &path, "y").await.problem(), NOT_FOUND);
    assert_eq!(app.delete(stranger, &path).await.problem(), NOT_FOUND);
    assert_eq!(app.delete(app.admin(), &path).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_not_there_is_not_found() {
    let app = App::start().await;
    let (here, there) = (app.people.converse().await, app.people.converse().await);
    let elsewhere = said(&app, there, "x").await;
    for id in [elsewhere, MessageId::new(Uuid::now_v7())] {
        let path = message(here, id);
        assert_eq!(
            edit(&app, app.client(), &path, "y").await.problem(),
            NOT_FOUND
        );
        assert_eq!(app.delete(app.client(), &path).await.problem(), NOT_FOUND);
        assert_eq!(
            restore(&app, app.client(), &path).await.problem(),
            NOT_FOUND
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_as_long_as_a_message_may_be() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = message(conversation, said(&app, conversation, "x").await);
    let most = "\u{1f600}".repeat(10_000);
    assert_eq!(edit(&app, app.client(), &path, &most).await.status, 200);
    for bad in [&"x".repeat(10_001), "", " \u{200b}", "a\u{0}"] {
        let reply = edit(&app, app.client(), &path, bad).await;
        assert_eq!(reply.problem(), invalid("/body"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_message_shows_nothing_of_itself() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = message(conversation, said(&app, conversation, "secret").await);

    let deleted = app.delete(app.client(), &path).await;

    let event = app.conversation(conversation).await.pop().unwrap();
    let shown = &deleted.json["message"];
    assert_eq!((deleted.status, &shown["body"]), (200, &json!("")));
    assert_eq!(shown["deletedAt"], json!(event.occurred_at()));
    assert_eq!(shown["deletedBy"], json!(app.people.client));
    assert!(!deleted.text.contains("secret"));
    assert_eq!(app.delete(app.client(), &path).await.problem(), DELETED);
    assert_eq!(
        edit(&app, app.client(), &path, "x").await.problem(),
        DELETED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_is_taken_back_by_its_author_and_by_an_admin() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = message(conversation, said(&app, conversation, "Hello").await);
    edit(&app, app.client(), &path, "Hello!").await;

    let there = restore(&app, app.client(), &path).await;
    assert_eq!(there.problem(), (409, "not-deleted", ""));

    app.delete(app.client(), &path).await;
    assert_eq!(restore(&app, app.team(), &path).await.problem(), FORBIDDEN);
    let back = restore(&app, app.client(), &path).await;
    let shown = &back.json["message"];
    assert_eq!(
        (back.status, &shown["body"], &shown["version"]),
        (200, &json!("Hello!"), &json!(2))
    );
    assert!(shown.get("deletedAt").is_none());

    // What an admin took away only an admin brings back.
    app.delete(app.admin(), &path).await;
    assert_eq!(
        restore(&app, app.client(), &path).await.problem(),
        FORBIDDEN
    );
    assert_eq!(restore(&app, app.admin(), &path).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_conversation_is_changed_by_admins_alone() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = message(conversation, said(&app, conversation, "x").await);
    let gone = message(conversation, said(&app, conversation, "y").await);
    app.delete(app.client(), &gone).await;
    close(&app, conversation).await;
    let body = json!({"body": "x"});
    let send = app.post(app.client(), &messages(conversation), &body).await;
    assert_eq!(send.problem(), NOT_OPEN);
    assert_eq!(
        edit(&app, app.client(), &path, "y").await.problem(),
        NOT_OPEN
    );
    assert_eq!(app.delete(app.client(), &path).await.problem(), NOT_OPEN);
    assert_eq!(restore(&app, app.client(), &gone).await.problem(), NOT_OPEN);
    assert_eq!(app.delete(app.admin(), &path).await.status, 200);
    let send = app.post(app.admin(), &messages(conversation), &body).await;
    assert_eq!(send.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saw_another_version_hears_of_the_present_one() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = message(conversation, said(&app, conversation, "1").await);
    let second = app
        .patch(app.client(), &path, Some("\"1\""), &json!({"body": "2"}))
        .await;
    assert_eq!(second.status, 200);
    let late = app
        .patch(app.client(), &path, Some("\"1\""), &json!({"body": "3"}))
        .await;
    assert_eq!(late.problem(), (412, "version-mismatch", ""));
    let edited_at = &second.json["message"]["editedAt"];
    let current = json!({"version": 2, "by": app.people.client, "at": edited_at});
    assert_eq!(late.json["current"], current);
    let stale = [("if-match", "\"1\"")];
    let late = app.ask(app.admin(), "DELETE", &path, &stale, None).await;
    assert_eq!(late.problem(), (412, "version-mismatch", ""));
    for junk in ["1", "*", "W/\"1\"", "\"01\"", "\"1\", \"2\"", ""] {
        let reply = app
            .patch(app.client(), &path, Some(junk), &json!({"body": "3"}))
            .await;
        assert_eq!(reply.problem(), (400, "invalid-header", ""), "{junk}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_shows_its_original_as_it_is_and_its_repeat_as_it_was() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let original = said(&app, conversation, "first").await;
    let body = json!({"body": "Yes", "replyTo": original});
    let preview = |reply: &Reply| reply.json["message"]["replyTo"].clone();
    let shows = |text: &str, deleted: bool| -> Value {
        json!({
            "id": original, "seq": 2, "authorId": app.people.client, "preview": text,
            "deleted": deleted,
        })
    };
    let to = messages(conversation);
    let sent = app.post_with_key(app.team(), "k", &to, &body).await;
    assert_eq!(preview(&sent), shows("first", false));

    edit(
        &app,
        app.client(),
        &message(conversation, original),
        "second",
    )
    .await;
    let edited = edit(
        &app,
        app.team(),
        &message(conversation, sent.message_id()),
        "No",
    )
    .await;
    assert_eq!(preview(&edited), shows("second", false));

    app.delete(app.client(), &message(conversation, original))
        .await;
    let later = app.post(app.team(), &to, &body).await;
    assert_eq!(preview(&later), shows("", true));

    let again = app.post_with_key(app.team(), "k", &to, &body).await;
    assert_eq!(
        (again.text.as_str(), again.is_replayed()),
        (sent.text.as_str(), true)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_of_a_message_gets_its_first_answer_again() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = message(conversation, said(&app, conversation, "1").await);
    let restore = format!("{path}/restore");
    let two = json!({"body": "2"}).to_string();
    let steps: [(&str, &str, &str, Option<&str>); 3] = [
        ("e", "PATCH", &path, Some(&two)),
        ("d", "DELETE", &path, None),
        ("r", "POST", &restore, None),
    ];
    let mut first = Vec::new();
    for (key, method, path, body) in steps {
        let key = [("idempotency-key", key)];
        first.push(app.ask(app.client(), method, path, &key, body).await);
    }
    edit(&app, app.client(), &path, "3").await;
    let events = app.conversation(conversation).await.len();
    for ((key, method, path, body), first) in steps.into_iter().zip(&first) {
        let key = [("idempotency-key", key)];
        let again = app.ask(app.client(), method, path, &key, body).await;
        assert_eq!(
            (again.status, &again.text),
            (200, &first.text),
            "{method} {path}"
        );
        assert!(again.is_replayed());
    }
    assert_eq!(app.conversation(conversation).await.len(), events);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_the_project_edits_nothing_any_more() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = message(conversation, said(&app, conversation, "x").await);
    let out = format!(
        "/api/admin/directory/projects/{}/members/{}",
        app.people.project, app.people.client
    );
    app.delete(app.admin(), &out).await;
    assert_eq!(
        edit(&app, app.client(), &path, "y").await.problem(),
        NOT_FOUND
    );
    let newcomer = As::User(app.newcomer(Role::Client).await, Role::Client);
    assert_eq!(edit(&app, newcomer, &path, "y").await.problem(), NOT_FOUND);
}
