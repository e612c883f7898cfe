use crate::app::{App, refused};

#[tokio::test]
async fn what_does_not_exist_is_a_problem_and_so_is_a_method_that_is_not_offered() {
    let app = App::start().await;
    assert_eq!(
        app.ask("GET /api/nowhere", &["Accept: text/html"], "")
            .await
            .problem(),
        refused(404, "not-found")
    );
    let reply = app.ask("DELETE /api/me", &[], "").await;
    assert_eq!(reply.problem(), refused(405, "method-not-allowed"));
    assert_eq!(reply.header("allow"), Some("get,head,post"));
}

#[tokio::test]
async fn a_panic_is_a_500_that_tells_nothing_and_the_next_request_is_fine() {
    let app = App::start().await;
    let reply = app.ask("GET /api/bug", &[], "").await;
    assert_eq!(reply.problem(), refused(500, "internal"));
    assert!(!reply.body.contains("secret"));
    assert_eq!(app.ask("GET /page", &[], "").await.status, 200);
}

#[tokio::test]
async fn a_trace_is_continued() {
    let app = App::start().await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let reply = app
        .ask(
            "GET /page",
            &[&format!("traceparent: 00-{trace}-00f067aa0ba902b7-01")],
            "",
        )
        .await;
    assert_eq!(reply.header("tidings-request-id"), Some(trace));
}

#[tokio::test]
async fn a_trace_that_is_none_is_replaced() {
    let app = App::start().await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    for header in [
        String::new(),
        "junk".to_owned(),
        format!("00-{trace}-00f067aa0ba902b7"),
        format!("00-{trace}-0000000000000000-01"),
        format!("00-{trace}-00f067aa0ba902b7-01-more"),
        format!("ff-{trace}-00f067aa0ba902b7-01"),
        format!("00-{}-00f067aa0ba902b7-01", trace.to_uppercase()),
        format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
    ] {
        let reply = app
            .ask("GET /page", &[&format!("traceparent: {header}")], "")
            .await;
        let id = reply.header("tidings-request-id").unwrap();
        assert!(
            id.len() == 32 && id != trace && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{header}: {id}"
        );
    }
}

#[tokio::test]
async fn another_host_is_misdirected() {
    let app = App::start().await;
    let ask = async |host: &str| {
        app.raw(
            format!("GET /page HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes(),
        )
        .await
    };
    assert_eq!(
        ask("evil.example").await.problem(),
        refused(421, "misdirected")
    );
    assert_eq!(ask("localhost:1").await.status, 200);
    let absolute = format!(
        "GET http://evil.example/page HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        app.address
    );
    assert_eq!(
        app.raw(absolute.as_bytes()).await.problem(),
        refused(421, "misdirected")
    );
}

#[tokio::test]
async fn no_host_or_two_are_refused() {
    let app = App::start().await;
    assert_eq!(
        app.raw(b"GET /page HTTP/1.1\r\n\r\n").await.problem(),
        refused(400, "invalid-header")
    );
    assert_eq!(
        app.raw(b"GET /page HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n")
            .await
            .problem(),
        refused(400, "invalid-header")
    );
}

#[tokio::test]
async fn api_answers_are_not_stored_run_or_framed() {
    let app = App::start().await;
    for path in ["/api/page", "/api/nowhere", "/nowhere"] {
        let reply = app.ask(&format!("GET {path}"), &[], "").await;
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(
            reply.header("content-security-policy"),
            Some("default-src 'none'; frame-ancestors 'none'")
        );
        assert_eq!(reply.header("strict-transport-security"), None);
    }
}

#[tokio::test]
async fn a_route_may_set_its_own_policy_and_a_page_has_none_of_ours() {
    let app = App::start().await;
    let own = app.ask("GET /api/own", &[], "").await;
    assert_eq!(
        (
            own.header("content-security-policy"),
            own.header("cache-control")
        ),
        (Some("sandbox"), Some("private"))
    );
    let page = app.ask("GET /page", &[], "").await;
    assert_eq!(
        (
            page.header("content-security-policy"),
            page.header("x-content-type-options")
        ),
        (None, Some("nosniff"))
    );
}

#[tokio::test]
async fn https_is_demanded_from_then_on() {
    let app = App::with(&["--public-url", "https://chat.example.com"]).await;
    let reply = app.ask("GET /api/page", &[], "").await;
    assert!(
        reply
            .header("strict-transport-security")
            .unwrap()
            .starts_with("max-age=")
    );
}
