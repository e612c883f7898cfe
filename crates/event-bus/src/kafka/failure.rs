//! Why there is no Kafka.

use domain::LogId;
use rdkafka::error::KafkaError;

/// Kafka cannot be used as it is set up: for a person to mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The order of the log is the order of one partition.
    #[error(
        "the topic {topic} has {found} partitions, and the order of the log needs exactly one: \
         give another name, and the topic is made"
    )]
    Partitions {
        /// Which topic.
        topic: String,
        /// How many it has.
        found: usize,
    },
    /// Records with another log's name on them.
    #[error("the topic {topic} is of another log, {}: give this log a topic of its own", .found.log_id)]
    OtherLog {
        /// Which topic.
        topic: String,
        /// Whose it is.
        found: LogId,
    },
    /// Records with no log's name on them.
    #[error("the topic {topic} holds records that no log wrote: give this log a topic of its own")]
    NotALog {
        /// Which topic.
        topic: String,
    },
    /// The topic knows what the log does not: the log is an older copy.
    #[error(
        "the topic {topic} goes up to position {seen} of incarnation {incarnation}, and the log ends at \
         {head} before that: it was restored from an older copy. To go on with it, run `tidings adopt`"
    )]
    Ahead {
        /// Which topic.
        topic: String,
        /// The position it goes up to.
        seen: u64,
        /// In which life of the log.
        incarnation: u32,
        /// Where the log ends.
        head: u64,
    },
    /// The largest events do not fit.
    #[error(
        "the topic {topic} takes records of up to {found} bytes, and an event may need {needed}: \
         raise its max.message.bytes"
    )]
    TooSmall {
        /// Which topic.
        topic: String,
        /// Its limit.
        found: usize,
        /// What the limit has to be at least.
        needed: usize,
    },
    /// A property that the client does not take.
    #[error("Kafka cannot be spoken to as the settings say: {0}")]
    Settings(String),
}

/// Kafka could not be asked, or refused.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It is not as it has to be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It does not answer, or not as wished; another time it may.
    #[error("Kafka failed: {0}")]
    Kafka(#[from] KafkaError),
    /// The log could not be asked how far it is.
    #[error("the log could not be read: {0}")]
    Log(#[source] crate::LogError),
    /// An event without JSON.
    #[error("an event cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}
