//! What is acknowledged is in the log, once, in order.

use event_store::{LogReader, Role, Writer, pool};
use harness::People;

async fn writer(database: &harness::Database, sole: bool) -> (Writer, LogReader) {
    let append = pool(&database.url, Role::Append, 8).await.unwrap();
    let query = pool(&database.url, Role::Query, 4).await.unwrap();
    let writer = Writer::start(append, sole).await.unwrap();
    (writer, LogReader::open(query).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_and_sequences_have_no_holes() {
    let database = harness::database().await;
    let (writer, reader) = writer(&database, true).await;
    let people = People::settle(&writer).await;
    let conversation = people.converse().await;
    let sends = (0..200).map(|n| {
        let people = people.clone();
        tokio::spawn(async move {
            people
                .send(people.client, conversation, &format!("{n}"))
                .await
                .unwrap()
        })
    });
    let sends: Vec<_> = sends.collect();
    for send in sends {
        send.await.unwrap();
    }
    let log = reader.read(0, 10_000).await.unwrap();
    let positions: Vec<_> = log.iter().map(|event| event.position).collect();
    assert_eq!(positions, (1..=log.len() as u64).collect::<Vec<_>>());
    let sequences: Vec<_> = log
        .iter()
        .filter(|event| event.stream == domain::StreamId::Conversation(conversation))
        .map(|event| event.sequence)
        .collect();
    assert_eq!(sequences, (1..=201).collect::<Vec<_>>());
}
