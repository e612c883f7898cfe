use blobs::Variant;
use serde_json::{Value, json};

use crate::app::{App, As, NOT_FOUND, client, pluck};

const TEXT: &[u8] = b"0123456789";

fn url(file: &blobs::Upload) -> String {
    format!("/api/messaging/files/{}", file.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_downloaded_by_who_sees_its_message_and_never_runs() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let stranger = tables.client("Stranger").await;
    let project = tables.project("Website", &[clara, timo, stranger]).await;
    let id = tables.conversation(project, "Logo", &[clara, timo]).await;
    let said = tables.say(id, clara, "look").await;
    let file = app.upload(clara, "nötes \"1\".txt", TEXT).await;
    tables.attach(id, said, &file).await;

    let reply = app.get(client(timo), &url(&file)).await;

    assert_eq!((reply.status, &reply.bytes[..]), (200, TEXT));
    for (name, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        ("content-length", "10"),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "sandbox; default-src 'none'; frame-ancestors 'none'",
        ),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "private, no-cache"),
        ("accept-ranges", "bytes"),
        ("etag", &format!("\"{}\"", file.id)),
        (
            "content-disposition",
            "attachment; filename=\"n_tes _1_.txt\"; filename*=UTF-8''n%C3%B6tes%20%221%22.txt",
        ),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
    let absent = app
        .get(
            client(timo),
            &format!("/api/messaging/files/{}", uuid::Uuid::now_v7()),
        )
        .await;
    assert_eq!(absent.problem(), NOT_FOUND);
    assert_eq!(
        app.get(client(stranger), &url(&file)).await.words(),
        absent.words()
    );
    assert_eq!(
        app.get(client(timo), &format!("{}/preview", url(&file)))
            .await
            .problem(),
        NOT_FOUND
    );
    assert_eq!(
        app.get(As::Nobody, &url(&file)).await.problem(),
        (401, "unauthenticated", "")
    );
    tables.leave(id, timo).await;
    assert_eq!(
        app.get(client(timo), &url(&file)).await.words(),
        absent.words()
    );
    tables.leave(id, clara).await;
    assert_eq!(
        app.get(client(clara), &url(&file)).await.words(),
        absent.words()
    );
}

/// What is asked with, and status, bytes and range of the answer.
type Case<'a> = (&'a [(&'a str, &'a str)], u16, &'a [u8], Option<&'a str>);

