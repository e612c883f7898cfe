//! The log as its readers see it.

use domain::{ConversationId, State, StreamId, StreamKind};
use uuid::Uuid;

use crate::fixture::*;

#[tokio::test]
async fn a_page_begins_after_a_position_and_is_no_longer_than_asked() {
    let log = Log::sole().await;
    let all = log.reader.read(0, 1_000).await.unwrap();
    assert_eq!(log.reader.read(2, 3).await.unwrap(), all[2..5]);
    let head = log.reader.head().await.unwrap();
    assert_eq!(head, all.len() as u64);
    assert_eq!(log.reader.read(head, 10).await.unwrap(), []);
    assert_eq!(log.reader.read(u64::MAX, 10).await.unwrap(), []);
    assert_eq!(log.reader.read(0, 0).await.unwrap(), []);
}

#[tokio::test]
async fn a_stream_is_read_after_a_sequence_and_holds_no_other_streams_events() {
    let log = Log::sole().await;
    let elsewhere = log.people.converse().await;
    for n in 0..5 {
        let to = if n % 2 == 0 {
            log.conversation
        } else {
            elsewhere
        };
        log.people.send(log.people.client, to, "a").await.unwrap();
    }
    let page = log.reader.stream(log.stream(), 1, 2).await.unwrap();
    let places: Vec<_> = page
        .iter()
        .map(|event| (event.stream, event.sequence))
        .collect();
    assert_eq!(places, [(log.stream(), 2), (log.stream(), 3)]);
}

#[tokio::test]
async fn messages_are_found_by_conversation_and_id_together() {
    let log = Log::sole().await;
    let elsewhere = log.people.converse().await;
    let sent = log
        .people
        .send(log.people.client, log.conversation, "a")
        .await
        .unwrap();
    let id = sent.events[0].message_id().unwrap();
    let of = [
        (log.conversation, id),
        (elsewhere, id),
        (log.conversation, message_id()),
    ];
    let found = log.reader.messages(&of).await.unwrap();
    let seqs: Vec<_> = found
        .iter()
        .map(|(name, fact)| (*name, fact.message.seq))
        .collect();
    assert_eq!(seqs, [((log.conversation, id), sent.events[0].sequence)]);
    assert!(log.reader.messages(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_stream_without_events_is_empty() {
    let log = Log::sole().await;
    let stream = StreamId::Conversation(ConversationId::new(Uuid::now_v7()));
    let empty = State::empty(StreamKind::Conversation);
    assert_eq!(log.reader.state(stream).await.unwrap(), (empty, 0));
    assert_eq!(log.reader.stream(stream, 0, 10).await.unwrap(), []);
}

#[tokio::test]
async fn an_empty_log_ends_at_zero() {
    let database = harness::database().await;
    let reader = event_store::LogReader::open(queries(&database).await)
        .await
        .unwrap();
    assert_eq!(reader.head().await.unwrap(), 0);
    assert_eq!(reader.read(0, 10).await.unwrap(), []);
}

#[tokio::test]
async fn an_event_that_this_program_cannot_read_stops_its_reader() {
    let log = Log::sole().await;
    sqlx::raw_sql(
        "set session_replication_role = replica;
         update log.events set event_version = '2' where position = 3",
    )
    .execute(&mut log.superuser().await)
    .await
    .unwrap();
    assert_eq!(log.reader.read(0, 2).await.unwrap().len(), 2);
    let failure = log.reader.read(0, 3).await.unwrap_err();
    assert!(
        failure.to_string().contains("newer than this program"),
        "{failure}"
    );
}

#[tokio::test]
async fn events_are_read_at_the_positions_asked_for_in_order() {
    let log = Log::sole().await;
    let all = log.reader.read(0, 10).await.unwrap();
    let some = log.reader.at(&[3, 1, 1_000_000]).await.unwrap();
    assert_eq!(some, [all[0].clone(), all[2].clone()]);
}
