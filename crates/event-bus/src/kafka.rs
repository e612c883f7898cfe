//! The log on its way through Kafka.
//!
//! A relay writes every event of the log into one topic of one partition, in order of position
//! ([`Producer`]); a process that reads the log hears the topic once for all its readers ([`Tail`]),
//! from its end on. Nothing is asked of Kafka but speed: what it loses, repeats, reorders or has of
//! another log is found out by position, and healed from the log. No offset is kept anywhere.
//!
//! A second topic, in which what concerns one conversation is in one of several partitions, is for other
//! systems; nothing here reads it.
//!
//! Metrics: `tidings_kafka_is_heard` (1 while the readers of this process hear Kafka, 0 while they
//! read the log by themselves), `tidings_kafka_records_total{kind}` (records heard),
//! `tidings_kafka_ignored_total{reason}` (records of another log, or that cannot be read),
//! `tidings_kafka_errors_total`, `tidings_kafka_oversize_total` (events left out, far too large).

mod client;
mod encoding;
mod failure;
mod hints;
mod producer;
mod record;
mod tail;
mod topic;

use std::sync::Arc;

pub use encoding::{Unreadable, decode, encode};
pub use failure::{Failure, Refusal};
pub use producer::{Acks, Producer};
pub use tail::Tail;

/// The largest record that is produced, in bytes. A request has at most 256 KiB, and so no event has
/// more; the rest is air, and JSON that escapes what it has to.
pub const RECORD_BYTES_MAX: usize = 512 * 1024;

/// Partitions of the topic that is keyed by conversation, where it is made here.
pub const KEYED_PARTITIONS: i32 = 12;

/// Which brokers, which topics, and how to speak to them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Kafka(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    brokers: String,
    topic: String,
    keyed_topic: Option<String>,
    properties: Vec<(String, String)>,
}

impl Kafka {
    /// Checks what can be checked without asking the brokers. `properties` are librdkafka's own and
    /// go before those set here.
    ///
    /// # Errors
    /// A property is unknown, has a wrong value, or needs what is not built in.
    pub fn new(
        brokers: &str,
        topic: &str,
        keyed_topic: Option<&str>,
        properties: Vec<(String, String)>,
    ) -> Result<Self, Refusal> {
        let kafka = Self(Arc::new(Parts {
            brokers: brokers.to_owned(),
            topic: topic.to_owned(),
            keyed_topic: keyed_topic.map(str::to_owned),
            properties,
        }));
        kafka.check_client()?;
        Ok(kafka)
    }

    /// The topic that the log is relayed to.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.0.topic
    }

    /// The topic keyed by conversation, if there is one.
    #[must_use]
    pub fn keyed_topic(&self) -> Option<&str> {
        self.0.keyed_topic.as_deref()
    }
}
