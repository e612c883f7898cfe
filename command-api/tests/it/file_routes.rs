use axum::body::{Body, Bytes};
use domain::{ConversationId, FileId, MessageId, StreamId};
use futures_util::future::join_all;
use futures_util::stream;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::app::{App, As, Expected, NOT_FOUND, Reply, invalid, message, messages};
use crate::desk::{BOUNDARY, FILES, form, id_of};

const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 4, 0, 0, 0, 0xb5, 0x1c, 0x0c, 0x02, 0, 0, 0, 0x0b, 0x49, 0x44, 0x41, 0x54,
    0x78, 0xda, 0x63, 0x64, 0xf8, 0x0f, 0, 1, 5, 1, 1, 0x27, 0x18, 0xe3, 0x66, 0, 0, 0, 0, 0x49,
    0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

fn file(id: impl std::fmt::Display) -> String {
    format!("{FILES}/{id}")
}

fn with_files(files: &[FileId]) -> Value {
    json!({"body": "", "fileIds": files})
}

fn carried(reply: &Reply) -> Vec<FileId> {
    let files = reply.json["message"]["files"].as_array().unwrap();
    files.iter().map(id_of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_answered_in_the_order_of_their_parts() {
    let app = App::start().await;
    let text = "tiny";
    let parts: [(&str, &[u8]); 2] = [("../note.txt", text.as_bytes()), ("dot.png", PNG)];
    let reply = app.upload(app.client(), &parts).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    let (note, dot) = (&reply.json["items"][0], &reply.json["items"][1]);
    let digest = domain::to_hex(&Sha256::digest(text));
    let id = id_of(note);
    assert_eq!(
        *note,
        json!({
            "id": id, "name": "note.txt", "size": 4, "contentType": note["contentType"],
            "sha256": digest, "state": "ready", "url": file(id),
        })
    );
    assert_eq!(
        (&dot["contentType"], &dot["width"], &dot["height"]),
        (&json!("image/png"), &json!(1), &json!(1))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_up_to_ten_mebibytes_and_no_further() {
    let app = App::start().await;
    let most = vec![b'x'; 10_485_760];
    let five: Vec<(&str, &[u8])> = vec![("big.txt", &most); 5];
    assert_eq!(app.upload(app.client(), &five).await.status, 201);
    let held = app.desk.count();
    let more = vec![b'x'; 10_485_761];
    let parts: [(&str, &[u8]); 2] = [("small.txt", b"x"), ("big.txt", &more)];
    let reply = app.upload(app.client(), &parts).await;
    assert_eq!(reply.problem(), (413, "too-large", "/1"));
    assert_eq!(app.desk.count(), held, "something of it was kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_upload_is_refused_and_leaves_nothing() {
    let app = App::start().await;
    let one: (&str, &[u8]) = ("a.txt", b"a");
    let text = |body: &[u8]| String::from_utf8(body.to_vec()).unwrap();
    let good = text(&form(&[one]));
    let malformed = (400, "invalid-header", "");
    let table: Vec<(&str, Vec<u8>, Expected)> = vec![
        ("six files", form(&[one; 6]), invalid("/5")),
        ("no files", form(&[]), invalid("")),
        ("an empty one", form(&[one, ("b.txt", b"")]), invalid("/1")),
        (
            "a program in disguise",
            form(&[one, ("b.png", b"\x7fELF\x02\x01\x01")]),
            (422, "file-refused", "/1"),
        ),
        (
            "a program",
            form(&[("photo.jpg.exe", b"MZ")]),
            (422, "file-refused", "/0"),
        ),
        (
            "another field",
            good.replace("name=\"file\"", "name=\"photo\"").into_bytes(),
            invalid("/0"),
        ),
        (
            "no file name",
            good.replace("; filename=\"a.txt\"", "").into_bytes(),
            invalid("/0"),
        ),
        ("nothing", Vec::new(), malformed),
        ("junk", b"junk".to_vec(), malformed),
        (
            "no last boundary",
            good.replace(&format!("--{BOUNDARY}--"), "").into_bytes(),
            malformed,
        ),
        (
            "a part's headers of 1 MiB",
            good.replace("octet-stream", &"x".repeat(1 << 20))
                .into_bytes(),
            malformed,
        ),
        ("10,000 parts", form(&vec![one; 10_000]), invalid("/5")),
    ];
    for (what, body, expected) in table {
        // In pieces, as a network brings them.
        let pieces: Vec<_> = body
            .chunks(1_000)
            .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)))
            .collect();
        let reply = app
            .upload_raw(app.client(), Body::from_stream(stream::iter(pieces)))
            .await;
        assert_eq!(reply.problem(), expected, "{what}");
        assert_eq!(app.desk.count(), 0, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_says_what_it_is() {
    let app = App::start().await;
    let table = [
        ("application/json", (415, "unsupported-media-type", "")),
        (
            "multipart/mixed; boundary=x",
            (415, "unsupported-media-type", ""),
        ),
        ("multipart/form-data", (400, "invalid-header", "")),
    ];
    for (content_type, expected) in table {
        let headers = [("content-type", content_type)];
        let reply = app
            .send(app.client(), "POST", FILES, &headers, Body::from("x"))
            .await;
        assert_eq!(reply.problem(), expected, "{content_type}");
    }
    let auditor = app.auditor().await;
    let reply = app.upload(auditor, &[("a.txt", b"a")]).await;
    assert_eq!(reply.problem(), (403, "forbidden", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_cut_off_leaves_nothing() {
    let app = App::start().await;
    let whole = form(&[("a.txt", b"aaaa"), ("b.txt", &[b'b'; 10_000])]);
    for tenth in 1..10 {
        let start = Bytes::copy_from_slice(&whole[..whole.len() * tenth / 10]);
        let broken = std::io::Error::other("the line went dead");
        let body = Body::from_stream(stream::iter([Ok(start), Err(broken)]));
        let reply = app.upload_raw(app.client(), body).await;
        assert_eq!(reply.problem(), (400, "invalid-header", ""), "{tenth}");
        assert_eq!(app.desk.count(), 0, "{tenth}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_carries_files_with_or_without_words() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let (one, two) = (app.file(app.client()).await, app.file(app.client()).await);
    let sent = app
        .post(
            app.client(),
            &messages(conversation),
            &with_files(&[two, one]),
        )
        .await;
    assert_eq!((sent.status, carried(&sent)), (201, vec![two, one]));
    let blank = json!({"body": " ", "fileIds": [app.file(app.client()).await]});
    let reply = app
        .post(app.client(), &messages(conversation), &blank)
        .await;
    assert_eq!(reply.problem(), invalid("/body"));
    // Of what it carries it may go without words later too.
    let path = message(conversation, sent.message_id());
    let edited = app
        .patch(app.client(), &path, None, &json!({"body": "Two"}))
        .await;
    assert_eq!((edited.status, carried(&edited)), (200, vec![two, one]));
    let mute = app
        .patch(app.client(), &path, None, &json!({"body": ""}))
        .await;
    assert_eq!(
        (mute.status, &mute.json["message"]["body"]),
        (200, &json!(""))
    );
    let deleted = app.delete(app.client(), &path).await;
    assert_eq!((deleted.status, carried(&deleted)), (200, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_sent_are_named_by_their_place() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = messages(conversation);
    let mine = app.file(app.client()).await;
    let theirs = app.file(app.team()).await;
    let used = app.file(app.client()).await;
    app.post(app.client(), &path, &with_files(&[used])).await;
    let swept = FileId::new(Uuid::now_v7());
    let table = [
        (vec![mine, swept], invalid("/fileIds/1")),
        (vec![theirs], invalid("/fileIds/0")),
        (vec![mine, mine], invalid("/fileIds/1")),
        (vec![mine, used], (409, "file-in-use", "/fileIds/1")),
        (vec![mine; 6], invalid("/fileIds")),
    ];
    for (files, expected) in table {
        let reply = app.post(app.client(), &path, &with_files(&files)).await;
        assert_eq!(reply.problem(), expected, "{files:?}");
    }
    assert!(!app.desk.is_held(mine).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_message_gives_its_files_back() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let mine = app.file(app.outsider()).await;
    let reply = app
        .post(
            app.outsider(),
            &messages(conversation),
            &with_files(&[mine]),
        )
        .await;
    assert_eq!(reply.problem(), NOT_FOUND);
    assert!(!app.desk.is_held(mine).await);
    let gone = app.delete(app.outsider(), &file(mine)).await;
    assert_eq!(gone.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_messages_that_want_one_file_one_gets_it() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let wanted = app.file(app.client()).await;
    let (path, body) = (messages(conversation), with_files(&[wanted]));
    let replies = join_all((0..20).map(|_| app.post(app.client(), &path, &body))).await;
    let sent = replies.iter().filter(|reply| reply.status == 201).count();
    let refused = (409, "file-in-use", "/fileIds/0");
    let others = replies
        .iter()
        .filter(|reply| reply.problem() == refused)
        .count();
    assert_eq!((sent, others), (1, 19));
    assert_eq!(app.conversation(conversation).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_finds_the_files_of_its_message() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = messages(conversation);
    // By a key alone, by a message id alone, and by fifty at once.
    let by_key = with_files(&[app.file(app.client()).await]);
    let first = app.post_with_key(app.client(), "k", &path, &by_key).await;
    assert_eq!(first.status, 201, "{first:?}");
    let again = app.post_with_key(app.client(), "k", &path, &by_key).await;
    assert_eq!((again.status, &again.text), (201, &first.text));
    assert!(again.is_replayed());

    let id = MessageId::new(Uuid::now_v7());
    let by_id = json!({"messageId": id, "body": "", "fileIds": [app.file(app.client()).await]});
    let first = app.post(app.client(), &path, &by_id).await;
    let again = app.post(app.client(), &path, &by_id).await;
    assert_eq!((again.status, &again.text), (201, &first.text));

    let at_once = with_files(&[app.file(app.client()).await]);
    let replies =
        join_all((0..50).map(|_| app.post_with_key(app.client(), "f", &path, &at_once))).await;
    for reply in &replies {
        assert_eq!((reply.status, &reply.text), (201, &replies[0].text));
    }
    assert_eq!(app.conversation(conversation).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_request_under_a_key_frees_what_it_wanted_and_nothing_else() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = messages(conversation);
    let (sent, other) = (app.file(app.client()).await, app.file(app.client()).await);
    app.post_with_key(app.client(), "k", &path, &with_files(&[sent]))
        .await;
    let reply = app
        .post_with_key(app.client(), "k", &path, &with_files(&[sent, other]))
        .await;
    assert_eq!(reply.problem(), (422, "key-reused", ""));
    assert!(app.desk.is_held(sent).await);
    assert!(!app.desk.is_held(other).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_deleted_by_its_owner_while_no_message_has_it() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let (mine, sent) = (app.file(app.client()).await, app.file(app.client()).await);
    app.post(app.client(), &messages(conversation), &with_files(&[sent]))
        .await;
    let theirs = app.delete(app.team(), &file(mine)).await;
    assert_eq!(theirs.problem(), NOT_FOUND);
    let gone = app.delete(app.client(), &file(mine)).await;
    assert_eq!((gone.status, gone.text.as_str()), (204, ""));
    let again = app.delete(app.client(), &file(mine)).await;
    assert_eq!(again.problem(), NOT_FOUND);
    let used = app.delete(app.client(), &file(sent)).await;
    assert_eq!(used.problem(), (409, "file-in-use", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_made_for_who_may_open_the_file_now() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let uploaded = app.upload(app.client(), &[("dot.png", PNG)]).await;
    let id = id_of(&uploaded.json["items"][0]);
    let link = format!("{}/link", file(id));
    let of = |who: As<'static>| app.ask(who, "POST", &link, &[], None);
    assert_eq!(of(app.client()).await.status, 200);
    assert_eq!(of(app.team()).await.problem(), NOT_FOUND);

    let sent = app
        .post(app.client(), &messages(conversation), &with_files(&[id]))
        .await;
    let theirs = of(app.team()).await;
    let url = theirs.json["url"].as_str().unwrap();
    let signature = url.strip_prefix(&format!("{}?link=", file(id))).unwrap();
    let expires_at: domain::Timestamp = theirs.json["expiresAt"].as_str().unwrap().parse().unwrap();
    let just_before = domain::Timestamp::from_millis(expires_at.millis() - 1);
    let check = |now| {
        app.desk
            .links()
            .check(id, blobs::Variant::Original, signature, now)
    };
    assert_eq!(check(just_before), Ok(()));
    assert!(check(expires_at).is_err());
    // Reading where they take no part is for other routes, which say why.
    for who in [app.admin(), app.outsider()] {
        assert_eq!(of(who).await.problem(), NOT_FOUND);
    }
    app.delete(app.client(), &message(conversation, sent.message_id()))
        .await;
    assert_eq!(of(app.client()).await.problem(), NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_event_carries_what_is_known_of_the_file() {
    let app = App::start().await;
    let conversation: ConversationId = app.people.converse().await;
    let id = app.file(app.client()).await;
    app.post(app.client(), &messages(conversation), &with_files(&[id]))
        .await;
    let sent = app.stream(StreamId::Conversation(conversation)).await.pop();
    let payload = sent.unwrap().event.to_payload().unwrap();
    let carried = &payload["files"][0];
    assert_eq!(carried["id"], json!(id));
    assert_eq!(carried["name"]["text"], "note.txt");
    assert_eq!(carried["name"]["salt"].as_str().unwrap().len(), 32);
}
