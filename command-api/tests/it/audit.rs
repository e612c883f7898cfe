use domain::{ConversationId, MessageId, ProjectId, StreamId, digest, from_hex};
use serde_json::json;
use uuid::Uuid;

use crate::app::{App, As, NOT_FOUND, Reply, invalid, message, messages};

const FORBIDDEN: (u16, &str, &str) = (403, "forbidden", "");
const EXPORTS: &str = "/api/admin/messaging/audit/exports";

fn reveal(conversation: ConversationId, id: MessageId) -> String {
    format!("/api/admin/messaging/conversations/{conversation}/messages/{id}/reveal")
}

async fn said(app: &App) -> (ConversationId, MessageId) {
    let conversation = app.people.converse().await;
    let body = json!({"body": "secret"});
    let sent = app.post(app.client(), &messages(conversation), &body).await;
    (conversation, sent.message_id())
}

async fn deleted(app: &App) -> (ConversationId, MessageId) {
    let (conversation, id) = said(app).await;
    app.delete(app.client(), &message(conversation, id)).await;
    (conversation, id)
}

async fn export(app: &App, who: As<'_>, key: Option<&str>, project: ProjectId) -> Reply {
    let mut headers = vec![("tidings-reason", "Audit")];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    let body = json!({"projectId": project}).to_string();
    app.ask(who, "POST", EXPORTS, &headers, Some(&body)).await
}

/// What somebody has looked at, by the names of the events.
async fn looked_at(app: &App, who: As<'_>) -> Vec<&'static str> {
    let As::User(user, _) = who else {
        panic!("nobody")
    };
    let events = app.stream(StreamId::Access(user)).await;
    events.iter().map(|event| event.event.name()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_text_is_shown_with_what_proves_it_and_leaves_a_trace() {
    let app = App::start().await;
    let (conversation, id) = deleted(&app).await;
    let auditor = app.auditor().await;
    for who in [app.admin(), auditor] {
        let shown = app.why(who, &reveal(conversation, id), "Case%207").await;
        assert_eq!((shown.status, &shown.json["text"]), (200, &json!("secret")));
        let salt: [u8; 16] = from_hex(shown.json["salt"].as_str().unwrap()).unwrap();
        let sent = &app.conversation(conversation).await[1];
        let body = match &sent.event {
            domain::Event::Conversation(event) => event.message(2).unwrap().body,
            _ => panic!("{sent:?}"),
        };
        assert_eq!(digest(&salt, "secret"), body.digest());
        assert_eq!(looked_at(&app, who).await, ["MessageRevealed"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_revealed_leaves_no_trace() {
    let app = App::start().await;
    let (conversation, there) = said(&app).await;
    let (elsewhere, gone) = deleted(&app).await;
    let nothing = MessageId::new(Uuid::now_v7());
    let why = "x";
    let table = [
        (app.admin(), conversation, there, (409, "not-deleted", "")),
        (app.admin(), conversation, nothing, NOT_FOUND),
        (app.admin(), conversation, gone, NOT_FOUND),
        (app.client(), elsewhere, gone, FORBIDDEN),
        (app.team(), elsewhere, gone, FORBIDDEN),
    ];
    for (who, conversation, id, expected) in table {
        let reply = app.why(who, &reveal(conversation, id), why).await;
        assert_eq!(reply.problem(), expected);
        assert!(!reply.text.contains("secret"));
    }
    let missing = app
        .ask(app.admin(), "POST", &reveal(elsewhere, gone), &[], None)
        .await;
    assert_eq!(missing.problem(), (422, "validation-failed", ""));
    assert_eq!(missing.json["errors"][0]["header"], "Tidings-Reason");
    assert_eq!(looked_at(&app, app.admin()).await, Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_reveal_shows_what_it_showed_first_and_is_one_trace() {
    let app = App::start().await;
    let (conversation, id) = deleted(&app).await;
    let headers = [("idempotency-key", "k"), ("tidings-reason", "x")];
    let path = reveal(conversation, id);
    let ask = || app.ask(app.admin(), "POST", &path, &headers, None);
    let first = ask().await;
    assert_eq!(first.status, 200);
    let back = format!("{}/restore", message(conversation, id));
    app.ask(app.client(), "POST", &back, &[], None).await;
    let edited = json!({"body": "harmless"});
    app.patch(app.client(), &message(conversation, id), None, &edited)
        .await;
    let again = ask().await;
    assert_eq!((again.is_replayed(), &again.text), (true, &first.text));
    assert_eq!(looked_at(&app, app.admin()).await, ["MessageRevealed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_taken_down_once() {
    let app = App::start().await;
    let first = export(&app, app.admin(), Some("k"), app.people.project).await;
    let again = export(&app, app.admin(), Some("k"), app.people.project).await;
    let other = export(&app, app.admin(), None, app.people.project).await;
    assert_eq!((first.status, again.status, other.status), (202, 202, 202));
    assert_eq!(again.text, first.text);
    assert_ne!(other.json["exportId"], first.json["exportId"]);
    assert_eq!(
        looked_at(&app, app.admin()).await,
        ["ExportMade", "ExportMade"]
    );
    let rows: Vec<(Uuid, Uuid, Uuid, String)> =
        sqlx::query_as("select id, project_id, requested_by, status from app.exports order by at")
            .fetch_all(app.reader.pool())
            .await
            .unwrap();
    let row = |reply: &Reply| {
        let id: Uuid = reply.json["exportId"].as_str().unwrap().parse().unwrap();
        let (project, admin) = (app.people.project.uuid(), app.people.admin.uuid());
        (id, project, admin, "running".to_owned())
    };
    assert_eq!(rows, [row(&first), row(&other)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_export_is_named() {
    let app = App::start().await;
    let auditor = app.auditor().await;
    let project = app.people.project;
    assert_eq!(export(&app, auditor, None, project).await.status, 202);
    for who in [app.client(), app.team()] {
        assert_eq!(export(&app, who, None, project).await.problem(), FORBIDDEN);
    }
    let nothing = ProjectId::new(Uuid::now_v7());
    let reply = export(&app, app.admin(), None, nothing).await;
    assert_eq!(reply.problem(), invalid("/projectId"));
    let silent = app
        .post(app.admin(), EXPORTS, &json!({"projectId": project}))
        .await;
    assert_eq!(silent.problem(), (422, "validation-failed", ""));
    assert_eq!(looked_at(&app, app.admin()).await, Vec::<&str>::new());
}
