use domain::{ConversationId, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{App, As, Expected, NOT_FOUND, Reply, invalid};

const FORBIDDEN: (u16, &str, &str) = (403, "forbidden", "");

fn path(conversation: ConversationId) -> String {
    format!("/api/messaging/conversations/{conversation}")
}

fn status(conversation: ConversationId) -> String {
    format!("/api/admin/messaging/conversations/{conversation}/status")
}

async fn call(app: &App, who: As<'_>, conversation: ConversationId, subject: &str) -> Reply {
    let body = json!({"subject": subject});
    app.patch(who, &path(conversation), None, &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn creator_team_and_admin_change_the_subject() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    for (version, who) in [(2, app.client()), (3, app.team()), (4, app.admin())] {
        let subject = format!("Subject {version}");
        let reply = call(&app, who, conversation, &subject).await;
        let core = &reply.json["conversation"];
        assert_eq!(
            (
                reply.status,
                &core["subject"],
                &core["version"],
                &core["lastSeq"]
            ),
            (200, &json!(subject), &json!(version), &json!(version))
        );
    }
    let same = call(&app, app.team(), conversation, "Subject 4").await;
    assert_eq!(
        (same.status, &same.json["conversation"]["version"]),
        (200, &json!(4))
    );
    assert_eq!(app.conversation(conversation).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn others_do_not_change_the_subject() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let guest = app.newcomer(Role::Client).await;
    app.people.join(app.people.project, guest).await;
    let add = format!("{}/participants", path(conversation));
    app.post(app.team(), &add, &json!({"userId": guest})).await;
    let guest = As::User(guest, Role::Client);
    assert_eq!(
        call(&app, guest, conversation, "x").await.problem(),
        FORBIDDEN
    );
    let auditor = app.auditor().await;
    assert_eq!(
        call(&app, auditor, conversation, "x").await.problem(),
        FORBIDDEN
    );
    let stranger = app.outsider();
    assert_eq!(
        call(&app, stranger, conversation, "x").await.problem(),
        NOT_FOUND
    );
    let nowhere = ConversationId::new(Uuid::now_v7());
    assert_eq!(
        call(&app, app.admin(), nowhere, "x").await.problem(),
        NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_is_one_to_two_hundred_characters() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let most = "\u{1f600}".repeat(200);
    assert_eq!(
        call(&app, app.client(), conversation, &most).await.status,
        200
    );
    for bad in [&"x".repeat(201), "", " ", "\u{0}"] {
        let reply = call(&app, app.client(), conversation, bad).await;
        assert_eq!(reply.problem(), invalid("/subject"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_closes_puts_away_and_opens_again() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let table = [
        (
            "\"1\"",
            json!({"status": "closed", "reason": "Done"}),
            "closed",
            2,
        ),
        ("\"2\"", json!({"status": "closed"}), "closed", 2),
        ("\"2\"", json!({"status": "archived"}), "archived", 3),
        (
            "\"3\"",
            json!({"status": "active", "reason": "Not yet"}),
            "active",
            4,
        ),
    ];
    for (seen, body, expected, version) in table {
        let reply = app
            .patch(app.admin(), &status(conversation), Some(seen), &body)
            .await;
        let core = &reply.json["conversation"];
        assert_eq!(
            (reply.status, &core["status"], &core["version"]),
            (200, &json!(expected), &json!(version)),
            "{body}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_change_of_status_is_named() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let closed = json!({"status": "closed", "reason": "Done"});
    let table: [(Option<&str>, Value, Expected); 9] = [
        (Some("\"1\""), json!({"status": "open"}), invalid("/status")),
        (Some("\"1\""), json!({}), invalid("/status")),
        (
            Some("\"1\""),
            json!({"status": "closed"}),
            invalid("/reason"),
        ),
        (
            Some("\"1\""),
            json!({"status": "closed", "reason": " "}),
            invalid("/reason"),
        ),
        (
            Some("\"1\""),
            json!({"status": "closed", "reason": "x".repeat(501)}),
            invalid("/reason"),
        ),
        (
            Some("\"1\""),
            json!({"status": "closed", "reason": null}),
            invalid("/reason"),
        ),
        (None, closed.clone(), (428, "precondition-required", "")),
        (Some("1"), closed.clone(), (400, "invalid-header", "")),
        (Some("\"2\""), closed.clone(), (412, "version-mismatch", "")),
    ];
    for (seen, body, expected) in table {
        let reply = app
            .patch(app.admin(), &status(conversation), seen, &body)
            .await;
        assert_eq!(reply.problem(), expected, "{seen:?} {body}");
    }
    let started = app.conversation(conversation).await;
    assert_eq!(started.len(), 1);
    let late = app
        .patch(app.admin(), &status(conversation), Some("\"9\""), &closed)
        .await;
    let current = json!({"version": 1, "by": app.people.client, "at": started[0].occurred_at()});
    assert_eq!(late.json["current"], current);
    let most = json!({"status": "closed", "reason": "x".repeat(500)});
    let reply = app
        .patch(app.admin(), &status(conversation), Some("\"1\""), &most)
        .await;
    assert_eq!(reply.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_admin_changes_the_status() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let body = json!({"status": "archived"});
    let auditor = app.auditor().await;
    for who in [app.client(), app.team(), app.outsider(), auditor] {
        let reply = app
            .patch(who, &status(conversation), Some("\"1\""), &body)
            .await;
        assert_eq!(reply.problem(), FORBIDDEN);
    }
    let nowhere = status(ConversationId::new(Uuid::now_v7()));
    let reply = app.patch(app.admin(), &nowhere, Some("\"1\""), &body).await;
    assert_eq!(reply.problem(), NOT_FOUND);
}
