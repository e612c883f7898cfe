use serde_json::json;

use crate::app::{App, As};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_document_needs_nothing_from_elsewhere() {
    let app = App::start().await;
    for (path, media) in [
        ("/api/docs", "text/html; charset=utf-8"),
        ("/api/docs/docs.js", "text/javascript; charset=utf-8"),
        ("/api/docs/docs.css", "text/css; charset=utf-8"),
    ] {
        let reply = app.get(As::Nobody, path).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some(media)),
            "{path}"
        );
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(!reply.text.contains("://"), "{path} names another place");
        assert!(
            !reply.text.contains("style=") && !reply.text.contains("innerHTML"),
            "{path}"
        );
    }
    let page = app.get(As::Nobody, "/api/docs").await.text;
    assert!(
        page.contains("\"/api/docs/docs.js\"") && page.contains("\"/api/docs/docs.css\""),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_served_as_it_was_handed_in() {
    let app = App::start().await;
    let document = app.ok(As::Nobody, "/api/openapi.json").await;
    assert_eq!(
        document,
        serde_json::to_value(query_api::openapi()).unwrap()
    );
    assert_eq!(document["openapi"], json!("3.1.0"));
}
