//! Writes events and heads into the topics.

use std::sync::Arc;

use domain::{LogId, RecordedEvent};
use rdkafka::error::KafkaError;
use rdkafka::producer::future_producer::{DeliveryFuture, FutureProducer, FutureRecord};

use super::client::Listener;
use super::encoding::encode;
use super::record::{HEAD, head_headers, headers, key};
use super::{Failure, Kafka, RECORD_BYTES_MAX};

/// Writes in the order in which it is told. What waits is given up when this is dropped.
pub struct Producer {
    kafka: Kafka,
    log: LogId,
    client: FutureProducer<Listener>,
    listener: Listener,
}

/// Records on their way.
#[derive(Default)]
#[must_use = "what is not waited for may never arrive"]
pub struct Acks {
    on_their_way: Vec<DeliveryFuture>,
    /// What they take, in bytes.
    pub bytes: usize,
}

impl Kafka {
    /// A producer of this log's records. It connects by itself, and again after each outage.
    ///
    /// # Errors
    /// The client cannot be made.
    pub fn producer(&self, log: LogId) -> Result<Producer, Failure> {
        let listener = Listener::default();
        Ok(Producer {
            kafka: self.clone(),
            log,
            client: self
                .producer_config()
                .create_with_context(listener.clone())?,
            listener,
        })
    }
}

impl Producer {
    /// Queues events, in this order, for each topic.
    ///
    /// # Errors
    /// The queue is full, or the client is broken for good.
    pub fn send(&self, events: &[Arc<RecordedEvent>]) -> Result<Acks, Failure> {
        let mut acks = Acks::default();
        for event in events {
            self.queue(event, &mut acks)?;
        }
        Ok(acks)
    }

    /// Says how far the log is.
    ///
    /// # Errors
    /// As [`Producer::send`].
    pub fn head(&self, position: u64) -> Result<Acks, Failure> {
        let record = FutureRecord::<str, [u8]>::to(self.kafka.topic())
            .partition(0)
            .key(HEAD)
            .headers(head_headers(self.log, position));
        let mut acks = Acks::default();
        acks.on_their_way.push(self.offer(record)?);
        Ok(acks)
    }

    /// The last that went wrong, in the client's words.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.listener.trouble()
    }

    fn queue(&self, event: &RecordedEvent, acks: &mut Acks) -> Result<(), Failure> {
        let (value, key) = (encode(event)?, key(event));
        if value.len() + key.len() > RECORD_BYTES_MAX - 1_024 {
            // No request makes one. The log has it, and readers get it from there; better than a
            // relay that stands still.
            metrics::counter!("tidings_kafka_oversize_total").increment(1);
            tracing::error!(
                position = event.position,
                bytes = value.len(),
                "an event is too large for Kafka and was left out"
            );
            return Ok(());
        }
        let headers = headers(self.log, event);
        if let Some(topic) = self.kafka.keyed_topic() {
            let record = FutureRecord::to(topic)
                .key(key.as_str())
                .payload(value.as_slice())
                .headers(headers.clone());
            acks.on_their_way.push(self.offer(record)?);
        }
        let record = FutureRecord::to(self.kafka.topic())
            .partition(0)
            .key(key.as_str())
            .payload(value.as_slice())
            .headers(headers);
        acks.on_their_way.push(self.offer(record)?);
        acks.bytes += value.len();
        Ok(())
    }

    fn offer(&self, record: FutureRecord<'_, str, [u8]>) -> Result<DeliveryFuture, Failure> {
        let offered = self.client.send_result(record);
        offered.map_err(|(error, _)| error.into())
    }
}

impl Acks {
    /// Waits until Kafka has them all.
    ///
    /// # Errors
    /// One of them did not get there, and it is not known which others did.
    pub async fn all(self) -> Result<(), Failure> {
        for delivered in self.on_their_way {
            match delivered.await {
                Ok(Ok(_)) => {}
                Ok(Err((error, _))) => return Err(error.into()),
                Err(_) => return Err(KafkaError::Canceled.into()),
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Producer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Producer")
            .field("kafka", &self.kafka)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Acks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Acks")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
