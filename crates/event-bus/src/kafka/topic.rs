//! Is the topic there, and is it this log's?

use std::time::{Duration, Instant};

use domain::LogId;
use rdkafka::admin::{
    AdminClient, AdminOptions, NewTopic, OwnedResourceSpecifier, ResourceSpecifier,
    TopicReplication,
};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::client::Listener;
use super::record::{Mark, mark};
use super::{Failure, KEYED_PARTITIONS, Kafka, RECORD_BYTES_MAX, Refusal};
use crate::LogError;

/// How long an answer of the brokers is waited for.
const ANSWER: Duration = Duration::from_secs(3);

/// Pause before it is looked again whether a topic that was made is there.
const LOOK: Duration = Duration::from_millis(50);

/// Records at the end of a partition that are looked at. Each bears the log's name.
const NEWEST: i64 = 32;

/// How long Kafka keeps what it was given: long enough for others to come back, and short enough for
/// erased words to go.
const RETENTION_MS: &str = "604800000";

impl Kafka {
    /// Makes the topics where they are not there, and refuses those that another log wrote, that
    /// know more of this log than it does itself, or that cannot keep its order. `head` asks the log how
    /// far it is.
    ///
    /// # Errors
    /// Kafka or the log cannot be reached, or a topic cannot be used.
    pub async fn prepare(
        &self,
        log: LogId,
        head: impl Future<Output = Result<u64, LogError>> + Send,
    ) -> Result<(), Failure> {
        let mut newest = self.look_at(self.topic(), 1, log).await?;
        if let Some(topic) = self.keyed_topic() {
            let keyed = self.look_at(topic, KEYED_PARTITIONS, log).await?;
            newest = newest.max(keyed);
        }
        // Asked last: whatever was in the topics was in the log before.
        let head = head.await.map_err(Failure::Log)?;
        match newest {
            Some((incarnation, seen)) if (incarnation, seen) > (log.incarnation, head) => {
                Err(Refusal::Ahead {
                    topic: self.topic().to_owned(),
                    seen,
                    incarnation,
                    head,
                }
                .into())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The newest life and position of this log that the topic knows.
    async fn look_at(
        &self,
        topic: &str,
        partitions: i32,
        log: LogId,
    ) -> Result<Option<(u32, u64)>, Failure> {
        let found = match self.partitions(topic).await? {
            Some(found) => found,
            None => self.make(topic, partitions).await?,
        };
        if partitions == 1 && found.len() != 1 {
            return Err(Refusal::Partitions {
                topic: topic.to_owned(),
                found: found.len(),
            }
            .into());
        }
        self.check_limits(topic).await?;
        let mut newest = None;
        for (_, mark) in self.newest(topic, found).await? {
            let mark = mark.ok_or_else(|| Refusal::NotALog {
                topic: topic.to_owned(),
            })?;
            if mark.log.log_id != log.log_id {
                return Err(Refusal::OtherLog {
                    topic: topic.to_owned(),
                    found: mark.log,
                }
                .into());
            }
            newest = newest.max(Some((mark.log.incarnation, mark.position)));
        }
        Ok(newest)
    }

    /// The topic's partitions; none where it is not there.
    async fn partitions(&self, topic: &str) -> Result<Option<Vec<i32>>, Failure> {
        let name = topic.to_owned();
        self.ask(move |client| {
            let metadata = client.fetch_metadata(Some(&name), ANSWER)?;
            let found = metadata.topics().iter().find(|found| found.name() == name);
            let found = found.filter(|found| found.error().is_none());
            let partitions = found.map(|found| found.partitions());
            let ids = partitions.map(|partitions| partitions.iter().map(|it| it.id()).collect());
            Ok(ids.filter(|ids: &Vec<i32>| !ids.is_empty()))
        })
        .await
    }

    async fn make(&self, topic: &str, partitions: i32) -> Result<Vec<i32>, Failure> {
        let limit = (2 * RECORD_BYTES_MAX).to_string();
        // As many replicas as the brokers think right.
        let wanted = NewTopic::new(topic, partitions, TopicReplication::Fixed(-1))
            .set("cleanup.policy", "delete")
            .set("retention.ms", RETENTION_MS)
            .set("max.message.bytes", &limit);
        let options = AdminOptions::new().request_timeout(Some(ANSWER));
        for made in self.admin()?.create_topics([&wanted], &options).await? {
            match made {
                Ok(_) => tracing::info!(topic, partitions, "the topic was made"),
                // Another process was quicker.
                Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((_, code)) => return Err(KafkaError::AdminOp(code).into()),
            }
        }
        // It is made before every broker knows.
        let until = Instant::now() + ANSWER;
        loop {
            if let Some(found) = self.partitions(topic).await? {
                return Ok(found);
            }
            if Instant::now() > until {
                let code = RDKafkaErrorCode::UnknownTopicOrPartition;
                return Err(KafkaError::MetadataFetch(code).into());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn check_limits(&self, topic: &str) -> Result<(), Failure> {
        let options = AdminOptions::new().request_timeout(Some(ANSWER));
        let asked = [ResourceSpecifier::Topic(topic)];
        for described in self.admin()?.describe_configs(&asked, &options).await? {
            let Ok(described) = described else {
                // Who may not ask for the settings may still write.
                tracing::warn!(topic, "Kafka does not tell the topic's settings");
                continue;
            };
            if described.specifier != OwnedResourceSpecifier::Topic(topic.to_owned()) {
                continue;
            }
            let value = |name| described.get(name).and_then(|entry| entry.value.as_deref());
            let number = |name| value(name).and_then(|value| value.parse::<i64>().ok());
            let limit = number("max.message.bytes").and_then(|limit| usize::try_from(limit).ok());
            if let Some(found) = limit.filter(|limit| *limit < RECORD_BYTES_MAX) {
                return Err(Refusal::TooSmall {
                    topic: topic.to_owned(),
                    found,
                    needed: RECORD_BYTES_MAX,
                }
                .into());
            }
            let keeps = number("retention.ms");
            let meant = RETENTION_MS.parse::<i64>().unwrap_or(i64::MAX);
            if keeps.is_some_and(|keeps| keeps < 0 || keeps > meant) {
                tracing::warn!(
                    topic,
                    "the topic keeps records for longer than 7 days, and erased words with them"
                );
            }
        }
        Ok(())
    }

    /// The last records of each partition, with what their headers say.
    async fn newest(
        &self,
        topic: &str,
        partitions: Vec<i32>,
    ) -> Result<Vec<(i32, Option<Mark>)>, Failure> {
        let topic = topic.to_owned();
        self.ask(move |client| {
            let mut place = TopicPartitionList::new();
            let mut ends = Vec::new();
            for partition in partitions {
                let (first, end) = client.fetch_watermarks(&topic, partition, ANSWER)?;
                if end > first {
                    let from = Offset::Offset(first.max(end - NEWEST));
                    place.add_partition_offset(&topic, partition, from)?;
                    ends.push((partition, end));
                }
            }
            client.assign(&place)?;
            let (mut found, until) = (Vec::new(), Instant::now() + ANSWER);
            while !ends.is_empty() {
                let left = until.saturating_duration_since(Instant::now());
                match client.poll(left) {
                    Some(Ok(record)) => {
                        use rdkafka::Message as _;
                        let partition = record.partition();
                        found.push((partition, mark(&record)));
                        let next = record.offset() + 1;
                        ends.retain(|(of, end)| *of != partition || next < *end);
                    }
                    Some(Err(error)) => return Err(error),
                    None if left.is_zero() => {
                        let code = RDKafkaErrorCode::OperationTimedOut;
                        return Err(KafkaError::MessageConsumption(code));
                    }
                    None => {}
                }
            }
            Ok(found)
        })
        .await
    }

    fn admin(&self) -> Result<AdminClient<Listener>, KafkaError> {
        self.common_config()
            .create_with_context(Listener::default())
    }

    /// On a thread of its own: the client waits for its answers.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&BaseConsumer<Listener>) -> Result<T, KafkaError> + Send + 'static,
    ) -> Result<T, Failure> {
        let config = self.consumer_config();
        let asked = tokio::task::spawn_blocking(move || {
            let client = config.create_with_context(Listener::default())?;
            question(&client)
        });
        Ok(asked.await.unwrap_or(Err(KafkaError::Canceled))?)
    }
}
