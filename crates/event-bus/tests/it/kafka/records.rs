use std::time::Duration;

use domain::LogId;
use event_bus::Log as _;
use event_bus::kafka::{KEYED_PARTITIONS, Kafka, encode};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord};
use tokio::time::Instant;

use super::given::{Given, Reader, config, events, log_id, topic};
use crate::simulated::event;

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_gets_through_kafka_what_the_log_has() {
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(1).await;
    assert_eq!(reader.next(1).await.0, [1]);
    let (reads, mut heard) = (given.log.reads(), Vec::new());

    for _ in 0..20 {
        given.say(25).await;
        heard.extend(reader.follower.next(1_000).await.unwrap().events);
    }
    while heard.len() < 500 {
        heard.extend(reader.follower.next(1_000).await.unwrap().events);
    }

    // On a busy machine Kafka may be late once or twice; without it there would be 20 reads.
    let read = given.log.reads() - reads;
    assert!(read < 5, "{read} reads");
    let local = given.log.read(1, 1_000).await.unwrap();
    let heard: Vec<_> = heard.iter().map(|event| (**event).clone()).collect();
    assert_eq!(heard, local);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_there_within_milliseconds() {
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(1).await;
    reader.next(1).await;

    let mut took = Vec::new();
    for _ in 0..50 {
        let began = Instant::now();
        given.say(1).await;
        reader.next(1).await;
        took.push(began.elapsed());
    }

    took.sort_unstable();
    assert!(took[25] < Duration::from_millis(100), "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_another_log_and_of_another_life_of_this_one_are_let_be() {
    let given = Given::new().await;
    let mut reader = given.reader().await;
    let other = LogId {
        log_id: uuid::Uuid::new_v4(),
        ..given.id
    };
    let life = LogId {
        incarnation: 2,
        ..given.id
    };
    for foreign in [other, life] {
        let producer = given.kafka.producer(foreign).unwrap();
        producer.send(&events(1..=9)).unwrap().all().await.unwrap();
        producer.head(9).unwrap().all().await.unwrap();
    }

    given.log.append(1);
    given.say_head().await;

    // A foreign record would have been taken for the event at its position.
    let batch = reader.follower.next(100).await.unwrap();
    assert_eq!((batch.events.len(), batch.head), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_far_too_large_is_left_out_and_read_from_the_log() {
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(1).await;
    reader.next(1).await;
    given.log.append(3);
    let mut batch = events(2..=4);
    let large = std::sync::Arc::make_mut(&mut batch[1]);
    large.metadata.insert("x".to_owned(), "x".repeat(600_000));

    given.producer.send(&batch).unwrap().all().await.unwrap();

    let (heard, took) = reader.next(3).await;
    assert_eq!(heard, [2, 3, 4]);
    assert!(took < Duration::from_secs(1), "{took:?}");
    let content = harness::relayed(&harness::broker().address(), given.kafka.topic()).await;
    assert_eq!(harness::first_occurrences(&content), [1, 2, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_event_that_a_request_can_make_goes_through_kafka() {
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(1).await;
    reader.next(1).await;
    let reads = given.log.reads();
    given.log.append(2);
    let mut batch = events(2..=3);
    let large = std::sync::Arc::make_mut(&mut batch[0]);
    large
        .metadata
        .insert("x".to_owned(), "x".repeat(256 * 1024));

    given.producer.send(&batch).unwrap().all().await.unwrap();

    assert_eq!(reader.next(2).await.0, [2, 3]);
    assert!(given.log.reads() <= reads + 1, "it came through Kafka");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyed_topic_gets_the_same_events_in_twelve_partitions() {
    let address = harness::broker().address();
    let given = Given::new().await;
    let keyed = topic();
    let both = Kafka::new(&address, given.kafka.topic(), Some(&keyed), Vec::new()).unwrap();
    both.prepare(given.id, async { Ok(0) }).await.unwrap();
    let producer = both.producer(given.id).unwrap();

    producer
        .send(&events(1..=100))
        .unwrap()
        .all()
        .await
        .unwrap();

    let client: BaseConsumer = config(&address).create().unwrap();
    let mut filled = Vec::new();
    for partition in 0..KEYED_PARTITIONS {
        let wait = Duration::from_secs(5);
        let (first, end) = client.fetch_watermarks(&keyed, partition, wait).unwrap();
        filled.push(end - first);
    }
    assert_eq!(filled.iter().sum::<i64>(), 100);
    let used = filled.iter().filter(|count| **count > 0).count();
    assert!(used > 6, "{filled:?}");
    // What was relayed is known there too, so another log is refused that topic.
    let other = log_id();
    let refused = both.prepare(other, async { Ok(1_000) }).await;
    assert!(refused.unwrap_err().to_string().contains("another log"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_comes_late_is_taken_and_kafka_is_not_waited_for() {
    let given = Given::new().await;
    let mut reader = Reader::of(&given);
    let client: FutureProducer = config(&harness::broker().address()).create().unwrap();
    let value = encode(&event(1)).unwrap();
    let id = given.id.log_id.to_string();
    let texts = [
        ("log-id", id.as_str()),
        ("incarnation", "1"),
        ("position", "1"),
        ("type", "UserRegistered"),
    ];
    let headers = texts
        .into_iter()
        .fold(OwnedHeaders::new(), |headers, text| {
            let (key, value) = text;
            let value = Some(value);
            headers.insert(Header { key, value })
        });
    // The log does not have it, so whoever yields it has heard it. It is from 1970.
    let saying = async {
        loop {
            let record = FutureRecord::<str, _>::to(given.kafka.topic())
                .payload(&value)
                .headers(headers.clone())
                .timestamp(1_000);
            client.send_result(record).unwrap().await.unwrap().unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::select! {
        (heard, _) = reader.next(1) => assert_eq!(heard, [1]),
        () = saying => {}
    }

    assert!(!*reader.tail.is_heard().borrow());
    given.log.append(1);
    reader.hears(&given).await;
}
