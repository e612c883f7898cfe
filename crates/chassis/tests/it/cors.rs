use domain::Role;

use crate::app::{App, refused};

const ELSEWHERE: &str = "Origin: https://evil.example";

#[tokio::test]
async fn an_allowed_origin_may_ask_with_a_token_and_read_what_is_exposed() {
    let app = App::with(&["--allowed-origin", "https://app.example"]).await;
    let bearer = format!("Authorization: Bearer {}", app.token("ann", Role::Team));
    let reply = app
        .ask("GET /api/me", &["Origin: https://app.example", &bearer], "")
        .await;
    assert_eq!(
        reply.header("access-control-allow-origin"),
        Some("https://app.example")
    );
    assert_eq!(reply.header("access-control-allow-credentials"), None);
    assert_eq!(
        reply.header("access-control-expose-headers"),
        Some("etag,retry-after,idempotency-replayed,tidings-request-id")
    );
    assert!(reply.header("vary").unwrap().contains("origin"));
}

#[tokio::test]
async fn a_preflight_names_the_headers_of_the_interface() {
    let app = App::with(&["--allowed-origin", "https://app.example"]).await;
    let reply = app
        .ask(
            "OPTIONS /api/me",
            &[
                "Origin: https://app.example",
                "Access-Control-Request-Method: POST",
            ],
            "",
        )
        .await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("access-control-allow-headers"),
        Some("authorization,content-type,idempotency-key,if-match,tidings-reason")
    );
    assert_eq!(
        reply.header("access-control-allow-methods"),
        Some("get,post,put,patch,delete")
    );
}

#[tokio::test]
async fn another_origin_is_told_nothing() {
    let app = App::start().await;
    for request in ["GET /api/me", "OPTIONS /api/me"] {
        let reply = app
            .ask(
                request,
                &[ELSEWHERE, "Access-Control-Request-Method: POST"],
                "",
            )
            .await;
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
}

#[tokio::test]
async fn changing_by_cookie_needs_our_own_page() {
    let app = App::start().await;
    let cookie = app.cookie();
    let own = format!("Origin: http://{}", app.address);
    let null = "Origin: null";
    let same = "Sec-Fetch-Site: same-origin";
    for (headers, is_accepted) in [
        (vec![own.as_str()], true),
        (vec![same], true),
        (vec![], false),
        (vec![ELSEWHERE], false),
        (vec![null], false),
        (vec![ELSEWHERE, same], false),
        (vec![&own, ELSEWHERE], false),
        (vec!["Sec-Fetch-Site: same-site"], false),
        (vec!["Sec-Fetch-Site: cross-site"], false),
        (vec!["Sec-Fetch-Site: none"], false),
    ] {
        let all: Vec<&str> = std::iter::once(cookie.as_str())
            .chain(headers.iter().copied())
            .collect();
        let reply = app.ask("POST /api/me", &all, "").await;
        if is_accepted {
            assert_eq!(reply.status, 200, "{headers:?}");
        } else {
            assert_eq!(
                reply.problem(),
                refused(403, "origin-refused"),
                "{headers:?}"
            );
        }
    }
}

#[tokio::test]
async fn reading_by_cookie_needs_no_origin_unless_it_is_recorded() {
    let app = App::start().await;
    let cookie = app.cookie();
    assert_eq!(app.ask("GET /api/me", &[&cookie], "").await.status, 200);
    let recorded = app
        .ask("GET /api/me", &[&cookie, "Tidings-Reason: audit"], "")
        .await;
    assert_eq!(recorded.problem(), refused(403, "origin-refused"));
}

#[tokio::test]
async fn a_token_needs_no_origin() {
    let app = App::start().await;
    let bearer = format!("Authorization: Bearer {}", app.token("ann", Role::Team));
    assert_eq!(
        app.ask("POST /api/me", &[&bearer, &app.cookie(), ELSEWHERE], "")
            .await
            .status,
        200
    );
}
