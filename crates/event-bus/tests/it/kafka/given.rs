//! A log, a topic and a reader of a test's own.

use std::sync::Arc;
use std::time::Duration;

use domain::{LogId, RecordedEvent};
use event_bus::kafka::{Failure, Kafka, Producer, Tail};
use event_bus::{Follower, Log as _};
use futures_util::stream;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use crate::simulated::{SimulatedLog, event, positions};

/// Longer than anything here takes that goes well.
const DEADLINE: Duration = Duration::from_secs(30);

pub(super) fn log_id() -> LogId {
    LogId {
        log_id: Uuid::new_v4(),
        incarnation: 1,
    }
}

/// A topic that no other test has.
pub(super) fn topic() -> String {
    format!("log-{}", Uuid::new_v4())
}

pub(super) fn kafka(address: &str, topic: &str) -> Kafka {
    Kafka::new(address, topic, None, Vec::new()).unwrap()
}

pub(super) fn events(positions: impl IntoIterator<Item = u64>) -> Vec<Arc<RecordedEvent>> {
    positions.into_iter().map(event).map(Arc::new).collect()
}

/// A log with its topic, and who writes into that.
pub(super) struct Given {
    pub(super) kafka: Kafka,
    pub(super) id: LogId,
    pub(super) log: SimulatedLog,
    pub(super) producer: Producer,
}

impl Given {
    /// On the broker that all tests share.
    pub(super) async fn new() -> Self {
        Self::at(&harness::broker().address()).await
    }

    pub(super) async fn at(address: &str) -> Self {
        let (kafka, id) = (kafka(address, &topic()), log_id());
        let given = Self {
            producer: kafka.producer(id).unwrap(),
            log: SimulatedLog::of(0),
            kafka,
            id,
        };
        given.prepare().await.unwrap();
        given
    }

    pub(super) async fn prepare(&self) -> Result<(), Failure> {
        let head = async { self.log.head().await };
        self.kafka.prepare(self.id, head).await
    }

    /// Appends to the log and relays all of it.
    pub(super) async fn say(&self, count: u64) {
        let before = self.log.position();
        let head = self.log.append(count);
        self.relay(before + 1..=head).await;
    }

    /// Relays these positions, in this order.
    pub(super) async fn relay(&self, positions: impl IntoIterator<Item = u64>) {
        let acks = self.producer.send(&events(positions)).unwrap();
        acks.all().await.unwrap();
    }

    pub(super) async fn say_head(&self) {
        let acks = self.producer.head(self.log.position()).unwrap();
        acks.all().await.unwrap();
    }

    /// Somebody who follows the log from its beginning, and hears Kafka already.
    pub(super) async fn reader(&self) -> Reader {
        let reader = Reader::of(self);
        reader.hears(self).await;
        reader
    }
}

/// A follower that hears the topic.
pub(super) struct Reader {
    pub(super) follower: Follower<SimulatedLog>,
    pub(super) tail: Tail,
    hearing: AbortHandle,
}

impl Reader {
    pub(super) fn of(given: &Given) -> Self {
        let tail = given.kafka.tail(given.id);
        let hints = tail.hints(stream::pending);
        Self {
            follower: Follower::new(given.log.clone(), hints, 0),
            hearing: tokio::spawn(tail.clone().run()).abort_handle(),
            tail,
        }
    }

    /// Waits until it hears Kafka. A head is said again and again: it joins at the end of the topic.
    pub(super) async fn hears(&self, given: &Given) {
        let mut is_heard = self.tail.is_heard();
        let saying = async {
            loop {
                given.say_head().await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::select! {
            heard = timeout(DEADLINE, is_heard.wait_for(|heard| *heard)) => {
                heard.expect("Kafka is heard").unwrap();
            }
            () = saying => {}
        }
    }

    /// Waits until it has noticed that Kafka is away.
    pub(super) async fn misses_kafka(&self) {
        let mut is_heard = self.tail.is_heard();
        let missed = timeout(DEADLINE, is_heard.wait_for(|heard| !*heard));
        missed.await.expect("Kafka is missed").unwrap();
    }

    /// Says ten things one by one, and the log is not asked for them: once or twice at most, on a
    /// machine so busy that Kafka is late.
    pub(super) async fn hears_through_kafka(&mut self, given: &Given) {
        let reads = given.log.reads();
        for _ in 0..10 {
            given.say(1).await;
            assert_eq!(self.next(1).await.0, [given.log.position()]);
        }
        let reads = given.log.reads() - reads;
        assert!(reads < 5, "{reads} reads of the log");
    }

    /// The next so many events, and how long they took.
    pub(super) async fn next(&mut self, count: u64) -> (Vec<u64>, Duration) {
        let (began, mut heard) = (Instant::now(), Vec::new());
        while u64::try_from(heard.len()).unwrap() < count {
            let batch = timeout(DEADLINE, self.follower.next(1_000)).await;
            heard.extend(positions(&batch.expect("the events come").unwrap()));
        }
        (heard, began.elapsed())
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.hearing.abort();
    }
}

pub(super) fn config(address: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", address)
        .set("group.id", "test");
    config
}

pub(super) fn admin(address: &str) -> AdminClient<DefaultClientContext> {
    config(address).create().unwrap()
}

pub(super) async fn make(address: &str, topic: &str, partitions: i32, settings: &[(&str, &str)]) {
    let mut topic = NewTopic::new(topic, partitions, TopicReplication::Fixed(1));
    for (name, value) in settings {
        topic = topic.set(name, value);
    }
    let made = admin(address)
        .create_topics([&topic], &AdminOptions::new())
        .await;
    made.unwrap().remove(0).unwrap();
}
