use domain::{ConversationId, MessageId, ReportId, StreamId};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{App, Expected, NOT_FOUND, Reply, invalid, message, messages};

const FORBIDDEN: (u16, &str, &str) = (403, "forbidden", "");
const SETTLED: (u16, &str, &str) = (409, "conflict", "");

fn reports(conversation: ConversationId, id: MessageId) -> String {
    format!("{}/reports", message(conversation, id))
}

fn path(id: &str) -> String {
    format!("/api/admin/messaging/reports/{id}")
}

/// A message of the client's, and where it is reported.
async fn said(app: &App) -> (ConversationId, MessageId) {
    let conversation = app.people.converse().await;
    let body = json!({"body": "Buy now"});
    let sent = app.post(app.client(), &messages(conversation), &body).await;
    (conversation, sent.message_id())
}

async fn reported(app: &App) -> String {
    let (conversation, id) = said(app).await;
    let body = json!({"reason": "spam", "note": "Look"});
    let reply = app
        .post(app.team(), &reports(conversation, id), &body)
        .await;
    reply.json["reportId"].as_str().unwrap().to_owned()
}

async fn change(app: &App, id: &str, seen: u64, body: &Value) -> Reply {
    let seen = format!("\"{seen}\"");
    app.patch(app.admin(), &path(id), Some(&seen), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_reported_once_by_each() {
    let app = App::start().await;
    let (conversation, id) = said(&app).await;
    let path = reports(conversation, id);
    let first = app
        .post(app.team(), &path, &json!({"reason": "spam"}))
        .await;
    let other = json!({"reason": "abuse", "note": "Again"});
    let again = app.post(app.team(), &path, &other).await;
    let admin = app.post(app.admin(), &path, &other).await;
    assert_eq!((first.status, again.status, admin.status), (201, 200, 201));
    let expected = ReportId::of(conversation, id, app.people.team);
    assert_eq!(first.json["reportId"], json!(expected));
    assert_eq!(again.json["reportId"], json!(expected));
    assert_ne!(admin.json["reportId"], json!(expected));
    assert_eq!(app.stream(StreamId::Report(expected)).await.len(), 1);
    assert_eq!(
        app.conversation(conversation).await.len(),
        2,
        "nobody notices"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_reports_at_once_are_one() {
    let app = App::start().await;
    let (conversation, id) = said(&app).await;
    let (path, body) = (reports(conversation, id), json!({"reason": "spam"}));
    let replies = join_all((0..50).map(|_| app.post(app.team(), &path, &body))).await;
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    let again = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!((made, again), (1, 49));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_a_deleted_message_is_taken() {
    let app = App::start().await;
    let (conversation, id) = said(&app).await;
    app.delete(app.client(), &message(conversation, id)).await;
    let body = json!({"reason": "abuse"});
    let reply = app
        .post(app.team(), &reports(conversation, id), &body)
        .await;
    assert_eq!(reply.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_report_is_named() {
    let app = App::start().await;
    let (conversation, id) = said(&app).await;
    let here = reports(conversation, id);
    let spam = json!({"reason": "spam"});
    let nothing = reports(conversation, MessageId::new(Uuid::now_v7()));
    let elsewhere = reports(app.people.converse().await, id);
    let noted = |note: Value| json!({"reason": "other", "note": note});
    let table = [
        (app.client(), &here, spam.clone(), invalid("")),
        (app.outsider(), &here, spam.clone(), NOT_FOUND),
        (app.auditor().await, &here, spam.clone(), FORBIDDEN),
        (app.team(), &nothing, spam.clone(), NOT_FOUND),
        (app.team(), &elsewhere, spam, NOT_FOUND),
        (app.team(), &here, json!({}), invalid("/reason")),
        (
            app.team(),
            &here,
            json!({"reason": "ugly"}),
            invalid("/reason"),
        ),
        (
            app.team(),
            &here,
            noted(json!("x".repeat(2_001))),
            invalid("/note"),
        ),
        (app.team(), &here, noted(json!(" ")), invalid("/note")),
        (app.team(), &here, noted(json!(null)), invalid("/note")),
    ];
    for (who, path, body, expected) in table {
        let reply = app.post(who, path, &body).await;
        assert_eq!(reply.problem(), expected, "{path} {body}");
    }
    let note = json!("x".repeat(1 << 20));
    let reply = app.post(app.team(), &here, &noted(note)).await;
    assert_eq!(reply.problem(), (413, "too-large", ""));
    let most = noted(json!("x".repeat(2_000)));
    assert_eq!(app.post(app.team(), &here, &most).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_taken_on_noted_and_settled() {
    let app = App::start().await;
    let id = reported(&app).await;
    let taken = change(&app, &id, 1, &json!({"status": "reviewing"})).await;
    let same = change(&app, &id, 2, &json!({"status": "reviewing"})).await;
    assert_eq!(same.json["report"], taken.json["report"]);
    let notes = format!("{}/notes", path(&id));
    let noted = app
        .post(app.admin(), &notes, &json!({"text": "Asked"}))
        .await;
    assert_eq!(
        (noted.status, &noted.json["report"]["version"]),
        (200, &json!(3))
    );
    let body = json!({"status": "resolved", "outcome": "message-removed"});
    let settled = change(&app, &id, 3, &body).await;
    let parsed: ReportId = id.parse().unwrap();
    let events = app.stream(StreamId::Report(parsed)).await;
    let report = &settled.json["report"];
    let expected = json!({
        "id": id, "conversationId": events[0].topic(), "messageId": events[0].message_id(),
        "reporterId": app.people.team, "reason": "spam", "note": "Look", "status": "resolved",
        "version": 4, "snapshot": report["snapshot"], "assignedTo": app.people.admin,
        "outcome": "message-removed",
        "notes": [{"by": app.people.admin, "at": events[2].occurred_at(), "text": "Asked"}],
        "createdAt": events[0].occurred_at(), "closedAt": events[3].occurred_at(),
    });
    assert_eq!((settled.status, report), (200, &expected));
    assert_eq!(report["snapshot"]["body"], "Buy now");
    let again = change(&app, &id, 4, &body).await;
    assert_eq!((again.status, &again.json["report"]), (200, report));
    for other in [
        json!({"status": "reviewing"}),
        json!({"status": "dismissed"}),
        json!({"status": "resolved", "outcome": "no-action"}),
    ] {
        assert_eq!(
            change(&app, &id, 4, &other).await.problem(),
            SETTLED,
            "{other}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_dismissed() {
    let app = App::start().await;
    let id = reported(&app).await;
    let dismissed = change(&app, &id, 1, &json!({"status": "dismissed"})).await;
    let report = &dismissed.json["report"];
    assert_eq!(
        (dismissed.status, &report["status"]),
        (200, &json!("dismissed"))
    );
    assert!(report["closedAt"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_casework_is_named() {
    let app = App::start().await;
    let id = reported(&app).await;
    let here = path(&id);
    let nowhere = path("9b2f6c1e-0d7a-5c3b-8e4f-2a1b3c4d5e06");
    let reviewing = json!({"status": "reviewing"});
    let one = Some("\"1\"");
    let table: Vec<(&str, Option<&str>, Value, Expected)> = vec![
        (&here, one, json!({"status": "open"}), invalid("/status")),
        (&here, one, json!({"status": "done"}), invalid("/status")),
        (
            &here,
            one,
            json!({"status": "resolved"}),
            invalid("/outcome"),
        ),
        (
            &here,
            one,
            json!({"status": "resolved", "outcome": "x"}),
            invalid("/outcome"),
        ),
        (
            &here,
            one,
            json!({"status": "dismissed", "outcome": "no-action"}),
            invalid("/outcome"),
        ),
        (
            &here,
            None,
            reviewing.clone(),
            (428, "precondition-required", ""),
        ),
        (
            &here,
            Some("\"0\""),
            reviewing.clone(),
            (412, "version-mismatch", ""),
        ),
        (&nowhere, one, reviewing.clone(), NOT_FOUND),
    ];
    for (path, seen, body, expected) in table {
        let reply = app.patch(app.admin(), path, seen, &body).await;
        assert_eq!(reply.problem(), expected, "{body}");
    }
    let auditor = app.auditor().await;
    let notes = format!("{here}/notes");
    for who in [app.client(), app.team(), auditor] {
        let reply = app.patch(who, &here, one, &reviewing).await;
        assert_eq!(reply.problem(), FORBIDDEN);
        let reply = app.post(who, &notes, &json!({"text": "x"})).await;
        assert_eq!(reply.problem(), FORBIDDEN);
    }
    for text in ["", " ", &"x".repeat(2_001)] {
        let reply = app.post(app.admin(), &notes, &json!({"text": text})).await;
        assert_eq!(reply.problem(), invalid("/text"));
    }
    let most = json!({"text": "x".repeat(2_000)});
    assert_eq!(app.post(app.admin(), &notes, &most).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_change_of_a_report_gets_its_first_answer_again() {
    let app = App::start().await;
    let id = reported(&app).await;
    let headers = [("idempotency-key", "k"), ("if-match", "\"1\"")];
    let body = json!({"status": "reviewing"}).to_string();
    let path = path(&id);
    let ask = || app.ask(app.admin(), "PATCH", &path, &headers, Some(&body));
    let first = ask().await;
    assert_eq!(first.status, 200);
    change(&app, &id, 2, &json!({"status": "dismissed"})).await;
    let again = ask().await;
    assert_eq!((again.is_replayed(), &again.text), (true, &first.text));
}
