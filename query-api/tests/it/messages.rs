use domain::{ConversationId, UserId};
use serde_json::{Value, json};

use crate::app::{App, client, invalid, pluck};

async fn settle(app: &App, messages: usize) -> (ConversationId, UserId) {
    let clara = app.tables.client("Clara").await;
    let project = app.tables.project("Website", &[clara]).await;
    let id = app.tables.conversation(project, "Long", &[clara]).await;
    for n in 0..messages {
        app.tables.say(id, clara, &format!("message {n}")).await;
    }
    (id, clara)
}

/// Sequences, whether there are older ones, whether there are newer ones.
fn shape(page: &Value) -> (Vec<u64>, bool, bool) {
    let seqs = pluck(page, "seq")
        .iter()
        .map(|seq| seq.as_u64().unwrap())
        .collect();
    (
        seqs,
        page["hasOlder"].as_bool().unwrap(),
        page["hasNewer"].as_bool().unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_cut_where_they_were_asked_for() {
    let app = App::start().await;
    // Sequence 1 is the beginning; messages are 2 to 11.
    let (id, clara) = settle(&app, 10).await;
    let max = 9_007_199_254_740_991_u64;
    for (query, expected) in [
        ("".to_owned(), (2..=11, false, false)),
        ("limit=3".to_owned(), (9..=11, true, false)),
        ("limit=10".to_owned(), (2..=11, false, false)),
        ("before=5&limit=2".to_owned(), (3..=4, true, true)),
        ("before=5&limit=3".to_owned(), (2..=4, false, true)),
        ("before=12&limit=1".to_owned(), (11..=11, true, false)),
        (format!("before={max}&limit=1"), (11..=11, true, false)),
        ("after=9&limit=2".to_owned(), (10..=11, true, false)),
        ("after=8&limit=2".to_owned(), (9..=10, true, true)),
        ("after=0&limit=2".to_owned(), (2..=3, false, true)),
        ("around=6&limit=4".to_owned(), (4..=7, true, true)),
        ("around=6&limit=5".to_owned(), (4..=8, true, true)),
        ("around=6&limit=1".to_owned(), (6..=6, true, true)),
        ("around=11&limit=4".to_owned(), (9..=11, true, false)),
        ("around=500&limit=4".to_owned(), (9..=11, true, false)),
        ("around=2&limit=4".to_owned(), (2..=3, false, true)),
        ("around=0&limit=4".to_owned(), (2..=3, false, true)),
    ] {
        let page = app
            .ok(
                client(clara),
                &format!("/api/messaging/conversations/{id}/messages?{query}"),
            )
            .await;
        let (seqs, has_older, has_newer) = expected;
        assert_eq!(
            shape(&page),
            (seqs.collect(), has_older, has_newer),
            "{query}"
        );
    }
    for (query, (has_older, has_newer)) in [
        ("before=2", (false, true)),
        ("before=0", (false, true)),
        ("after=11", (true, false)),
        (&format!("after={max}"), (true, false)),
    ] {
        let page = app
            .ok(
                client(clara),
                &format!("/api/messaging/conversations/{id}/messages?{query}"),
            )
            .await;
        assert_eq!(shape(&page), (vec![], has_older, has_newer), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn around_goes_by_the_nearest_message_at_or_below() {
    let app = App::start().await;
    let (id, clara) = settle(&app, 3).await;
    // Sequences 5 to 8 are no messages.
    app.tables
        .run(&format!(
            "update read.conversations set last_seq = 8 where id = '{id}'"
        ))
        .await;
    app.tables.say(id, clara, "late").await;

    let page = app
        .ok(
            client(clara),
            &format!("/api/messaging/conversations/{id}/messages?around=7&limit=2"),
        )
        .await;

    assert_eq!(shape(&page), (vec![3, 4], true, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_without_messages_has_an_empty_page() {
    let app = App::start().await;
    let (id, clara) = settle(&app, 0).await;
    for query in ["", "before=5", "after=1", "around=1"] {
        let page = app
            .ok(
                client(clara),
                &format!("/api/messaging/conversations/{id}/messages?{query}"),
            )
            .await;
        assert_eq!(shape(&page), (vec![], false, false), "{query}");
        assert_eq!(page["people"], json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_shown_with_what_it_answers() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let id = tables.conversation(project, "Logo", &[clara, timo]).await;
    let question = tables.say(id, timo, &format!("{}?", "é".repeat(120))).await;
    let answer = tables.answer(id, clara, "yes", Some(question)).await;
    tables.leave(id, timo).await;
    let path = format!("/api/messaging/conversations/{id}/messages/{}", answer.id);
    let message = |preview: &str, deleted: bool| {
        json!({
            "id": answer.id, "conversationId": id, "seq": 3, "version": 1, "authorId": clara,
            "body": "yes", "files": [], "sentAt": "2026-01-01T00:00:03.000Z",
            "replyTo": {"id": question.id, "seq": 2, "authorId": timo, "preview": preview, "deleted": deleted},
        })
    };

    let found = app.ok(client(clara), &path).await;
    assert_eq!(found["message"], message(&"é".repeat(120), false));
    assert_eq!(
        found["people"],
        json!([{"id": clara, "name": "Clara", "role": "client"}, {"id": timo, "name": "Timo", "role": "client"}])
    );
    assert_eq!(found["position"], json!(tables.position()));

    tables
        .run(&format!(
            "update read.messages set deleted_at = now(), deleted_by = '{timo}' where seq = 2"
        ))
        .await;
    let page = app
        .ok(
            client(clara),
            &format!("/api/messaging/conversations/{id}/messages"),
        )
        .await;
    assert_eq!(page["items"][0]["body"], "");
    assert_eq!(page["items"][1], message("", true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_asked_for_from_one_place() {
    let app = App::start().await;
    let (id, clara) = settle(&app, 1).await;
    for (query, name) in [
        ("before=1&after=1", "after"),
        ("before=1&around=1", "around"),
        ("after=1&around=1", "around"),
        ("before=1&after=1&around=1", "around"),
        ("before=-1", "before"),
        ("around=x", "around"),
        ("cursor=x", "cursor"),
    ] {
        let reply = app
            .get(
                client(clara),
                &format!("/api/messaging/conversations/{id}/messages?{query}"),
            )
            .await;
        assert_eq!(reply.problem(), invalid(name), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_a_deleted_and_an_erased_message_are_shown_as_they_are_now() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let nora = tables.client("Nora").await;
    let project = tables.project("Website", &[clara, timo, nora]).await;
    let id = tables
        .conversation(project, "Logo", &[clara, timo, nora])
        .await;
    let edited = tables.say(id, clara, "before").await;
    let deleted = tables.say(id, clara, "secret").await;
    let erased = tables.say(id, nora, "words").await;
    for original in [edited, deleted, erased] {
        tables.answer(id, timo, "well", Some(original)).await;
    }
    tables.edit(id, edited, "after").await;
    tables.delete(id, deleted, timo).await;
    tables.erase(nora).await;

    let page = app
        .ok(
            client(clara),
            &format!("/api/messaging/conversations/{id}/messages"),
        )
        .await;

    let (at, reply) = (&page["items"], |n: usize| {
        page["items"][n]["replyTo"].clone()
    });
    assert_eq!(
        (&at[0]["body"], &at[0]["version"], &at[0]["editedAt"]),
        (
            &json!("after"),
            &json!(2),
            &json!("2026-01-01T00:00:08.000Z")
        )
    );
    assert_eq!(
        at[1],
        json!({
            "id": deleted.id, "conversationId": id, "seq": 3, "version": 1, "authorId": clara,
            "body": "", "files": [], "sentAt": "2026-01-01T00:00:03.000Z",
            "deletedAt": "2026-01-01T00:00:09.000Z", "deletedBy": timo,
        })
    );
    assert_eq!(
        (&at[2]["body"], &at[2]["erased"]),
        (&json!(""), &json!(true))
    );
    let original = |seq, author, preview, deleted| json!({"seq": seq, "authorId": author, "preview": preview, "deleted": deleted});
    for (n, said, expected) in [
        (3, edited, original(2, clara, "after", false)),
        (4, deleted, original(3, clara, "", true)),
        (5, erased, original(4, nora, "", false)),
    ] {
        let mut expected = expected;
        expected["id"] = json!(said.id);
        assert_eq!(reply(n), expected);
    }
    assert!(
        page["people"]
            .as_array()
            .unwrap()
            .contains(&json!({"id": nora, "name": null, "role": "client"}))
    );
}
