use domain::LogId;
use event_bus::kafka::{Failure, Kafka, Refusal};
use rdkafka::admin::{AdminOptions, ResourceSpecifier};
use rdkafka::producer::{FutureProducer, FutureRecord};

use super::given::{Given, admin, config, events, kafka, log_id, make, topic};

async fn refusal(kafka: &Kafka, id: LogId, head: u64) -> Refusal {
    match kafka.prepare(id, async move { Ok(head) }).await {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_not_there_is_made_with_one_partition_and_seven_days() {
    let address = harness::broker().address();
    let kafka = kafka(&address, &topic());

    kafka.prepare(log_id(), async { Ok(0) }).await.unwrap();

    let admin = admin(&address);
    let asked = [ResourceSpecifier::Topic(kafka.topic())];
    let described = admin.describe_configs(&asked, &AdminOptions::new()).await;
    let described = described.unwrap().remove(0).unwrap();
    let value = |name| described.get(name).unwrap().value.clone().unwrap();
    assert_eq!(value("retention.ms"), (7 * 24 * 3_600 * 1_000).to_string());
    assert_eq!(value("cleanup.policy"), "delete");
    let metadata = admin
        .inner()
        .fetch_metadata(Some(kafka.topic()), std::time::Duration::from_secs(5));
    assert_eq!(metadata.unwrap().topics()[0].partitions().len(), 1);
    // And once more: it is there now, and empty.
    kafka.prepare(log_id(), async { Ok(0) }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn several_that_make_the_topic_at_once_do_not_mind() {
    let address = harness::broker().address();
    let (kafka, id) = (kafka(&address, &topic()), log_id());
    let made = (0..4).map(|_| {
        let kafka = kafka.clone();
        tokio::spawn(async move { kafka.prepare(id, async { Ok(0) }).await })
    });
    for made in futures_util::future::join_all(made).await {
        made.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_with_more_than_one_partition_is_refused() {
    let address = harness::broker().address();
    let topic = topic();
    make(&address, &topic, 2, &[]).await;

    let refused = refusal(&kafka(&address, &topic), log_id(), 0).await;

    assert_eq!(refused, Refusal::Partitions { topic, found: 2 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_of_another_log_is_refused() {
    let given = Given::new().await;
    given.say(3).await;

    let refused = refusal(&given.kafka, log_id(), 1_000).await;

    let topic = given.kafka.topic().to_owned();
    let found = given.id;
    assert_eq!(refused, Refusal::OtherLog { topic, found });
    given.prepare().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_somebody_else_uses_is_refused() {
    let address = harness::broker().address();
    let topic = topic();
    make(&address, &topic, 1, &[]).await;
    let stranger: FutureProducer = config(&address).create().unwrap();
    let record = FutureRecord::<str, str>::to(&topic).payload("{}");
    stranger
        .send_result(record)
        .unwrap()
        .await
        .unwrap()
        .unwrap();

    let refused = refusal(&kafka(&address, &topic), log_id(), 0).await;

    assert_eq!(refused, Refusal::NotALog { topic });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_knows_more_than_the_log_is_refused_until_the_log_is_adopted() {
    let given = Given::new().await;
    given.say(7).await;

    let refused = refusal(&given.kafka, given.id, 5).await;

    let sentence = refused.to_string();
    assert!(
        sentence.contains("position 7") && sentence.contains("tidings adopt"),
        "{sentence}"
    );
    given
        .kafka
        .prepare(given.id, async { Ok(7) })
        .await
        .unwrap();
    let adopted = LogId {
        incarnation: 2,
        ..given.id
    };
    given.kafka.prepare(adopted, async { Ok(5) }).await.unwrap();
    // And the other way round: a copy of before, when the log goes on elsewhere.
    let producer = given.kafka.producer(adopted).unwrap();
    producer.send(&events([6])).unwrap().all().await.unwrap();
    let refused = refusal(&given.kafka, given.id, 1_000).await;
    assert!(
        matches!(refused, Refusal::Ahead { incarnation: 2, .. }),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_takes_small_records_only_is_refused() {
    let address = harness::broker().address();
    let topic = topic();
    make(&address, &topic, 1, &[("max.message.bytes", "100000")]).await;

    let refused = refusal(&kafka(&address, &topic), log_id(), 0).await;

    assert!(
        matches!(refused, Refusal::TooSmall { found: 100_000, .. }),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_alone_tells_whose_the_topic_is() {
    let given = Given::new().await;
    given.say_head().await;

    let refused = refusal(&given.kafka, log_id(), 0).await;

    assert!(matches!(refused, Refusal::OtherLog { .. }), "{refused}");
}
