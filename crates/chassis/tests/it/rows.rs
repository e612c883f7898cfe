//! Hostile requests, row by row: what each is answered, and never with a 5xx.

use domain::Role;

use crate::app::{App, Reply};

/// A whole request, with the host filled in.
fn request(app: &App, head: &str, body: &str) -> Vec<u8> {
    let head = head
        .replace('\n', "\r\n")
        .replace("HOST", &app.address.to_string());
    format!("{head}\r\nConnection: close\r\n\r\n{body}").into_bytes()
}

#[tokio::test]
async fn requests_are_read_in_one_way_or_not_at_all() {
    let app = App::start().await;
    let json = "Host: HOST\nContent-Type: application/json";
    let body = r#"{"body":"a"}"#;
    let sized = format!("{json}\nContent-Length: {}", body.len());
    let rows: Vec<(String, String, u16)> = [
        // Bodies that end early or are framed badly.
        (format!("POST /api/echo HTTP/1.1\n{sized}"), body, 200),
        (format!("POST /api/echo HTTP/1.1\n{json}\nTransfer-Encoding: chunked"), "c\r\n{\"body\":\"a\"}\r\n0\r\n\r\n", 200),
        (format!("POST /api/echo HTTP/1.1\n{json}\nTransfer-Encoding: chunked"), "zz\r\n{\"body\":\"a\"}\r\n0\r\n\r\n", 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nTransfer-Encoding: chunked"), "-1\r\n{}\r\n0\r\n\r\n", 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nTransfer-Encoding: chunked"), "fffffffffffffffff\r\n{}\r\n0\r\n\r\n", 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nTransfer-Encoding: chunked"), "c\r\n{\"body\":\"a\"}xx0\r\n\r\n", 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nTransfer-Encoding: gzip"), body, 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nTransfer-Encoding: chunked, identity"), body, 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\nContent-Length: 3"), "0\r\n\r\n", 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nContent-Length: +12"), body, 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nContent-Length: 0x0c"), body, 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nContent-Length: 99999999999999999999"), body, 400),
        (format!("POST /api/echo HTTP/1.1\n{json}\nContent-Length : 12"), body, 400),
        // Lines folded over, or none at all.
        ("GET /page HTTP/1.1\nHost: HOST\nX: a\n b".to_owned(), "", 400),
        ("GET /page HTTP/1.1\n Host: HOST".to_owned(), "", 400),
        ("GET /page HTTP/1.1\nHost: HOST\nX\u{e9}: a".to_owned(), "", 400),
        ("GET /page HTTP/3.7\nHost: HOST".to_owned(), "", 400),
        ("GET  /page HTTP/1.1\nHost: HOST".to_owned(), "", 400),
        ("GE\u{1}T /page HTTP/1.1\nHost: HOST".to_owned(), "", 400),
        // Targets.
        ("GET http://HOST/page HTTP/1.1\nHost: HOST".to_owned(), "", 200),
        ("GET http://evil.example/page HTTP/1.1\nHost: HOST".to_owned(), "", 421),
        ("GET /page HTTP/1.1\nHost: evil.example".to_owned(), "", 421),
        ("GET /page HTTP/1.1\nHost: HOST@evil.example".to_owned(), "", 421),
        ("GET /page HTTP/1.1\nHost: evil.example#HOST".to_owned(), "", 421),
        ("GET /page HTTP/1.1\nHost: ".to_owned(), "", 421),
        ("GET /page HTTP/1.1\nX: 1".to_owned(), "", 400),
        ("GET /page HTTP/1.1\nHost: HOST\nHost: HOST".to_owned(), "", 400),
        ("GET /page HTTP/1.1\nHost: HOST\nX-Forwarded-Host: evil.example\nForwarded: host=evil.example".to_owned(), "", 200),
        ("GET /%70age HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET /api/../page HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET /api/%2e%2e/page HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET //page HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET /page/ HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET /PAGE HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET /page%00 HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET /page;x=1 HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET /api/people/%ff HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET /api/people/%zz HTTP/1.1\nHost: HOST".to_owned(), "", 404),
        ("GET /api/page?q=%ff HTTP/1.1\nHost: HOST".to_owned(), "", 400),
        ("GET /api/page?limit=1&limit=2 HTTP/1.1\nHost: HOST".to_owned(), "", 400),
        ("GET /api/page?limit=1&l%69mit=2 HTTP/1.1\nHost: HOST".to_owned(), "", 400),
        ("* HTTP/1.1\nHost: HOST".to_owned(), "", 400),
        ("CONNECT evil.example:443 HTTP/1.1\nHost: HOST".to_owned(), "", 421),
        // Methods.
        ("HEAD /page HTTP/1.1\nHost: HOST".to_owned(), "", 200),
        ("OPTIONS /page HTTP/1.1\nHost: HOST".to_owned(), "", 200),
        ("OPTIONS * HTTP/1.1\nHost: HOST".to_owned(), "", 200),
        ("TRACE /page HTTP/1.1\nHost: HOST".to_owned(), "", 405),
        ("PROPFIND /page HTTP/1.1\nHost: HOST".to_owned(), "", 405),
        ("get /page HTTP/1.1\nHost: HOST".to_owned(), "", 405),
        ("GET /page HTTP/1.1\nHost: HOST\nX-HTTP-Method-Override: DELETE\nX-Method-Override: DELETE\nX-HTTP-Method: DELETE".to_owned(), "", 200),
        ("POST /page HTTP/1.1\nHost: HOST\nContent-Length: 0\nX-HTTP-Method-Override: GET".to_owned(), "", 405),
        ("GET /page HTTP/1.1\nHost: HOST\nX-Original-URL: /api/me\nX-Rewrite-URL: /api/me".to_owned(), "", 200),
        ("GET /api/me HTTP/1.1\nHost: HOST\nX-User-Id: 1\nX-Real-IP: 127.0.0.1\nX-Forwarded-For: 127.0.0.1\nX-Forwarded-User: ada".to_owned(), "", 401),
        ("GET /page HTTP/1.1\nHost: HOST\nRange: bytes=0-0,1-1,-1".to_owned(), "", 200),
        ("GET /page HTTP/1.1\nHost: HOST\nUpgrade: h2c\nConnection: Upgrade, HTTP2-Settings\nHTTP2-Settings: AAAA".to_owned(), "", 200),
        ("PRI * HTTP/2.0\nHost: HOST".to_owned(), "", 400),
    ]
    .into_iter()
    .map(|(head, body, status)| (head, body.to_owned(), status))
    .collect();
    let mut wrong = Vec::new();
    for (head, body, status) in rows {
        let reply = app.raw(&request(&app, &head, &body)).await;
        let is_head = head.starts_with("HEAD");
        if reply.status >= 400 && !is_head {
            reply.problem();
        }
        if reply.status != status {
            wrong.push(format!(
                "{head:?} {body:.20?}: {} and not {status}",
                reply.status
            ));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn a_body_that_is_cut_off_harms_nobody() {
    let app = App::start().await;
    let text = format!(
        "POST /api/echo HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"bo",
        app.address
    );
    let mut stream = tokio::net::TcpStream::connect(app.address).await.unwrap();
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    // Whoever hung up need not be answered; who listens still is told.
    assert!(
        answer.is_empty() || Reply::parse(&answer).problem().0 == 400,
        "{answer}"
    );
    assert_eq!(app.ask("GET /page", &[], "").await.status, 200);
}

#[tokio::test]
async fn headers_are_refused_by_number_and_size_at_the_limit() {
    let app = App::start().await;
    // Host and Connection are two of the hundred.
    for (count, status) in [(98, 200), (99, 431)] {
        let headers: Vec<String> = (0..count).map(|n| format!("x-{n}: 1")).collect();
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        assert_eq!(
            app.ask("GET /page", &headers, "").await.status,
            status,
            "{count}"
        );
    }
    let cookies = format!("Cookie: {}", "a=b; ".repeat(8_000));
    assert_eq!(app.ask("GET /page", &[&cookies], "").await.status, 431);
    let long = format!("GET /{}", "a".repeat(8_000));
    assert_eq!(app.ask(&long, &[], "").await.status, 404);
}

#[tokio::test]
async fn content_types_are_compared_as_they_are_meant() {
    let app = App::start().await;
    for (content_type, status) in [
        ("APPLICATION/JSON", 200),
        ("application/json;", 200),
        ("application/json ; charset=UTF-8", 200),
        ("application/json; charset=\"utf-8\"", 200),
        ("application/json; version=1", 200),
        ("application/json; charset=utf8", 415),
        ("application/json; charset=iso-8859-1", 415),
        ("application/json; charset=utf-16", 415),
        ("application/json, text/plain", 415),
        ("application/merge-patch+json", 415),
        ("application/jsonx", 415),
        ("text/json", 415),
        ("multipart/form-data; boundary=x", 415),
        ("*/*", 415),
        ("", 415),
    ] {
        let header = format!("Content-Type: {content_type}");
        let reply = app
            .ask("POST /api/echo", &[&header], r#"{"body":"a"}"#)
            .await;
        assert_eq!(reply.status, status, "{content_type:?}");
    }
    let twice = ["Content-Type: application/json", "Content-Type: text/plain"];
    let reply = app.ask("POST /api/echo", &twice, r#"{"body":"a"}"#).await;
    assert_eq!(reply.status, 415);
    let packed = ["Content-Type: application/json", "Content-Encoding: gzip"];
    let reply = app.ask("POST /api/echo", &packed, r#"{"body":"a"}"#).await;
    assert_eq!(reply.status, 415);
}

#[tokio::test]
async fn answers_are_json_whatever_was_asked_for_and_reflect_nothing_as_a_page() {
    let app = App::start().await;
    let bearer = format!("Authorization: Bearer {}", app.token("ann", Role::Team));
    for accept in ["text/html", "application/xml", "image/png, */*;q=0", "junk"] {
        let accept = format!("Accept: {accept}");
        let reply = app.ask("GET /api/me", &[&bearer, &accept], "").await;
        assert_eq!(reply.header("content-type"), Some("application/json"));
        let reply = app
            .ask("GET /api/page?%3Cscript%3E=1", &[&accept], "")
            .await;
        assert_eq!(reply.problem().0, 400);
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = App::with(&["--public-url", "https://chat.example.com"]).await;
    let bearer = format!("Authorization: Bearer {}", app.token("ann", Role::Team));
    for (line, headers) in [
        ("GET /api/me", vec![bearer.as_str()]),
        ("GET /api/me", vec![]),
        ("GET /nowhere", vec![]),
        ("DELETE /page", vec![]),
        ("GET /api/bug", vec![]),
        (
            "OPTIONS /api/me",
            vec![
                "Origin: https://evil.example",
                "Access-Control-Request-Method: POST",
            ],
        ),
        (
            "POST /api/echo",
            vec!["Content-Length: 300000", "Content-Type: application/json"],
        ),
    ] {
        let reply = app.ask(line, &headers, "").await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
            (
                "strict-transport-security",
                "max-age=63072000; includesubdomains",
            ),
        ] {
            assert_eq!(reply.header(name), Some(value), "{line} {name}");
        }
    }
    let page = app.ask("GET /page", &[], "").await;
    assert_eq!(
        page.header("cross-origin-opener-policy"),
        Some("same-origin")
    );
    let bare = app.raw(b"nonsense\r\n\r\n").await;
    assert_eq!(bare.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(
        bare.header("content-security-policy"),
        Some("default-src 'none'; frame-ancestors 'none'")
    );
}
