use crate::app::{App, refused};

#[tokio::test]
async fn parameters_are_decoded_and_parsed() {
    let app = App::start().await;
    let reply = app
        .ask(
            "GET /api/page?limit=50&q=a+b%2B%E2%9C%93&isOpen=true&sort=createdAt",
            &[],
            "",
        )
        .await;
    assert_eq!(
        reply.json(),
        serde_json::json!({"limit": 50, "q": "a b+✓", "projectId": null, "isOpen": true, "sort": "createdAt"})
    );
    assert_eq!(app.ask("GET /api/page?", &[], "").await.status, 200);
}

#[tokio::test]
async fn each_parameter_that_cannot_be_read_is_named() {
    let app = App::start().await;
    for (query, parameter) in [
        ("limit=-1", "limit"),
        ("limit=1e9", "limit"),
        ("limit=9223372036854775808", "limit"),
        ("limit=NaN", "limit"),
        ("limit=0x10", "limit"),
        ("limit=", "limit"),
        ("limit=10&limit=1000", "limit"),
        ("lim%69t=10&limit=10", "limit"),
        ("unknown=1", "unknown"),
        ("isOpen=1", "isOpen"),
        ("projectId=junk", "projectId"),
        (
            "projectId=A0000000-0000-4000-8000-000000000000",
            "projectId",
        ),
        ("sort=password", "sort"),
        ("sort=id;--", "sort"),
        ("q=%ff", "q"),
        ("q=%4", "q"),
    ] {
        let reply = app.ask(&format!("GET /api/page?{query}"), &[], "").await;
        assert_eq!(
            reply.problem(),
            refused(400, "invalid-parameter"),
            "{query}"
        );
        assert_eq!(reply.first_error("parameter"), parameter, "{query}");
    }
}

#[tokio::test]
async fn an_id_that_is_none_is_not_found_word_for_word() {
    let app = App::start().await;
    assert_eq!(
        app.ask(
            "GET /api/people/a0000000-0000-4000-8000-000000000000",
            &[],
            ""
        )
        .await
        .status,
        200
    );
    let nowhere = app.ask("GET /api/nowhere", &[], "").await;
    for id in [
        "1",
        "A0000000-0000-4000-8000-000000000000",
        "a0000000000040008000000000000000",
        "%00",
        "%ff",
        "{a0000000-0000-4000-8000-000000000000}",
    ] {
        let reply = app.ask(&format!("GET /api/people/{id}"), &[], "").await;
        assert_eq!(reply.problem(), refused(404, "not-found"), "{id}");
        assert_eq!(reply.json()["detail"], nowhere.json()["detail"]);
    }
}

#[tokio::test]
async fn headers_are_read_or_refused() {
    let app = App::start().await;
    let reply = app
        .ask(
            "POST /api/headers",
            &[
                "If-Match: \"3\"",
                "Idempotency-Key: k-1",
                "Tidings-Reason: caf%C3%A9",
            ],
            "",
        )
        .await;
    assert_eq!(
        reply.json(),
        serde_json::json!({"ifMatch": 3, "key": "k-1", "reason": "café"})
    );
    let (key_128, key_129) = ("k".repeat(128), "k".repeat(129));
    let (reason_500, reason_501) = ("%C3%A9".repeat(500), "%C3%A9".repeat(501));
    assert_eq!(
        app.ask(
            "POST /api/headers",
            &[
                &format!("Idempotency-Key: {key_128}"),
                &format!("Tidings-Reason: {reason_500}")
            ],
            ""
        )
        .await
        .status,
        200
    );
    for (line, name) in [
        ("If-Match: 3".to_owned(), "If-Match"),
        ("If-Match: *".to_owned(), "If-Match"),
        ("If-Match: \"03\"".to_owned(), "If-Match"),
        ("If-Match: W/\"3\"".to_owned(), "If-Match"),
        ("If-Match: \"1\", \"2\"".to_owned(), "If-Match"),
        ("If-Match: \"99999999999999999999\"".to_owned(), "If-Match"),
        ("If-Match: \"1\"\r\nIf-Match: \"2\"".to_owned(), "If-Match"),
        ("Idempotency-Key:".to_owned(), "Idempotency-Key"),
        ("Idempotency-Key: a b".to_owned(), "Idempotency-Key"),
        ("Idempotency-Key: é".to_owned(), "Idempotency-Key"),
        (format!("Idempotency-Key: {key_129}"), "Idempotency-Key"),
        ("Tidings-Reason:".to_owned(), "Tidings-Reason"),
        ("Tidings-Reason: %20".to_owned(), "Tidings-Reason"),
        ("Tidings-Reason: %ff".to_owned(), "Tidings-Reason"),
        ("Tidings-Reason: %4".to_owned(), "Tidings-Reason"),
        ("Tidings-Reason: a%00".to_owned(), "Tidings-Reason"),
        (format!("Tidings-Reason: {reason_501}"), "Tidings-Reason"),
    ] {
        let reply = app.ask("POST /api/headers", &[&line], "").await;
        assert_eq!(
            reply.problem(),
            refused(400, "invalid-header"),
            "{line:.60}"
        );
        assert_eq!(reply.first_error("header"), name, "{line:.60}");
    }
}
