use crate::app::{App, refused};

#[tokio::test]
async fn too_many_and_too_long_headers_are_431() {
    let app = App::start().await;
    let many: Vec<String> = (0..200).map(|n| format!("x-{n}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(
        app.ask("GET /page", &many, "").await.problem(),
        refused(431, "headers-too-large")
    );
    let long = format!("x-long: {}", "a".repeat(64 * 1024));
    assert_eq!(
        app.ask("GET /page", &[&long], "").await.problem(),
        refused(431, "headers-too-large")
    );
    assert_eq!(
        app.ask(&format!("GET /page?{}", "a".repeat(40_000)), &[], "")
            .await
            .problem(),
        refused(431, "headers-too-large")
    );
    let endless = format!("x-long: {}", "a".repeat(1024 * 1024));
    assert_eq!(
        app.ask("GET /page", &[&endless], "").await.problem(),
        refused(431, "headers-too-large")
    );
    let usual = format!("x-long: {}", "a".repeat(8 * 1024));
    assert_eq!(app.ask("GET /page", &[&usual], "").await.status, 200);
}

#[tokio::test]
async fn what_is_no_http_is_400() {
    let app = App::start().await;
    for text in [
        "GET /page HTTP/1.1\r\nHost: localhost\r\nx: a\rb\r\n\r\n",
        "GET /page HTTP/1.1\r\nHost: localhost\r\n : x\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET /page HTTP/1.1\r\nHost: localhost\r\nx: a\0b\r\n\r\n",
    ] {
        assert_eq!(
            app.raw(text.as_bytes()).await.problem(),
            refused(400, "invalid-header"),
            "{text:?}"
        );
    }
}

#[tokio::test]
async fn a_request_with_two_lengths_is_refused_and_nothing_after_it_is_read() {
    let app = App::start().await;
    let host = format!("Host: {}", app.address);
    let smuggled = format!("GET /page HTTP/1.1\r\n{host}\r\n\r\n");
    for lengths in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "content-length: 0\r\ntransfer-encoding: gzip, chunked",
    ] {
        let text =
            format!("POST /api/length HTTP/1.1\r\n{host}\r\n{lengths}\r\n\r\n0\r\n\r\n{smuggled}");
        let answer = app.raw_text(text.as_bytes()).await;
        assert_eq!(
            answer.matches("HTTP/1.1 ").count(),
            1,
            "{lengths}: {answer}"
        );
        assert_eq!(
            crate::app::Reply::parse(&answer).problem(),
            refused(400, "invalid-header"),
            "{lengths}"
        );
    }
}

#[tokio::test]
async fn two_lengths_are_seen_behind_requests_that_are_in_order() {
    let app = App::start().await;
    let host = format!("Host: {}", app.address);
    let text = format!(
        "\r\nPOST /api/length HTTP/1.1\r\n{host}\r\nContent-Length: 37\r\n\r\nTransfer-Encoding: x\r\n\r\nGET / HTTP/1\nGET /page HTTP/1.1\n{host}\n\nPOST /api/length HTTP/1.1\r\n{host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    );
    let answer = app.raw_text(text.as_bytes()).await;
    let statuses: Vec<&str> = answer
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|part| &part[..3])
        .collect();
    assert_eq!(statuses, ["200", "200", "400"], "{answer}");
}

#[tokio::test]
async fn a_chunked_body_alone_is_fine_and_ends_the_connection() {
    let app = App::start().await;
    let text = format!(
        "POST /api/length HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        app.address
    );
    let reply = app.raw(text.as_bytes()).await;
    assert_eq!(
        (
            reply.status,
            reply.body.as_str(),
            reply.header("connection")
        ),
        (200, "5", Some("close"))
    );
}

#[tokio::test]
async fn content_lengths_that_differ_are_refused() {
    let app = App::start().await;
    for lengths in [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: -1",
        "Content-Length: 5, 6",
    ] {
        let text = format!(
            "POST /api/length HTTP/1.1\r\nHost: {}\r\n{lengths}\r\n\r\nhello!",
            app.address
        );
        assert_eq!(
            app.raw(text.as_bytes()).await.problem(),
            refused(400, "invalid-header"),
            "{lengths}"
        );
    }
}

#[tokio::test]
async fn many_requests_on_one_connection_are_answered_in_order() {
    let app = App::start().await;
    let host = format!("Host: {}", app.address);
    let one = format!("POST /api/length HTTP/1.1\r\n{host}\r\nContent-Length: 3\r\n\r\nabc");
    let last = format!("GET /page HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n");
    let answer = app
        .raw_text(format!("{}{last}", one.repeat(20)).as_bytes())
        .await;
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 21);
}
