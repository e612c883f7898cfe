//! The log in Kafka: all of it, in its order, whoever dies.

use std::time::Duration;

use chassis::operator::Readiness;
use domain::ConversationId;
use event_bus::Hints;
use event_bus::kafka::Kafka;
use harness::{Broker, first_occurrences, relayed};
use projector::{Relay, Terms};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::world::{World, eventually};

/// A process that was stopped: it never pings, and does not know that it lost the lead.
const FROZEN: Terms = Terms {
    idle: Duration::from_secs(2),
    ping: Duration::from_secs(3_600),
};

/// Quick to take over.
const QUICK: Terms = Terms {
    idle: Duration::from_millis(800),
    ping: Duration::from_millis(100),
};

/// A log, a topic, and a conversation to speak in.
struct Given {
    world: World,
    address: String,
    kafka: Kafka,
    conversation: ConversationId,
}

/// A relay that runs until it is dropped, without a word of good-bye.
struct Relaying {
    readiness: Readiness,
    task: JoinHandle<()>,
}

impl Drop for Relaying {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Given {
    async fn at(address: &str) -> Self {
        let world = World::new().await;
        let topic = format!("log-{}", Uuid::new_v4());
        Self {
            conversation: world.people.converse().await,
            kafka: Kafka::new(address, &topic, None, Vec::new()).unwrap(),
            address: address.to_owned(),
            world,
        }
    }

    async fn new() -> Self {
        Self::at(&harness::broker().address()).await
    }

    fn relay(&self, terms: Terms) -> Relaying {
        let world = &self.world;
        let hints = Hints::local(world.writer.head());
        let (pool, log) = (world.pool.clone(), world.log.clone());
        let relay = Relay::new(pool, log, hints, self.kafka.clone()).with_terms(terms);
        let readiness = Readiness::new();
        let gate = readiness.register("relay");
        Relaying {
            task: tokio::spawn(relay.run(gate, CancellationToken::new())),
            readiness,
        }
    }

    async fn say(&self, count: usize) {
        let people = &self.world.people;
        for _ in 0..count {
            let said = people.send(people.client, self.conversation, "Hello").await;
            said.unwrap();
        }
    }

    async fn place(&self) -> u64 {
        let place: Option<i64> =
            sqlx::query_scalar("select position from app.followers where name = 'relay'")
                .fetch_optional(&self.world.root)
                .await
                .unwrap();
        place.unwrap_or(0).unsigned_abs()
    }

    /// Waits until the place is where the log ends, and gives that.
    async fn relayed_all(&self) -> u64 {
        let head = self.world.log.head().await.unwrap();
        eventually("the log is relayed", || async {
            self.place().await == head
        })
        .await;
        head
    }

    async fn content(&self) -> Vec<Option<u64>> {
        relayed(&self.address, self.kafka.topic()).await
    }

    /// What must be true whatever happened.
    async fn has_all_in_order(&self, head: u64) {
        let content = self.content().await;
        let wanted: Vec<_> = (1..=head).collect();
        assert_eq!(first_occurrences(&content), wanted);
    }
}

impl Relaying {
    fn says(&self) -> Option<String> {
        self.readiness.report().checks["relay"].reason.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_relayed_once_and_in_order_with_heads_between() {
    let given = Given::new().await;
    given.say(20).await;
    let _relaying = given.relay(Terms::default());
    given.relayed_all().await;
    given.say(20).await;
    let head = given.relayed_all().await;
    eventually("a head is said", || async {
        given
            .content()
            .await
            .iter()
            .filter(|it| it.is_none())
            .count()
            > 2
    })
    .await;

    let positions: Vec<_> = given.content().await.into_iter().flatten().collect();
    assert_eq!(positions, (1..=head).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_dies_again_and_again_leaves_nothing_out() {
    let given = Given::new().await;
    for round in 0..10 {
        let relaying = given.relay(QUICK);
        given.say(40).await;
        // Not at the same moment of a batch each time.
        sleep(Duration::from_millis(17 * round)).await;
        drop(relaying);
    }
    let _relaying = given.relay(QUICK);
    let head = given.relayed_all().await;

    given.has_all_in_order(head).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_relays_at_once_repeat_each_other_and_reorder_nothing() {
    let given = Given::new().await;
    let _frozen = given.relay(FROZEN);
    given.say(20).await;
    given.relayed_all().await;
    // It keeps what it believes to be its lead, and goes on.
    let standby = given.relay(QUICK);
    for _ in 0..30 {
        given.say(20).await;
        sleep(Duration::from_millis(150)).await;
    }
    let head = given.relayed_all().await;

    given.has_all_in_order(head).await;
    let repeats = given.content().await.iter().flatten().count() as u64;
    assert!(repeats > head, "two were at work, and nothing came twice");
    drop(standby);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_kafka_is_away_the_place_waits_and_the_operator_is_told() {
    let broker = Broker::start();
    let given = Given::at(&broker.address()).await;
    let relaying = given.relay(Terms::default());
    let before = given.relayed_all().await;

    broker.kill();
    given.say(30).await;
    eventually("the gate tells", || async {
        let said = relaying.says();
        said.is_some_and(|said| said.contains("not acknowledged"))
    })
    .await;
    assert!(relaying.readiness.is_ready(), "late is not down");
    assert_eq!(given.place().await, before);

    broker.run();
    let head = given.relayed_all().await;
    given.has_all_in_order(head).await;
    eventually("the gate is content", || async {
        relaying.says().is_none()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_of_another_log_is_not_written_into() {
    let given = Given::new().await;
    let other = Given {
        kafka: given.kafka.clone(),
        ..Given::new().await
    };
    let first = given.relay(Terms::default());
    given.relayed_all().await;
    drop(first);

    let relaying = other.relay(Terms::default());
    eventually("the gate tells", || async {
        relaying
            .says()
            .is_some_and(|said| said.contains("of another log"))
    })
    .await;

    assert!(relaying.readiness.is_ready());
    assert_eq!(other.place().await, 0);
    let head = given.world.log.head().await.unwrap();
    given.has_all_in_order(head).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_removed_is_made_again_and_goes_on() {
    let given = Given::new().await;
    let _relaying = given.relay(Terms::default());
    let before = given.relayed_all().await;
    harness::remove_topic(&given.address, given.kafka.topic()).await;

    given.say(10).await;
    let head = given.relayed_all().await;

    let content = given.content().await;
    let positions = first_occurrences(&content);
    assert_eq!(positions, (before + 1..=head).collect::<Vec<_>>());
}