#[tokio::test(flavor = "multi_thread")]
async fn ranges_and_etags_are_answered() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    let file = app.upload(clara, "notes.txt", TEXT).await;
    let etag = format!("\"{}\"", file.id);
    let cases: [Case; 8] = [
        (&[("range", "bytes=0-0")], 206, b"0", Some("bytes 0-0/10")),
        (&[("range", "bytes=-1")], 206, b"9", Some("bytes 9-9/10")),
        (&[("range", "bytes=8-99")], 206, b"89", Some("bytes 8-9/10")),
        (&[("range", "lines=1")], 200, TEXT, None),
        (&[("if-none-match", &etag)], 304, b"", None),
        (&[("if-none-match", "\"x\"")], 200, TEXT, None),
        (
            &[("range", "bytes=1-2"), ("if-range", &etag)],
            206,
            b"12",
            Some("bytes 1-2/10"),
        ),
        (
            &[("range", "bytes=1-2"), ("if-range", "\"x\"")],
            200,
            TEXT,
            None,
        ),
    ];
    for (headers, status, bytes, range) in cases {
        let reply = app.get_with(client(clara), &url(&file), headers).await;
        assert_eq!(
            (reply.status, &reply.bytes[..]),
            (status, bytes),
            "{headers:?}"
        );
        assert_eq!(reply.header("content-range"), range, "{headers:?}");
        assert_eq!(reply.header("etag"), Some(etag.as_str()));
    }
    for range in ["bytes=10-", "bytes=-0", "bytes=0-0,1-1", "bytes=2-1"] {
        let reply = app
            .get_with(client(clara), &url(&file), &[("range", range)])
            .await;
        assert_eq!(
            reply.problem(),
            (416, "range-not-satisfiable", ""),
            "{range}"
        );
        assert_eq!(reply.header("content-range"), Some("bytes */10"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_a_deleted_or_erased_message_is_gone_and_one_that_is_held_is_not_there_yet() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let id = tables.conversation(project, "Logo", &[clara, timo]).await;
    let said = tables.say(id, clara, "look").await;
    let deleted = app.upload(clara, "deleted.txt", TEXT).await;
    tables.attach(id, said, &deleted).await;
    tables.delete(id, said, clara).await;
    let said = tables.say(id, clara, "look").await;
    for state in ["scanning", "refused"] {
        let file = app.upload(clara, "held.txt", TEXT).await;
        tables
            .run(&format!(
                "update app.uploads set state = '{state}' where id = '{}'",
                file.id
            ))
            .await;
        assert_eq!(
            app.get(client(clara), &url(&file)).await.problem(),
            NOT_FOUND
        );
        tables.attach(id, said, &file).await;
        assert_eq!(
            app.get(client(clara), &url(&file)).await.problem(),
            NOT_FOUND,
            "{state}"
        );
    }
    for who in [clara, timo] {
        assert_eq!(
            app.get(client(who), &url(&deleted)).await.problem(),
            NOT_FOUND
        );
    }
    let link = app.link(&deleted, Variant::Original, 0);
    let path = format!("{}?link={link}", url(&deleted));
    assert_eq!(app.get(As::Nobody, &path).await.problem(), NOT_FOUND);
    let erased = app.upload(clara, "erased.txt", TEXT).await;
    let said = tables.say(id, clara, "look").await;
    tables.attach(id, said, &erased).await;
    assert_eq!(app.get(client(timo), &url(&erased)).await.status, 200);
    tables.erase(clara).await;
    assert_eq!(
        app.get(client(timo), &url(&erased)).await.problem(),
        NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_in_no_message_is_its_uploaders_alone() {
    let app = App::start().await;
    let (clara, timo) = (
        app.tables.client("Clara").await,
        app.tables.client("Timo").await,
    );
    let file = app.upload(clara, "notes.txt", TEXT).await;
    assert_eq!(app.get(client(clara), &url(&file)).await.status, 200);
    assert_eq!(
        app.get(client(timo), &url(&file)).await.problem(),
        NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_one_form_of_one_file_for_a_minute_without_a_person() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    let file = app.upload(clara, "notes.txt", TEXT).await;
    let other = app.upload(clara, "other.txt", TEXT).await;
    let path = |link: &str| format!("{}?link={link}", url(&file));
    let good = app.link(&file, Variant::Original, 0);

    let reply = app.get(As::Nobody, &path(&good)).await;

    assert_eq!((reply.status, &reply.bytes[..]), (200, TEXT));
    assert_eq!(
        reply.header("cross-origin-resource-policy"),
        Some("cross-origin")
    );
    for bad in [
        app.link(&file, Variant::Original, 61_000),
        app.link(&other, Variant::Original, 0),
        app.link(&file, Variant::Preview, 0),
        String::new(),
        "AAAA".to_owned(),
    ] {
        assert_eq!(
            app.get(As::Nobody, &path(&bad)).await.problem(),
            NOT_FOUND,
            "{bad}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_asked_for_before_its_row_is_there_waits_for_the_tables() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let id = tables.conversation(project, "Logo", &[clara, timo]).await;
    let said = tables.say(id, clara, "look").await;
    let file = app.upload(clara, "notes.txt", TEXT).await;
    tables.reserve(id, said, &file).await;
    // The log is one event ahead of the tables, which is the one that brings the file.
    let ahead = tables.position().position + 1;
    tables
        .run(&format!(
            "insert into log.events (
               aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
               position, event_id, occurred_at, hash)
             values ('Conversation', '{id}', 3, 'MessageSent', '2', '{{}}', '{{}}', {ahead},
                     gen_random_uuid(), now(), decode(repeat('00', 32), 'hex'))"
        ))
        .await;
    let path = url(&file);
    let (reply, ()) = tokio::join!(app.get(client(timo), &path), async {
        tokio::task::yield_now().await;
        tables.attach(id, said, &file).await;
    });
    assert_eq!((reply.status, &reply.bytes[..]), (200, TEXT));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_a_conversation_are_paged_from_the_newest_message_on() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let id = tables.conversation(project, "Logo", &[clara, timo]).await;
    let mut expected = Vec::new();
    for n in 0..3 {
        let said = tables.say(id, clara, "look").await;
        let mut of_message = Vec::new();
        for m in 0..2 {
            let file = app.upload(clara, &format!("{n}-{m}.txt"), TEXT).await;
            tables.attach(id, said, &file).await;
            of_message.push((json!(file.id), said));
        }
        expected.splice(0..0, of_message);
    }
    let gone = tables.say(id, clara, "look").await;
    let file = app.upload(clara, "gone.txt", TEXT).await;
    tables.attach(id, gone, &file).await;
    tables.delete(id, gone, clara).await;
    let base = format!("/api/messaging/conversations/{id}/files");

    let mut found: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = app
            .ok(client(timo), &format!("{base}?limit=4{cursor}"))
            .await;
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        assert_eq!(
            page["people"],
            json!([{"id": clara, "name": "Clara", "role": "client"}])
        );
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }

    let ids: Vec<Value> = found
        .iter()
        .map(|item| item["file"]["id"].clone())
        .collect();
    assert_eq!(
        ids,
        expected
            .iter()
            .map(|(id, _)| id.clone())
            .collect::<Vec<_>>()
    );
    assert_eq!(found[0]["messageId"], json!(expected[0].1.id));
    assert_eq!(found[0]["seq"], json!(expected[0].1.seq));
    assert_eq!(
        found[0]["file"],
        json!({
            "id": ids[0], "name": "2-0.txt", "size": 10, "contentType": "text/plain",
            "sha256": "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882",
            "state": "ready", "url": format!("/api/messaging/files/{}", ids[0].as_str().unwrap()),
        })
    );
    let messages = app
        .ok(
            client(timo),
            &format!("/api/messaging/conversations/{id}/messages"),
        )
        .await;
    assert_eq!(messages["items"][2]["files"][0], found[0]["file"]);
    assert_eq!(messages["items"][3]["files"], json!([]));
    let next = app.ok(client(timo), &format!("{base}?limit=1")).await["nextCursor"].clone();
    let stolen = format!("{base}?limit=1&cursor={}", next.as_str().unwrap());
    assert_eq!(
        app.get(client(clara), &stolen).await.problem(),
        crate::app::invalid("cursor")
    );
    assert_eq!(pluck(&app.ok(client(timo), &stolen).await, "seq").len(), 1);
}
