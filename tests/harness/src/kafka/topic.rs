//! What was relayed, by Kafka's own word.

use std::collections::BTreeSet;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::{Headers as _, Message as _};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

const ANSWER: Duration = Duration::from_secs(10);

/// What is in the one partition of a topic, from its first record on: the position of an event, or
/// none for a head.
pub async fn relayed(brokers: &str, topic: &str) -> Vec<Option<u64>> {
    let (brokers, topic) = (brokers.to_owned(), topic.to_owned());
    let read = tokio::task::spawn_blocking(move || read(&brokers, &topic));
    read.await.unwrap()
}

/// The positions of such a content, each where it is for the first time.
#[must_use]
pub fn first_occurrences(relayed: &[Option<u64>]) -> Vec<u64> {
    let mut seen = BTreeSet::new();
    let positions = relayed.iter().flatten().copied();
    positions
        .filter(|position| seen.insert(*position))
        .collect()
}

/// Removes a topic.
pub async fn remove_topic(brokers: &str, topic: &str) {
    let admin: AdminClient<DefaultClientContext> = config(brokers).create().unwrap();
    let removed = admin.delete_topics(&[topic], &AdminOptions::new()).await;
    removed.unwrap().remove(0).unwrap();
}

fn config(brokers: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", brokers)
        .set("group.id", "test");
    config
}

fn read(brokers: &str, topic: &str) -> Vec<Option<u64>> {
    let client: BaseConsumer = config(brokers).create().unwrap();
    let (_, end) = client.fetch_watermarks(topic, 0, ANSWER).unwrap();
    let mut place = TopicPartitionList::new();
    place
        .add_partition_offset(topic, 0, Offset::Beginning)
        .unwrap();
    client.assign(&place).unwrap();
    let mut content = Vec::new();
    let mut next = 0;
    while next < end {
        let record = client.poll(ANSWER).expect("a record").unwrap();
        let header = |name: &str| {
            let headers = record.headers().expect("headers");
            let found = headers.iter().find(|header| header.key == name);
            let value = found.and_then(|header| header.value).expect(name);
            String::from_utf8(value.to_vec()).unwrap()
        };
        let position = header("position").parse().unwrap();
        content.push(Some(position).filter(|_| header("type") != "Head"));
        next = record.offset() + 1;
    }
    content
}
