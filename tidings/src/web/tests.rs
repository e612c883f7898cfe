use super::*;

const FILES: &[File] = &[
    File {
        path: "/index.html",
        plain: b"<!doctype html>",
        br: Some(b"page, br"),
        gz: Some(b"page, gz"),
    },
    File {
        path: "/assets/index-1a2b.js",
        plain: b"run()",
        br: None,
        gz: Some(b"script, gz"),
    },
];

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

/// What came: status, the header asked for, body.
struct Reply(StatusCode, HeaderMap, String);

async fn ask_of(
    files: &[File],
    method: Method,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Reply {
    let headers = headers
        .iter()
        .map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_str(value).unwrap())
        })
        .collect();
    let response = Site::of(files).answer(&method, path, &headers);
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Reply(
        parts.status,
        parts.headers,
        String::from_utf8(body.to_vec()).unwrap(),
    )
}

async fn ask(path: &str, headers: &[(&'static str, &str)]) -> Reply {
    ask_of(FILES, Method::GET, path, headers).await
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.1.get(name).map(|value| value.to_str().unwrap())
    }
}

#[tokio::test]
async fn every_path_of_a_person_is_the_page() {
    for path in [
        "/",
        "/sign-in",
        "/dashboard/messages/1",
        "/admin/messaging",
        "/wsx",
    ] {
        let reply = ask(path, &[BROWSER]).await;
        assert_eq!((reply.0, &*reply.2), (StatusCode::OK, "<!doctype html>"));
        assert_eq!(
            reply.header("content-type"),
            Some("text/html; charset=utf-8")
        );
    }
}

#[tokio::test]
async fn a_path_of_a_service_or_of_a_file_that_is_gone_is_never_the_page() {
    for path in [
        "/api",
        "/api/nowhere",
        "/socket.io/",
        "/ws",
        "/ws/x",
        "/assets/old-9f.js",
    ] {
        assert_eq!(
            ask(path, &[BROWSER]).await.0,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_program_gets_the_page_at_the_root_alone() {
    let program = ("accept", "*/*");
    assert_eq!(ask("/", &[program]).await.0, StatusCode::OK);
    assert_eq!(ask("/", &[]).await.0, StatusCode::OK);
    assert_eq!(ask("/sign-in", &[program]).await.0, StatusCode::NOT_FOUND);
    assert_eq!(ask("/sign-in", &[]).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn assets_are_kept_for_good_and_the_page_is_asked_for_anew() {
    let script = ask("/assets/index-1a2b.js", &[]).await;
    assert_eq!(
        (
            script.header("cache-control"),
            script.header("content-type")
        ),
        (
            Some("public, max-age=31536000, immutable"),
            Some("text/javascript; charset=utf-8")
        )
    );
    assert_eq!(
        ask("/", &[]).await.header("cache-control"),
        Some("no-cache")
    );
}

#[tokio::test]
async fn the_smallest_form_that_is_accepted_is_sent() {
    let cases = [
        ("gzip, deflate, br, zstd", Some("br"), "page, br"),
        ("gzip, br;q=0", Some("gzip"), "page, gz"),
        ("GZIP", Some("gzip"), "page, gz"),
        ("identity", None, "<!doctype html>"),
        ("", None, "<!doctype html>"),
    ];
    for (accepted, encoding, body) in cases {
        let reply = ask("/", &[("accept-encoding", accepted)]).await;
        assert_eq!(
            (reply.header("content-encoding"), &*reply.2),
            (encoding, body),
            "{accepted}"
        );
        assert_eq!(reply.header("vary"), Some("accept, accept-encoding"));
    }
}

#[tokio::test]
async fn a_form_that_is_known_is_not_sent_again() {
    let accepted = ("accept-encoding", "br");
    let tag = ask("/", &[accepted])
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    for known in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
        let again = ask("/", &[accepted, ("if-none-match", &known)]).await;
        assert_eq!((again.0, &*again.2), (StatusCode::NOT_MODIFIED, ""));
        assert_eq!(again.header("etag"), Some(&*tag));
        assert!(again.header("content-security-policy").is_some());
    }
    // Another form has another tag.
    let plain = ask("/", &[("if-none-match", &tag)]).await;
    assert_eq!(plain.0, StatusCode::OK);
}

#[tokio::test]
async fn the_page_runs_nothing_inline_and_nothing_from_elsewhere() {
    let page = ask("/", &[]).await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    assert!(policy.contains("require-trusted-types-for 'script'"));
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn a_file_is_read_and_nothing_else() {
    let reply = ask_of(FILES, Method::POST, "/", &[]).await;
    assert_eq!(
        (reply.0, reply.header("allow")),
        (StatusCode::METHOD_NOT_ALLOWED, Some("GET, HEAD"))
    );
    assert_eq!(
        ask_of(FILES, Method::HEAD, "/", &[]).await.0,
        StatusCode::OK
    );
    let nowhere = ask_of(FILES, Method::POST, "/nowhere", &[]).await;
    assert_eq!(nowhere.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_a_built_client_the_page_says_so() {
    let reply = ask_of(&[], Method::GET, "/", &[BROWSER]).await;
    assert_eq!(
        (reply.0, &*reply.2),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the web client was not built: run make run\n"
        )
    );
    let nowhere = ask_of(&[], Method::GET, "/api/nowhere", &[BROWSER]).await;
    assert_eq!(nowhere.0, StatusCode::NOT_FOUND);
}
