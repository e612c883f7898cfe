//! The web client, as a browser gets it from the binary.

use std::process::Command;

use reqwest::StatusCode;
use serde_json::Value;

use crate::server::{Data, Server, TIDINGS};
use crate::world::World;

/// What stands between two words, behind the first place where `before` stands.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("{before} in {text}"));
    rest.split_once(after).unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn the_binary_serves_the_client_and_the_services_keep_their_paths() {
    let data = Data::new();
    let server = Server::start(data.path());
    let World { http, url } = World::new(&server.url);
    let visit = async |path: &str, headers: &[(&str, &str)]| {
        let mut request = http.get(format!("{url}{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    };
    let browser = [("accept", "text/html,*/*;q=0.8")];

    let page = visit("/dashboard/messages", &browser).await;
    assert_eq!(page.status(), StatusCode::OK);
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; "),
        "{policy}"
    );
    assert_eq!(page.headers()["cross-origin-opener-policy"], "same-origin");
    assert_eq!(page.headers()["cache-control"], "no-cache");
    let tag = page.headers()["etag"].to_str().unwrap().to_owned();
    let html = page.text().await.unwrap();
    assert!(
        !html.contains("<style") && !html.contains("<script>"),
        "{html}"
    );
    let again = visit("/", &[("if-none-match", &tag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);

    let script = between(&html, "<script type=\"module\" crossorigin src=\"", "\"");
    for encoding in ["br", "gzip"] {
        let asset = visit(script, &[("accept-encoding", encoding)]).await;
        assert_eq!(asset.status(), StatusCode::OK, "{script}");
        assert_eq!(asset.headers()["content-encoding"], encoding);
        assert_eq!(
            asset.headers()["cache-control"],
            "public, max-age=31536000, immutable"
        );
    }
    let plain = visit(script, &[]).await;
    let length: usize = plain.headers()["content-length"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(plain.bytes().await.unwrap().len(), length);
    let head = http.head(format!("{url}{script}")).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], length.to_string());
    assert!(head.bytes().await.unwrap().is_empty());

    for path in ["/api/nowhere", "/assets/gone.js"] {
        let refused = visit(path, &browser).await;
        let kind = refused.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            (refused.status(), &*kind),
            (StatusCode::NOT_FOUND, "application/problem+json"),
            "{path}"
        );
    }
    for path in ["/ws", "/socket.io/"] {
        assert!(
            visit(path, &browser).await.status().is_client_error(),
            "{path}"
        );
    }
}

#[test]
fn the_client_was_made_for_the_contract_as_it_is() {
    let output = Command::new(TIDINGS).arg("openapi").output().unwrap();
    let now: Value = serde_json::from_slice(&output.stdout).unwrap();
    let kept = include_str!("../../web/openapi.json");
    let kept: Value = serde_json::from_str(kept).unwrap();
    assert!(
        now == kept,
        "web/openapi.json is not what tidings openapi prints: run make contract"
    );
}
