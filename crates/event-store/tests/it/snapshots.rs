//! Snapshots spare reading, and change nothing else.

use domain::{State, StreamKind};
use event_store::stock;

use crate::fixture::*;

/// A conversation long enough for a snapshot, a few events behind it, and the writer gone.
async fn long() -> Log {
    let log = Log::sole().await;
    let send = || log.people.send(log.people.client, log.conversation, "a");
    together((0..230).map(|_| send())).await;
    together((0..5).map(|_| send())).await;
    log.writer.close().await;
    log
}

async fn folded(log: &Log) -> (State, u64) {
    let mut state = State::empty(StreamKind::Conversation);
    let events = log.conversation_events().await;
    for event in &events {
        state.apply(&event.event);
    }
    (state, events.len() as u64)
}

async fn change(log: &Log, what: &str) {
    let statement = format!("update log.snapshots set {what}");
    let done = sqlx::raw_sql(&statement)
        .execute(&mut log.superuser().await)
        .await
        .unwrap();
    assert_eq!(done.rows_affected(), 1, "there is one snapshot");
}

#[tokio::test]
async fn a_state_from_its_snapshot_and_what_came_after_is_the_whole_streams() {
    let log = long().await;
    let sequence: i64 = sqlx::query_scalar("select sequence from log.snapshots")
        .fetch_one(&mut log.superuser().await)
        .await
        .unwrap();
    assert!((200..236).contains(&sequence), "{sequence}");
    let (state, end) = log.reader.state(log.stream()).await.unwrap();
    assert_eq!((&state, end), (&folded(&log).await.0, 236));
    assert_eq!(
        stock::state(log.reader.pool(), log.stream()).await.unwrap(),
        state
    );
}

#[tokio::test]
async fn the_events_before_a_snapshot_are_not_read() {
    let log = long().await;
    change(
        &log,
        "state = jsonb_set(state, '{core,subject,text}', '\"from the snapshot\"')",
    )
    .await;
    let (state, _) = log.reader.state(log.stream()).await.unwrap();
    let State::Conversation(conversation) = state else {
        panic!("not a conversation");
    };
    assert_eq!(
        conversation.core().unwrap().subject.shown(),
        "from the snapshot"
    );
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_trusted_is_not_used() {
    let log = long().await;
    let whole = folded(&log).await;
    let mut superuser = log.superuser().await;
    sqlx::raw_sql("create table kept as table log.snapshots")
        .execute(&mut superuser)
        .await
        .unwrap();
    for broken in [
        "shape = shape + 1, state = jsonb_set(state, '{core,subject,text}', '\"other\"')",
        "state = '{}'",
        "state = '[1, \"junk\"]'",
        "state = 'null'",
        "hash = ''",
        "hash = sha256('other')",
        "sequence = 100000",
        "sequence = 0",
        "sequence = -1",
    ] {
        change(&log, broken).await;
        assert_eq!(
            log.reader.state(log.stream()).await.unwrap(),
            whole,
            "{broken}"
        );
        sqlx::raw_sql("truncate log.snapshots; insert into log.snapshots table kept")
            .execute(&mut superuser)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_process_that_finds_a_broken_snapshot_goes_on_with_the_chain() {
    let log = long().await;
    change(&log, "hash = sha256('other')").await;
    let late = log.asking(&writer(&log.database, true).await);
    let sent = late
        .send(late.client, log.conversation, "after it")
        .await
        .unwrap();
    assert_eq!(sent.events[0].sequence, 237);
    log.assert_sound().await;
}

#[tokio::test]
async fn a_process_that_begins_from_a_snapshot_goes_on_with_the_chain() {
    let log = long().await;
    let late = log.asking(&writer(&log.database, true).await);
    late.send(late.client, log.conversation, "after it")
        .await
        .unwrap();
    log.assert_sound().await;
}

#[tokio::test]
async fn snapshots_may_be_emptied_at_any_time() {
    let log = long().await;
    sqlx::raw_sql("truncate log.snapshots")
        .execute(&mut log.superuser().await)
        .await
        .unwrap();
    assert_eq!(
        log.reader.state(log.stream()).await.unwrap(),
        folded(&log).await
    );
}
