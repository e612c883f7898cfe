use domain::{ConversationId, MessageId, UserId};
use serde_json::json;
use uuid::Uuid;

use crate::app::{App, NOT_FOUND, client};
use crate::tables::Said;

/// An event of a message in the log, at the next position.
async fn happen(
    app: &App,
    conversation: ConversationId,
    said: Said,
    sequence: i64,
    name: &str,
    mut payload: serde_json::Value,
) {
    payload["type"] = json!(name);
    let position = app.tables.advance().await;
    sqlx::query(
        "insert into log.events (
           aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
           position, event_id, message_id, occurred_at, hash)
         values ('Conversation', $1, $2, $3, $4, $5, '{}', $6, $7, $8, now(), $9)",
    )
    .bind(conversation.to_string())
    .bind(sequence)
    .bind(name)
    .bind(if name == "MessageSent" { "2" } else { "1" })
    .bind(payload)
    .bind(position)
    .bind(Uuid::now_v7())
    .bind(said.id.uuid())
    .bind(vec![0_u8; 32])
    .execute(&app.tables.pool)
    .await
    .unwrap();
}

fn at(second: u32) -> String {
    format!("2026-01-01T00:00:{second:02}.000Z")
}

fn text(text: &str) -> serde_json::Value {
    json!({"text": text, "salt": "00000000000000000000000000000000"})
}

fn edited(id: MessageId, by: UserId, body: &str, second: u32, version: u64) -> serde_json::Value {
    json!({"by": by, "at": at(second), "message": {
        "id": id, "seq": 2, "version": version, "authorId": by, "body": text(body),
        "sentAt": at(2), "editedAt": at(second),
    }})
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_a_message_said_is_listed_the_oldest_first_until_it_is_deleted() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let id = tables.conversation(project, "Logo", &[clara, timo]).await;
    let said = tables.say(id, clara, "three").await;
    // What the tables' builder left in the log has no payload that could be read.
    tables
        .run("alter table log.events disable trigger user; delete from log.events")
        .await;
    let sent = json!({"id": said.id, "by": clara, "at": at(2), "body": text("one")});
    happen(&app, id, said, 2, "MessageSent", sent).await;
    happen(
        &app,
        id,
        said,
        3,
        "MessageEdited",
        edited(said.id, clara, "two", 3, 2),
    )
    .await;
    happen(
        &app,
        id,
        said,
        4,
        "MessageEdited",
        edited(said.id, clara, "three", 4, 3),
    )
    .await;
    let path = format!(
        "/api/messaging/conversations/{id}/messages/{}/edits",
        said.id
    );

    let edits = app.ok(client(timo), &path).await;

    assert_eq!(
        edits,
        json!({"items": [
            {"body": "one", "at": at(2)},
            {"body": "two", "at": at(3)},
            {"body": "three", "at": at(4)},
        ]})
    );
    let stranger = tables.client("Stranger").await;
    assert_eq!(app.get(client(stranger), &path).await.problem(), NOT_FOUND);
    let deleted = json!({"by": clara, "at": at(5), "id": said.id, "seq": 2, "authorId": clara});
    happen(&app, id, said, 5, "MessageDeleted", deleted).await;
    // The tables do not have it yet.
    assert_eq!(app.get(client(timo), &path).await.problem(), NOT_FOUND);
    tables.delete(id, said, clara).await;
    assert_eq!(app.get(client(timo), &path).await.problem(), NOT_FOUND);
}
