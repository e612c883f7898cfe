use futures_util::future::join_all;
use serde_json::json;

use crate::app::{App, messages};

const RATE_LIMITED: (u16, &str, &str) = (429, "rate-limited", "");

#[tokio::test(flavor = "multi_thread")]
async fn sends_and_other_commands_are_counted_apart_and_per_user() {
    let app = App::with(&["--rate-limits", "on"]).await;
    let conversation = app.people.converse().await;
    let read = format!("/api/messaging/conversations/{conversation}/read");

    let body = json!({"seq": 1});

    let marks = join_all((0..100).map(|_| app.post(app.team(), &read, &body))).await;

    let refused: Vec<_> = marks.iter().filter(|reply| reply.status == 429).collect();
    assert!(
        (1..=60).contains(&refused.len()),
        "{} of 100 were refused",
        refused.len()
    );
    assert_eq!(refused[0].problem(), RATE_LIMITED);
    assert_eq!(refused[0].header("retry-after"), Some("1"));
    assert_eq!(
        app.post(app.team(), &messages(conversation), &json!({"body": "x"}))
            .await
            .status,
        201
    );
    assert_eq!(
        app.post(app.client(), &read, &json!({"seq": 1}))
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_are_counted_apart() {
    let app = App::with(&["--rate-limits", "on"]).await;
    let file: [(&str, &[u8]); 1] = [("a.txt", b"a")];
    let uploads = join_all((0..20).map(|_| app.upload(app.team(), &file))).await;
    let taken = uploads.iter().filter(|reply| reply.status == 201).count();
    assert!((10..20).contains(&taken), "{taken} of 20 were taken");
    let refused = uploads.iter().find(|reply| reply.status == 429).unwrap();
    assert_eq!(refused.problem(), RATE_LIMITED);
    let path = format!("{}/{}", crate::desk::FILES, uuid::Uuid::now_v7());
    assert_eq!(app.delete(app.team(), &path).await.status, 404);
}
