use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sqlx::Connection as _;

use crate::app::{App, CONNECTIONS, client};

const UNAVAILABLE: (u16, &str, &str) = (503, "unavailable", "");
const LIST: &str = "/api/messaging/conversations";

#[tokio::test(flavor = "multi_thread")]
async fn when_all_connections_are_busy_the_answer_is_503_soon() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    let mut busy = Vec::new();
    for _ in 0..CONNECTIONS {
        busy.push(app.reader.pool().acquire().await.unwrap());
    }
    let began = Instant::now();

    let reply = app.get(client(clara), LIST).await;

    assert_eq!(reply.problem(), UNAVAILABLE);
    assert_eq!(reply.header("retry-after"), Some("1"));
    assert!(
        began.elapsed() < Duration::from_millis(1_500),
        "{:?}",
        began.elapsed()
    );
    drop(busy);
    assert_eq!(app.get(client(clara), LIST).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_takes_longer_than_2_seconds_is_503() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    let mut locking = app.tables.pool.acquire().await.unwrap();
    let mut lock = locking.begin().await.unwrap();
    sqlx::query("lock table read.conversations in access exclusive mode")
        .execute(&mut *lock)
        .await
        .unwrap();
    let began = Instant::now();

    let reply = app.get(client(clara), LIST).await;

    assert_eq!(reply.problem(), UNAVAILABLE);
    assert!(
        began.elapsed() < Duration::from_secs(3),
        "{:?}",
        began.elapsed()
    );
    lock.rollback().await.unwrap();
    assert_eq!(app.get(client(clara), LIST).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_hangs_up_leaves_no_connection_behind() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    for micros in 0..200 {
        let hasty = tokio::time::timeout(
            Duration::from_micros(micros * 20),
            app.get(client(clara), LIST),
        );
        let _ = hasty.await;
    }
    let replies = join_all((0..CONNECTIONS).map(|_| app.get(client(clara), LIST))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    // A transaction that was let go of is rolled back by the pool, after its answer has left.
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while left_open(&app).await > 0 {
        assert!(
            tokio::time::Instant::now() < deadline,
            "a transaction is left open"
        );
        tokio::task::yield_now().await;
    }
}

async fn left_open(app: &App) -> i64 {
    let left = sqlx::query_scalar(
        "select count(*) from pg_stat_activity
         where datname = current_database() and state like 'idle in transaction%'",
    );
    left.fetch_one(&app.tables.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_are_counted_per_user() {
    let app = App::with(&["--rate-limits", "on"], None).await;
    let (clara, timo) = (
        app.tables.client("Clara").await,
        app.tables.client("Timo").await,
    );
    let path = "/api/openapi.json";

    let replies = join_all((0..260).map(|_| app.get(client(clara), path))).await;

    let refused: Vec<_> = replies.iter().filter(|reply| reply.status == 429).collect();
    // 200 at once, and what 20 a second give back while the test runs.
    assert!(
        (1..=60).contains(&refused.len()),
        "{} of 260 were refused",
        refused.len()
    );
    assert_eq!(refused[0].problem(), (429, "rate-limited", ""));
    assert_eq!(refused[0].header("retry-after"), Some("1"));
    assert_eq!(app.get(client(timo), path).await.status, 200);
}
