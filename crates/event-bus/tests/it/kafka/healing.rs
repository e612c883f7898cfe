use std::time::Duration;

use event_bus::SILENCE_MAX;
use rdkafka::admin::AdminOptions;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::given::{Given, admin};

#[tokio::test(flavor = "multi_thread")]
async fn records_that_are_lost_are_read_from_the_log() {
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(1).await;
    reader.next(1).await;

    let head = given.log.append(1_000);
    given
        .relay((2..=head).filter(|position| position % 10 != 0))
        .await;

    let (heard, took) = reader.next(1_000).await;
    assert_eq!(heard, (2..=1_001).collect::<Vec<_>>());
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_last_record_is_found_by_the_next_head() {
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(3).await;
    reader.next(3).await;

    given.log.append(1);
    given.say_head().await;

    let (heard, took) = reader.next(1).await;
    assert_eq!(heard, [4]);
    assert!(took < Duration::from_millis(500), "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_last_record_is_found_within_two_seconds_without_a_head() {
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(3).await;
    reader.next(3).await;

    given.log.append(1);

    let (heard, took) = reader.next(1).await;
    assert_eq!(heard, [4]);
    assert!(took <= SILENCE_MAX + Duration::from_millis(300), "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_come_twice_are_one_event() {
    let given = Given::new().await;
    let mut reader = given.reader().await;

    let head = given.log.append(500);
    given
        .relay((1..=head).flat_map(|position| [position; 2]))
        .await;
    for _ in 0..5 {
        given.relay(401..=500).await;
    }
    given.say(1).await;

    assert_eq!(reader.next(501).await.0, (1..=501).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn records_out_of_order_are_events_in_order() {
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(1).await;
    reader.next(1).await;

    // Windows of 50, each in an order that has little to do with the right one.
    let head = given.log.append(1_000);
    let positions: Vec<_> = (2..=head).collect();
    for window in positions.chunks(50) {
        given.relay((0..50).map(|n| window[n * 37 % 50])).await;
    }

    assert_eq!(reader.next(1_000).await.0, (2..=1_001).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_removed_and_made_again_costs_a_delay_and_is_heard_again() {
    let address = harness::broker().address();
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(100).await;
    reader.next(100).await;

    harness::remove_topic(&address, given.kafka.topic()).await;
    given.log.append(50);
    let (heard, took) = reader.next(50).await;
    assert_eq!(heard, (101..=150).collect::<Vec<_>>());
    assert!(took <= Duration::from_secs(3), "{took:?}");

    // Made again, by whoever relays; its offsets begin anew.
    given.prepare().await.unwrap();
    let producer = given.kafka.producer(given.id).unwrap();
    let given = Given { producer, ..given };
    reader.hears(&given).await;
    reader.hears_through_kafka(&given).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_were_thrown_away_are_read_from_the_log() {
    let address = harness::broker().address();
    let given = Given::new().await;
    given.say(200).await;
    let mut gone = TopicPartitionList::new();
    let topic = given.kafka.topic();
    gone.add_partition_offset(topic, 0, Offset::End).unwrap();
    let thrown = admin(&address);
    thrown
        .delete_records(&gone, &AdminOptions::new())
        .await
        .unwrap();

    // The topic is empty, and still of this log as far as anybody can tell.
    given.prepare().await.unwrap();
    let mut reader = given.reader().await;
    given.say(1).await;

    assert_eq!(reader.next(201).await.0, (1..=201).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_cannot_keep_up_with_kafka_reads_the_log() {
    let given = Given::new().await;
    let mut reader = given.reader().await;

    // More than is kept for it, and it listens to none of it meanwhile.
    given.say(10_000).await;
    tokio::time::sleep(Duration::from_millis(500)).await;

    let (heard, _) = reader.next(10_000).await;
    assert_eq!(heard, (1..=10_000).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn partitions_that_are_added_are_not_heard_and_nothing_is_missing() {
    let address = harness::broker().address();
    let given = Given::new().await;
    let mut reader = given.reader().await;
    given.say(10).await;
    let wanted = rdkafka::admin::NewPartitions::new(given.kafka.topic(), 3);
    let added = admin(&address);
    added
        .create_partitions([&wanted], &AdminOptions::new())
        .await
        .unwrap();

    given.say(10).await;

    assert_eq!(reader.next(20).await.0, (1..=20).collect::<Vec<_>>());
    let refused = given.prepare().await.unwrap_err().to_string();
    assert!(refused.contains("3 partitions"), "{refused}");
}
