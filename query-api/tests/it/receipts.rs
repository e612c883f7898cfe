use serde_json::json;

use crate::app::{App, client, pluck};

#[tokio::test(flavor = "multi_thread")]
async fn receipts_name_those_who_read_the_message_and_take_part_but_not_its_author() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let (nora, gone) = (tables.client("Nora").await, tables.client("Gone").await);
    let people = [clara, timo, nora, gone];
    let project = tables.project("Website", &people).await;
    let id = tables.conversation(project, "Logo", &people).await;
    let first = tables.say(id, clara, "one").await;
    let second = tables.say(id, clara, "two").await;
    let third = tables.say(id, clara, "three").await;
    tables.read(id, timo, second.seq).await;
    tables.read(id, gone, third.seq).await;
    tables.read(id, nora, third.seq).await;
    tables.read(id, clara, third.seq).await;
    tables.read(id, timo, third.seq).await;
    tables.leave(id, gone).await;
    let readers = async |said: crate::tables::Said| {
        app.ok(
            client(clara),
            &format!(
                "/api/messaging/conversations/{id}/messages/{}/receipts",
                said.id
            ),
        )
        .await
    };

    let of_second = readers(second).await;
    assert_eq!(pluck(&of_second, "userId"), [json!(timo), json!(nora)]);
    assert_eq!(
        pluck(&readers(first).await, "userId"),
        [json!(timo), json!(nora)]
    );
    assert_eq!(
        pluck(&readers(third).await, "userId"),
        [json!(nora), json!(timo)]
    );
    assert_eq!(
        pluck(&json!({"items": of_second["people"]}), "name"),
        ["Timo", "Nora"]
    );
    assert_eq!(of_second["position"], json!(tables.position()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_before_somebody_joined_was_not_read_by_them() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, nora) = (tables.client("Clara").await, tables.client("Nora").await);
    let project = tables.project("Website", &[clara, nora]).await;
    let id = tables.conversation(project, "Logo", &[clara, nora]).await;
    let early = tables.say(id, clara, "one").await;
    tables
        .run("update read.conversation_participants set joined_seq = 3, read_seq = 3")
        .await;
    let late = tables.say(id, clara, "two").await;
    let late = crate::tables::Said {
        seq: late.seq + 1,
        ..late
    };
    tables
        .run("update read.messages set seq = 4 where seq = 3")
        .await;
    tables.read(id, nora, late.seq).await;

    let base = format!("/api/messaging/conversations/{id}/messages");
    let of_early = app
        .ok(client(clara), &format!("{base}/{}/receipts", early.id))
        .await;
    let of_late = app
        .ok(client(clara), &format!("{base}/{}/receipts", late.id))
        .await;

    assert_eq!(pluck(&of_early, "userId"), [json!(null); 0]);
    assert_eq!(pluck(&of_late, "userId"), [json!(nora)]);
}
