use crate::app::{App, refused};

#[tokio::test]
async fn a_valid_body_is_read() {
    let app = App::start().await;
    for body in [
        r#"{"body":"a"}"#,
        r#"{"body":"😀","seq":3}"#,
        r#"{"body":"a","reply":{"body":"b"}}"#,
    ] {
        let reply = app.post_json(body).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, body));
    }
}

#[tokio::test]
async fn what_is_not_json_is_400() {
    let app = App::start().await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_inside = format!(r#"{{"body":{deep}}}"#);
    let bodies = [
        "",
        "{",
        "nonsense",
        r#"{"body":"a""#,
        r#"{"body":"a"} x"#,
        r#"{"body":NaN}"#,
        r#"{'body':'a'}"#,
        r#"{"body":"\ud800"}"#,
        r#"{"body":"\udc00x"}"#,
        "{\"body\":\"a\nb\"}",
        &deep,
        &deep_inside,
    ];
    for body in bodies {
        assert_eq!(
            app.post_json(body).await.problem(),
            refused(400, "invalid-json"),
            "{body:.60}"
        );
    }
}

#[tokio::test]
async fn duplicate_keys_are_400_at_any_depth_and_however_they_are_spelled() {
    let app = App::start().await;
    for body in [
        r#"{"body":"a","body":"b"}"#,
        r#"{"body":"a","b\u006fdy":"b"}"#,
        r#"{"body":"a","reply":{"body":"a","body":"b"}}"#,
        r#"{"body":"a","unknown":[{"x":1,"x":1}]}"#,
    ] {
        assert_eq!(
            app.post_json(body).await.problem(),
            refused(400, "invalid-json"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn invalid_utf8_is_400() {
    let app = App::start().await;
    let mut bytes = format!("POST /api/echo HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n", app.address).into_bytes();
    bytes.extend(b"{\"body\":\"\xff\"}");
    assert_eq!(
        app.raw(&bytes).await.problem(),
        refused(400, "invalid-json")
    );
}

#[tokio::test]
async fn what_is_not_the_shape_is_422_with_a_pointer() {
    let app = App::start().await;
    for (body, pointer) in [
        (r#"{"body":"a","role":"admin"}"#, "/role"),
        (r#"{"body":"a","a/b~":1}"#, "/a~1b~0"),
        (
            r#"{"body":"a","reply":{"body":"b","role":1}}"#,
            "/reply/role",
        ),
        (r#"{"body":1}"#, "/body"),
        (r#"{"body":null}"#, "/body"),
        (r#"{"body":"a","seq":-1}"#, "/seq"),
        (r#"{"body":"a","fileIds":["x"]}"#, "/fileIds/0"),
        (r#"{"body":"a","reply":{}}"#, "/reply/body"),
        ("{}", "/body"),
        ("[]", ""),
        ("3", ""),
    ] {
        let reply = app.post_json(body).await;
        assert_eq!(reply.problem(), refused(422, "validation-failed"), "{body}");
        assert_eq!(reply.first_error("pointer"), pointer, "{body}");
    }
}

#[tokio::test]
async fn only_json_is_accepted_as_a_body() {
    let app = App::start().await;
    let body = r#"{"body":"a"}"#;
    for accepted in [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
    ] {
        assert_eq!(
            app.ask(
                "POST /api/echo",
                &[&format!("Content-Type: {accepted}")],
                body
            )
            .await
            .status,
            200,
            "{accepted}"
        );
    }
    for other in [
        "application/json-patch+json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/problem+json",
    ] {
        let reply = app
            .ask("POST /api/echo", &[&format!("Content-Type: {other}")], body)
            .await;
        assert_eq!(
            reply.problem(),
            refused(415, "unsupported-media-type"),
            "{other}"
        );
    }
    assert_eq!(
        app.ask("POST /api/echo", &[], body).await.problem(),
        refused(415, "unsupported-media-type")
    );
}

#[tokio::test]
async fn a_body_may_have_256_kib_and_not_a_byte_more() {
    let app = App::start().await;
    let frame = r#"{"body":""}"#.len();
    let fits = format!(r#"{{"body":"{}"}}"#, "a".repeat(256 * 1024 - frame));
    assert_eq!(app.post_json(&fits).await.status, 200);
    let larger = format!(r#"{{"body":"{}"}}"#, "a".repeat(256 * 1024 - frame + 1));
    assert_eq!(
        app.post_json(&larger).await.problem(),
        refused(413, "too-large")
    );
}

#[tokio::test]
async fn a_huge_body_is_refused_before_it_is_sent() {
    let app = App::start().await;
    let head = format!(
        "POST /api/echo HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        app.address,
        64 * 1024 * 1024
    );
    assert_eq!(
        app.raw(head.as_bytes()).await.problem(),
        refused(413, "too-large")
    );
}

#[tokio::test]
async fn a_chunked_body_is_refused_where_it_grows_too_large() {
    let app = App::start().await;
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x10000));
    let request = format!(
        "POST /api/echo HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        app.address,
        chunk.repeat(5)
    );
    assert_eq!(
        app.raw(request.as_bytes()).await.problem(),
        refused(413, "too-large")
    );
}

#[tokio::test]
async fn a_client_that_goes_on_sending_still_reads_why_it_was_refused() {
    let app = App::start().await;
    let length = 8 * 1024 * 1024;
    let head = format!(
        "POST /api/echo HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n",
        app.address
    );
    let mut bytes = head.into_bytes();
    bytes.resize(bytes.len() + length, b'a');
    assert_eq!(app.raw(&bytes).await.problem(), refused(413, "too-large"));
}
