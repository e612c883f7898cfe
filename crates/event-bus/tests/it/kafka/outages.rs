use std::time::Duration;

use event_bus::Follower;
use harness::Broker;
use tokio::time::{Instant, sleep};

use super::given::{Given, Reader, events, kafka, log_id, topic};
use crate::simulated::SimulatedLog;

/// From when on, and how soon, events come while Kafka is away.
const NOTICED: Duration = Duration::from_secs(3);
const SOON: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread")]
async fn while_the_broker_is_away_events_come_from_the_log_and_afterwards_through_kafka_again() {
    let broker = Broker::start();
    let given = Given::at(&broker.address()).await;
    let mut reader = given.reader().await;
    given.say(10).await;
    reader.next(10).await;

    broker.kill();
    let began = Instant::now();
    let mut late = Vec::new();
    while began.elapsed() < Duration::from_secs(6) {
        given.log.append(1);
        let (_, took) = reader.next(1).await;
        if began.elapsed() > NOTICED {
            late.push(took);
        }
        sleep(Duration::from_millis(20)).await;
    }
    let slowest = late.iter().max().unwrap();
    assert!(*slowest <= SOON, "it took {slowest:?}");
    assert!(late.len() > 5, "only {}", late.len());

    broker.run();
    reader.hears(&given).await;
    reader.hears_through_kafka(&given).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_hangs_is_noticed_and_so_is_that_it_goes_on() {
    let broker = Broker::start();
    let given = Given::at(&broker.address()).await;
    let mut reader = given.reader().await;
    given.say(10).await;
    reader.next(10).await;

    broker.pause();
    reader.misses_kafka().await;
    given.log.append(5);
    let (heard, took) = reader.next(5).await;
    assert_eq!(heard, (11..=15).collect::<Vec<_>>());
    assert!(took <= SOON, "{took:?}");

    broker.go_on();
    reader.hears(&given).await;
    reader.hears_through_kafka(&given).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_is_killed_under_load_has_every_event_once_more_in_its_place() {
    let broker = Broker::start();
    let given = Given::at(&broker.address()).await;
    let mut reader = given.reader().await;

    let saying = async {
        let mut acked = 0;
        while acked < 5_000 {
            let head = given.log.append(50);
            let sent = given.producer.send(&events(acked + 1..=head)).unwrap();
            sent.all().await.unwrap();
            acked = head;
        }
    };
    let killing = async {
        sleep(Duration::from_millis(100)).await;
        broker.kill();
        sleep(Duration::from_secs(1)).await;
        broker.run();
    };
    let ((heard, _), (), ()) = tokio::join!(reader.next(5_000), saying, killing);

    assert_eq!(heard, (1..=5_000).collect::<Vec<_>>());
    let content = harness::relayed(&broker.address(), given.kafka.topic()).await;
    assert_eq!(
        harness::first_occurrences(&content),
        (1..=5_000).collect::<Vec<_>>()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_broker_the_log_is_read_four_times_a_second_and_at_each_wake_up() {
    let kafka = kafka("127.0.0.1:1", &topic());
    let began = Instant::now();
    let refused = kafka.prepare(log_id(), async { Ok(0) }).await;
    assert!(refused.is_err());
    assert!(began.elapsed() < Duration::from_secs(4));

    let (wake, wakes) = tokio::sync::watch::channel(());
    let tail = kafka.tail(log_id());
    let hearing = tokio::spawn(tail.clone().run());
    let log = SimulatedLog::of(0);
    let hints = tail.hints(move || {
        futures_util::stream::unfold(wakes.clone(), |mut wakes| async move {
            wakes.changed().await.ok()?;
            Some(((), wakes))
        })
    });
    let mut follower = Follower::new(log.clone(), hints, 0);
    let mut slowest = Duration::ZERO;
    for _ in 0..5 {
        let began = Instant::now();
        log.append(1);
        follower.next(10).await.unwrap();
        slowest = slowest.max(began.elapsed());
    }
    assert!(slowest <= Duration::from_millis(400), "{slowest:?}");

    let mut slowest = Duration::ZERO;
    for _ in 0..5 {
        let began = Instant::now();
        log.append(1);
        wake.send(()).unwrap();
        follower.next(10).await.unwrap();
        slowest = slowest.max(began.elapsed());
    }
    assert!(slowest <= Duration::from_millis(100), "{slowest:?}");
    hearing.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_begins_before_kafka_is_there() {
    let broker = Broker::start();
    let address = broker.address();
    broker.kill();
    let (kafka, id) = (kafka(&address, &topic()), log_id());
    let given = Given {
        producer: kafka.producer(id).unwrap(),
        log: SimulatedLog::of(3),
        kafka,
        id,
    };
    let mut reader = Reader::of(&given);
    assert_eq!(reader.next(3).await.0, [1, 2, 3]);

    broker.run();
    given.prepare().await.unwrap();
    reader.hears(&given).await;
}
