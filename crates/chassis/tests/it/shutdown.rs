use std::time::Duration;

use chassis::shutdown::{Shutdown, Unclean};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::App;

const LONG: Duration = Duration::from_secs(10);

#[tokio::test]
async fn tasks_are_waited_for() {
    let shutdown = Shutdown::new();
    let token = shutdown.token();
    let (told, heard) = tokio::sync::oneshot::channel();
    shutdown.spawn("worker", async move {
        token.cancelled().await;
        let _ = told.send(());
    });
    assert_eq!(shutdown.finish(LONG).await, Ok(()));
    heard.await.unwrap();
}

#[tokio::test]
async fn a_vital_task_that_panics_ends_the_run_with_an_error() {
    let shutdown = Shutdown::new();
    shutdown.spawn_vital("projector", async {
        if std::hint::black_box(true) {
            panic!("out of order");
        }
        Ok::<(), String>(())
    });
    shutdown.begun().await;
    let error = shutdown.finish(LONG).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "projector ended: it panicked: out of order"
    );
}

#[tokio::test]
async fn a_vital_task_that_fails_or_returns_early_ends_the_run() {
    for (outcome, words) in [
        (Err("no log"), "no log"),
        (Ok(()), "it returned before it was asked to"),
    ] {
        let shutdown = Shutdown::new();
        shutdown.spawn_vital("relay", async move { outcome });
        shutdown.begun().await;
        let expected = Unclean::Ended {
            name: "relay".to_owned(),
            reason: words.to_owned(),
        };
        assert_eq!(shutdown.finish(LONG).await, Err(expected));
    }
}

#[tokio::test]
async fn a_task_that_panics_ends_alone() {
    let shutdown = Shutdown::new();
    shutdown
        .spawn("one", async { panic!("alone") })
        .await
        .unwrap();
    assert!(!shutdown.token().is_cancelled());
    assert_eq!(shutdown.finish(LONG).await, Ok(()));
}

#[tokio::test]
async fn a_task_that_does_not_stop_is_left_behind_and_counted() {
    let shutdown = Shutdown::new();
    shutdown.spawn("deaf", std::future::pending());
    let late = shutdown.finish(Duration::from_millis(50)).await;
    assert_eq!(
        late,
        Err(Unclean::Late {
            count: 1,
            seconds: 0
        })
    );
}

#[tokio::test]
async fn a_request_in_flight_is_finished_and_a_new_connection_is_refused() {
    let app = App::start().await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let head = format!(
        "POST /api/length HTTP/1.1\r\nHost: {}\r\nContent-Length: 10\r\n\r\nhello",
        app.address
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // Another request is answered, so the first one is being served by now too.
    assert_eq!(app.ask("GET /page", &[], "").await.status, 200);
    app.shutdown.begin();
    let deadline = std::time::Instant::now() + LONG;
    while TcpStream::connect(app.address).await.is_ok() {
        assert!(std::time::Instant::now() < deadline);
        tokio::task::yield_now().await;
    }
    stream.write_all(b"world").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("10"),
        "{answer}"
    );
    assert_eq!(app.shutdown.finish(LONG).await, Ok(()));
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_the_end() {
    let app = App::start().await;
    let mut idle = TcpStream::connect(app.address).await.unwrap();
    idle.write_all(format!("GET /page HTTP/1.1\r\nHost: {}\r\n\r\n", app.address).as_bytes())
        .await
        .unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    assert_eq!(app.shutdown.finish(Duration::from_secs(5)).await, Ok(()));
}
