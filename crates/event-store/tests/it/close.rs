//! A writer that is told to stop.

use event_store::{Failure, SubmitError};

use crate::fixture::*;

#[tokio::test]
async fn what_waits_when_the_log_closes_is_carried_out() {
    let log = Log::sole().await;
    let sends = (0..100).map(|_| log.people.send(log.people.client, log.conversation, "a"));
    let mut sends = Box::pin(together(sends));
    assert!(futures_util::poll!(&mut sends).is_pending());

    log.writer.close().await;

    for answer in sends.await {
        answer.unwrap();
    }
    assert_eq!(log.messages().await.len(), 100);
}

#[tokio::test]
async fn a_closed_log_takes_nothing_more_in() {
    let log = Log::sole().await;
    log.writer.close().await;
    let late = log
        .people
        .send(log.people.client, log.conversation, "a")
        .await;
    assert!(
        matches!(late, Err(SubmitError::Unavailable(Failure::Closing))),
        "{late:?}"
    );
    assert_eq!(log.messages().await, []);
}

#[tokio::test]
async fn a_log_may_be_closed_twice() {
    let log = Log::sole().await;
    tokio::join!(log.writer.close(), log.writer.close());
    log.writer.close().await;
}
