use domain::{ConversationId, Role};
use serde_json::json;
use uuid::Uuid;
use wire::LogPosition;

use crate::app::{App, As, NOT_FOUND, invalid, messages};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_answered_as_the_log_has_it() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let id = Uuid::now_v7();

    let reply = app
        .post(
            app.client(),
            &messages(conversation),
            &json!({"messageId": id, "body": " Hi \n"}),
        )
        .await;

    let sent = app.conversation(conversation).await.pop().unwrap();
    let expected = json!({
        "message": {
            "id": id, "conversationId": conversation, "seq": 2, "version": 1, "authorId": app.people.client,
            "body": " Hi \n", "files": [], "sentAt": sent.occurred_at(),
        },
        "position": LogPosition::new(app.reader.log(), sent.position).to_string(),
    });
    assert_eq!((reply.status, &reply.json), (201, &expected));
    assert_eq!(
        reply.header("location"),
        Some(format!("{}/{id}", messages(conversation)).as_str())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_shows_the_beginning_of_what_it_answers() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let original = json!({"messageId": Uuid::now_v7(), "body": "é".repeat(130)});
    app.post(app.client(), &messages(conversation), &original)
        .await;

    let body = json!({"body": "Yes", "replyTo": original["messageId"]});
    let reply = app.post(app.team(), &messages(conversation), &body).await;

    let expected = json!({
        "id": original["messageId"], "seq": 2, "authorId": app.people.client,
        "preview": "é".repeat(120), "deleted": false,
    });
    assert_eq!(reply.json["message"]["replyTo"], expected, "{reply:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_another_conversation_cannot_be_replied_to() {
    let app = App::start().await;
    let (here, there) = (app.people.converse().await, app.people.converse().await);
    let elsewhere = app
        .post(app.client(), &messages(there), &json!({"body": "x"}))
        .await;
    for original in [
        elsewhere.json["message"]["id"].clone(),
        json!(Uuid::now_v7()),
    ] {
        let reply = app
            .post(
                app.client(),
                &messages(here),
                &json!({"body": "x", "replyTo": original}),
            )
            .await;
        assert_eq!(reply.problem(), invalid("/replyTo"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_taken_up_to_its_limit_and_no_further() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let table: [(String, Option<&str>); 11] = [
        ("x".to_owned(), None),
        ("é".repeat(10_000), None),
        ("\u{1f600}".repeat(10_000), None),
        ("e\u{301}".repeat(5_000), None),
        ("\u{202e}abc".to_owned(), None),
        ("x".repeat(10_001), Some("must be at most 10000 characters")),
        (
            "\u{1f600}".repeat(10_001),
            Some("must be at most 10000 characters"),
        ),
        (String::new(), Some("must not be blank")),
        (" \t\n\u{200b}".to_owned(), Some("must not be blank")),
        ("\u{0}".to_owned(), Some("must not contain U+0000")),
        ("a\u{0}b".to_owned(), Some("must not contain U+0000")),
    ];
    for (body, refused) in table {
        let reply = app
            .post(
                app.client(),
                &messages(conversation),
                &json!({"body": body}),
            )
            .await;
        let start: String = body.chars().take(5).collect();
        match refused {
            None => assert_eq!(
                (reply.status, &reply.json["message"]["body"]),
                (201, &json!(body)),
                "{start:?}"
            ),
            Some(why) => {
                assert_eq!(reply.problem(), invalid("/body"), "{start:?}");
                assert_eq!(reply.json["errors"][0]["message"], why);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_body_is_told_from_an_invalid_one() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let malformed = (400, "invalid-json", "");
    let table = [
        ("", malformed),
        ("{", malformed),
        (r#"{"body": "x"} {}"#, malformed),
        (r#"{"body": "x", "body": "y"}"#, malformed),
        (r#"{"body": "x", "\u0062ody": "y"}"#, malformed),
        (r#"{"body": "\ud800"}"#, malformed),
        (r#"{"body": "\udc00\ud800"}"#, malformed),
        ("[]", invalid("")),
        ("null", invalid("")),
        ("{}", invalid("/body")),
        (r#"{"body": null}"#, invalid("/body")),
        (r#"{"body": 1}"#, invalid("/body")),
        (r#"{"body": "x", "seq": 1}"#, invalid("/seq")),
        (r#"{"body": "x", "authorId": "me"}"#, invalid("/authorId")),
        (r#"{"body": "x", "messageId": null}"#, invalid("/messageId")),
        (r#"{"body": "x", "messageId": "X"}"#, invalid("/messageId")),
        (
            r#"{"body": "x", "messageId": "018F3C1E-7B1A-7000-8000-000000000001"}"#,
            invalid("/messageId"),
        ),
        (
            r#"{"body": "x", "messageId": "018f3c1e7b1a70008000000000000001"}"#,
            invalid("/messageId"),
        ),
        (r#"{"body": "x", "replyTo": ""}"#, invalid("/replyTo")),
    ];
    for (body, expected) in table {
        let reply = app
            .ask(
                app.client(),
                "POST",
                &messages(conversation),
                &[],
                Some(body),
            )
            .await;
        assert_eq!(reply.problem(), expected, "{body}");
    }
    let deep = "[".repeat(10_000);
    let reply = app
        .ask(
            app.client(),
            "POST",
            &messages(conversation),
            &[],
            Some(&deep),
        )
        .await;
    assert_eq!(reply.problem(), malformed);
    assert_eq!(
        app.conversation(conversation).await.len(),
        1,
        "nothing was appended"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_json_or_too_large_is_not_read() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let text = [("content-type", "text/plain")];
    let reply = app
        .ask(
            app.client(),
            "POST",
            &messages(conversation),
            &text,
            Some(r#"{"body":"x"}"#),
        )
        .await;
    assert_eq!(reply.problem(), (415, "unsupported-media-type", ""));
    let large = json!({"body": "x".repeat(256 * 1024)});
    let reply = app
        .post(app.client(), &messages(conversation), &large)
        .await;
    assert_eq!(reply.problem(), (413, "too-large", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_there_is_named_and_none_is_fine() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let body = |count| json!({"body": "x", "fileIds": (0..count).map(|_| Uuid::now_v7()).collect::<Vec<_>>()});
    for (count, expected) in [(5, invalid("/fileIds/0")), (6, invalid("/fileIds"))] {
        let reply = app
            .post(app.client(), &messages(conversation), &body(count))
            .await;
        assert_eq!(reply.problem(), expected);
    }
    let none = app
        .post(app.client(), &messages(conversation), &body(0))
        .await;
    assert_eq!(none.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_takes_no_part_in_reads_like_what_is_not_there() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let absent = ConversationId::new(Uuid::now_v7());
    let nothing = app
        .post(app.client(), &messages(absent), &json!({"body": "x"}))
        .await;
    let stranger = app.newcomer(Role::Team).await;
    app.people.join(app.people.project, stranger).await;

    for who in [app.outsider(), As::User(stranger, Role::Team)] {
        let foreign = app
            .post(who, &messages(conversation), &json!({"body": "x"}))
            .await;
        assert_eq!(foreign.problem(), NOT_FOUND);
        assert_eq!(foreign.words(), nothing.words());
    }
    let unspeakable = "/api/messaging/conversations/not-an-id/messages";
    let reply = app
        .post(app.client(), unspeakable, &json!({"body": "x"}))
        .await;
    assert_eq!(reply.words(), nothing.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_writes_anywhere_and_an_auditor_nowhere() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let auditor = As::User(app.newcomer(Role::Auditor).await, Role::Auditor);
    let body = json!({"body": "x"});
    assert_eq!(
        app.post(app.admin(), &messages(conversation), &body)
            .await
            .status,
        201
    );
    assert_eq!(
        app.post(auditor, &messages(conversation), &body)
            .await
            .problem(),
        (403, "forbidden", "")
    );
    let nobody = app.post(As::Nobody, &messages(conversation), &body).await;
    assert_eq!(nobody.problem(), (401, "unauthenticated", ""));
    assert_eq!(nobody.header("www-authenticate"), Some("Bearer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trace_of_the_request_goes_into_the_log() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let traceparent = format!("00-{trace}-b7ad6b7169203331-01");
    let headers = [("traceparent", traceparent.as_str())];
    app.ask(
        app.client(),
        "POST",
        &messages(conversation),
        &headers,
        Some(r#"{"body":"x"}"#),
    )
    .await;
    let sent = app.conversation(conversation).await.pop().unwrap();
    assert!(
        sent.metadata["traceparent"].starts_with(&format!("00-{trace}-")),
        "{:?}",
        sent.metadata
    );
    assert_eq!(sent.metadata.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_away_is_told_with_when_to_come_back() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    app.writer.close().await;
    let reply = app
        .post(app.client(), &messages(conversation), &json!({"body": "x"}))
        .await;
    assert_eq!(reply.problem(), (503, "unavailable", ""));
    assert_eq!(reply.header("retry-after"), Some("1"));
}
