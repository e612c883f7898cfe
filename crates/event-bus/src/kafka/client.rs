//! How Kafka is spoken to: what is set for all clients, and where they tell what goes wrong.

use std::sync::{Arc, Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::config::{ClientConfig, FromClientConfig as _, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, ConsumerContext};
use rdkafka::error::KafkaError;

use super::{Kafka, RECORD_BYTES_MAX, Refusal};

/// Quick to send and quick to come back; the rest is librdkafka's.
const COMMON: &[(&str, &str)] = &[
    ("client.id", "tidings"),
    ("socket.nagle.disable", "true"),
    ("socket.keepalive.enable", "true"),
    ("reconnect.backoff.ms", "20"),
    ("reconnect.backoff.max.ms", "500"),
    ("retry.backoff.ms", "20"),
];

/// Joins at the end, stores no offset, and jumps to the end where its place is gone: what lies between is
/// the log's to give. The group is a name that the client wants and that nothing is asked of.
const CONSUMER: &[(&str, &str)] = &[
    ("group.id", "tidings"),
    ("enable.auto.commit", "false"),
    ("enable.auto.offset.store", "false"),
    ("auto.offset.reset", "latest"),
    ("fetch.min.bytes", "1"),
    ("fetch.queue.backoff.ms", "10"),
    ("fetch.error.backoff.ms", "50"),
    ("queued.max.messages.kbytes", "16384"),
];

/// In order and once per life of a producer. Records wait for as long as an outage lasts: it is the
/// relay that bounds how many.
const PRODUCER: &[(&str, &str)] = &[
    ("enable.idempotence", "true"),
    ("acks", "all"),
    ("linger.ms", "0"),
    ("compression.type", "lz4"),
    ("message.timeout.ms", "0"),
    // How long a topic that was removed is hoped for.
    ("topic.metadata.propagation.max.ms", "2000"),
    // Where Java's producers put a key too.
    ("partitioner", "murmur2_random"),
];

impl Kafka {
    pub(super) fn consumer_config(&self) -> ClientConfig {
        self.config(CONSUMER)
    }

    pub(super) fn producer_config(&self) -> ClientConfig {
        let mut config = self.config(PRODUCER);
        config.set("message.max.bytes", RECORD_BYTES_MAX.to_string());
        self.with_properties(config)
    }

    pub(super) fn common_config(&self) -> ClientConfig {
        self.config(&[])
    }

    fn config(&self, particular: &[(&str, &str)]) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.0.brokers);
        for (name, value) in COMMON.iter().chain(particular) {
            config.set(*name, *value);
        }
        self.with_properties(config)
    }

    fn with_properties(&self, mut config: ClientConfig) -> ClientConfig {
        for (name, value) in &self.0.properties {
            config.set(name, value);
        }
        config
    }

    /// Makes a client, which connects to nobody yet, to hear whether it takes the settings.
    pub(super) fn check_client(&self) -> Result<(), Refusal> {
        let made = BaseConsumer::from_config(&self.consumer_config());
        made.map(drop).map_err(|error| {
            Refusal::Settings(match error {
                KafkaError::ClientConfig(_, why, name, value) => {
                    format!("{name}={value}: {why}")
                }
                error => error.to_string(),
            })
        })
    }
}

/// Hears what a client has to say. While brokers are away it says so many times a second, so the words
/// are kept for whoever tells of the outage, once.
#[derive(Clone, Debug, Default)]
pub(super) struct Listener(Arc<Mutex<Option<String>>>);

impl Listener {
    /// The last that went wrong since this was asked before.
    pub(super) fn trouble(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl ClientContext for Listener {
    fn log(&self, _level: RDKafkaLogLevel, facility: &str, message: &str) {
        tracing::debug!(facility, "librdkafka: {message}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        metrics::counter!("tidings_kafka_errors_total").increment(1);
        tracing::debug!(%error, reason, "Kafka failed");
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.to_owned());
    }
}

impl ConsumerContext for Listener {}
