//! One ear on the topic for all readers of a process.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::LogId;
use rdkafka::consumer::{Consumer as _, StreamConsumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Message as _};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep, sleep_until};

use super::Kafka;
use super::client::Listener;
use super::record::{Ignored, hint};
use crate::{Hint, SILENCE_MAX};

/// Hints kept for a reader that is busy. What it misses it reads in the log.
const KEPT_MAX: usize = 4_096;

/// A record that took longer to come is news of the past: Kafka is behind, and the log is quicker.
const LATE: Duration = SILENCE_MAX;

/// After so long a silence the topic is joined anew: it may be another one of the same name.
const REJOIN: Duration = Duration::from_secs(10);

/// Pause before it is joined again after an error.
const PAUSE: Duration = Duration::from_millis(500);

/// Hears the topic and tells the readers. Clones tell the same.
#[derive(Clone, Debug)]
pub struct Tail {
    kafka: Kafka,
    log: LogId,
    pub(super) heard: broadcast::Sender<Hint>,
    /// Whether records come: heads do, each second, if nothing else does.
    pub(super) is_heard: Arc<watch::Sender<bool>>,
}

impl Kafka {
    /// What will hear this log's records, once it [runs](Tail::run).
    #[must_use]
    pub fn tail(&self, log: LogId) -> Tail {
        Tail {
            kafka: self.clone(),
            log,
            heard: broadcast::Sender::new(KEPT_MAX),
            is_heard: Arc::new(watch::Sender::new(false)),
        }
    }
}

impl Tail {
    /// Hears, and joins again whatever happens, until it is dropped.
    pub async fn run(self) -> Infallible {
        let mut ear = Ear {
            heard_at: None,
            spoke_at: None,
            is_told: false,
            tail: self,
        };
        ear.report();
        loop {
            let listener = Listener::default();
            match ear.tail.join(listener.clone()) {
                Ok(consumer) => {
                    ear.follow(&consumer, &listener).await;
                    // It closes what it has open, and waits for that.
                    tokio::task::spawn_blocking(move || drop(consumer));
                }
                Err(error) => ear.went_wrong(&error.to_string()),
            }
            sleep(PAUSE).await;
        }
    }

    /// Whether records come.
    #[must_use]
    pub fn is_heard(&self) -> watch::Receiver<bool> {
        self.is_heard.subscribe()
    }

    /// At the end of the topic, whatever was heard before.
    fn join(&self, listener: Listener) -> Result<StreamConsumer<Listener>, KafkaError> {
        let consumer: StreamConsumer<Listener> =
            self.kafka.consumer_config().create_with_context(listener)?;
        let mut place = TopicPartitionList::new();
        place.add_partition_offset(self.kafka.topic(), 0, Offset::End)?;
        consumer.assign(&place)?;
        Ok(consumer)
    }
}

/// What is known while hearing.
struct Ear {
    tail: Tail,
    /// When something was heard that was not late.
    heard_at: Option<Instant>,
    /// When something of this log was heard, late or not.
    spoke_at: Option<Instant>,
    /// The outage was told of.
    is_told: bool,
}

impl Ear {
    /// Until it has to be joined anew.
    async fn follow(&mut self, consumer: &StreamConsumer<Listener>, listener: &Listener) {
        let joined = Instant::now();
        loop {
            let since = |at: Option<Instant>| at.map_or(joined, |at| at.max(joined));
            let (quiet_since, silent_since) = (since(self.heard_at), since(self.spoke_at));
            tokio::select! {
                message = consumer.recv() => match message {
                    Ok(message) => self.hear(&message),
                    // It goes on by itself, but after what is fatal.
                    Err(error) => {
                        self.went_wrong(&error.to_string());
                        if matches!(error, KafkaError::MessageConsumptionFatal(_)) {
                            return;
                        }
                    }
                },
                () = sleep_until(quiet_since + SILENCE_MAX), if self.is_heard() => {
                    self.went_wrong(&silence(listener));
                }
                // At the start nothing is said before this: who relays may begin later.
                () = sleep_until(silent_since + REJOIN) => {
                    self.went_wrong(&silence(listener));
                    return;
                }
            }
        }
    }

    fn hear(&mut self, message: &BorrowedMessage<'_>) {
        match hint(message, self.tail.log) {
            Ok(hint) => {
                let kind = if let Hint::Head(_) = hint {
                    "head"
                } else {
                    "record"
                };
                metrics::counter!("tidings_kafka_records_total", "kind" => kind).increment(1);
                self.spoke_at = Some(Instant::now());
                if !is_late(message) {
                    self.came();
                }
                // Nobody may be listening yet.
                let _ = self.tail.heard.send(hint);
            }
            Err(ignored) => {
                let reason = match &ignored {
                    Ignored::Foreign => "foreign",
                    Ignored::Unreadable(_) => "unreadable",
                };
                metrics::counter!("tidings_kafka_ignored_total", "reason" => reason).increment(1);
                if let Ignored::Unreadable(why) = ignored {
                    tracing::debug!(%why, offset = message.offset(), "a record was ignored");
                }
            }
        }
    }

    fn is_heard(&self) -> bool {
        *self.tail.is_heard.borrow()
    }

    fn came(&mut self) {
        self.heard_at = Some(Instant::now());
        if !self.is_heard() {
            tracing::info!(topic = self.tail.kafka.topic(), "Kafka is heard");
            self.is_told = false;
            self.tail.is_heard.send_replace(true);
            self.report();
        }
    }

    /// From here on the readers read the log by themselves.
    fn went_wrong(&mut self, reason: &str) {
        if !self.is_told {
            tracing::warn!(reason, "Kafka is not heard, the log is read instead");
            self.is_told = true;
        }
        let was_heard = |heard: &mut bool| std::mem::replace(heard, false);
        self.tail.is_heard.send_if_modified(was_heard);
        self.report();
    }

    fn report(&self) {
        metrics::gauge!("tidings_kafka_is_heard").set(if self.is_heard() { 1.0 } else { 0.0 });
    }
}

fn silence(listener: &Listener) -> String {
    let trouble = listener.trouble();
    trouble.unwrap_or_else(|| "nothing is heard".to_owned())
}

/// By the clock of whoever wrote it, which is Postgres' to a second, as ours is.
fn is_late(message: &BorrowedMessage<'_>) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |now| i64::try_from(now.as_millis()).unwrap_or(i64::MAX));
    let late = i64::try_from(LATE.as_millis()).unwrap_or(i64::MAX);
    message
        .timestamp()
        .to_millis()
        .is_some_and(|written| now.saturating_sub(written) > late)
}
