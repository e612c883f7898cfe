use std::time::{Duration, Instant};

use domain::{LogId, UserId};
use serde_json::json;
use tokio::sync::watch;
use wire::LogPosition;

use crate::app::{App, client, invalid};

const UNAVAILABLE: (u16, &str, &str) = (503, "unavailable", "");

fn list(least: LogPosition) -> String {
    format!("/api/messaging/conversations?minPosition={least}")
}

/// Asks for the next position, and moves the tables there while the request waits.
async fn wait_for_the_next(app: &App, user: UserId, moved: impl AsyncFnOnce()) {
    let least = app.tables.ahead(1);
    let path = list(least);
    let asked = app.get(client(user), &path);
    let (reply, ()) = tokio::join!(asked, async {
        tokio::task::yield_now().await;
        app.tables.advance().await;
        moved().await;
    });
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.json["position"], json!(least));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_waits_until_the_tables_have_what_was_written() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    app.tables.advance().await;
    for _ in 0..20 {
        wait_for_the_next(&app, clara, async || {}).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projector_in_the_same_process_wakes_whoever_waits() {
    let (projected, hint) = watch::channel(0);
    let app = App::with(&["--rate-limits", "off"], Some(hint)).await;
    let clara = app.tables.client("Clara").await;
    for n in 1..=20 {
        wait_for_the_next(&app, clara, async || projected.send(n).unwrap()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_is_reached_already_is_answered_at_once() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    assert_eq!(
        app.get(client(clara), &list(app.tables.position()))
            .await
            .status,
        200
    );
    app.tables.advance().await;
    assert_eq!(
        app.get(client(clara), &list(app.tables.position()))
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_is_not_reached_in_2_seconds_is_503() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    app.tables.advance().await;
    let began = Instant::now();

    let reply = app.get(client(clara), &list(app.tables.ahead(1))).await;

    assert_eq!(reply.problem(), UNAVAILABLE);
    assert_eq!(reply.header("retry-after"), Some("1"));
    let took = began.elapsed();
    assert!(
        (Duration::from_millis(1_900)..Duration::from_millis(2_500)).contains(&took),
        "{took:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_of_another_log_or_incarnation_is_refused() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    let log = app.reader.log();
    for other in [
        LogId {
            incarnation: log.incarnation + 1,
            ..log
        },
        LogId {
            log_id: uuid::Uuid::now_v7(),
            ..log
        },
    ] {
        let reply = app
            .get(client(clara), &list(LogPosition::new(other, 0)))
            .await;
        assert_eq!(reply.problem(), invalid("minPosition"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_batch_the_position_is_the_beginning_of_this_log() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    let page = app.ok(client(clara), "/api/messaging/projects").await;
    assert_eq!(
        page["position"],
        json!(LogPosition::new(app.reader.log(), 0))
    );
    assert_eq!(page["resume"], page["position"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tasks_that_watch_the_tables_end_with_the_process() {
    let app = App::start().await;
    app.shutdown.begin();
    app.shutdown.finish(Duration::from_secs(5)).await.unwrap();
}
