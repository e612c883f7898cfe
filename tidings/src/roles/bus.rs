//! How the log comes to the readers of this process: through Kafka where there is one, and by itself.

use std::time::Duration;

use chassis::config::Checked;
use chassis::shutdown::Shutdown;
use event_bus::Hints;
use event_bus::kafka::{Failure, Kafka, Tail};
use event_store::{LogReader, Writer};
use futures_util::stream::{BoxStream, StreamExt as _, unfold};
use sqlx::postgres::PgPool;

use super::Roles;
use crate::trouble::Trouble;

/// How long a start waits for Kafka. Without it everything works too.
const KAFKA_START_MAX: Duration = Duration::from_secs(4);

/// Where hints come from.
pub struct Bus {
    writer: Writer,
    append: PgPool,
    is_sole: bool,
    joined: Option<(Kafka, Tail)>,
}

impl Bus {
    /// Joins Kafka, for roles that read the log. One that does not answer is waited for later; one that
    /// answers wrongly is refused.
    pub async fn join(
        settings: &Checked,
        roles: Roles,
        (writer, append, is_sole): (&Writer, &PgPool, bool),
        log: &LogReader,
        shutdown: &Shutdown,
    ) -> Result<Self, Trouble> {
        let mut bus = Self {
            writer: writer.clone(),
            append: append.clone(),
            is_sole,
            joined: None,
        };
        let Some(kafka) = kafka(settings)?.filter(|_| roles.projector || roles.realtime) else {
            return Ok(bus);
        };
        let head = async { Ok(log.head().await?) };
        let prepared = tokio::time::timeout(KAFKA_START_MAX, kafka.prepare(log.log(), head));
        match prepared.await {
            Ok(Ok(())) => {}
            Ok(Err(Failure::Refused(refusal))) => return Err(refusal.into()),
            Ok(Err(failure)) => tracing::warn!(%failure, "started without Kafka"),
            Err(_) => tracing::warn!("started without Kafka, which does not answer"),
        }
        let tail = kafka.tail(log.log());
        let (hearing, stop) = (tail.clone(), shutdown.token());
        shutdown.spawn("kafka", async move {
            tokio::select! {
                () = stop.cancelled() => {}
                never = hearing.run() => match never {},
            }
        });
        bus.joined = Some((kafka, tail));
        Ok(bus)
    }

    /// For a reader of the log.
    pub fn hints(&self) -> Hints {
        match &self.joined {
            Some((_, tail)) => tail.hints(self.wakes()),
            None => self.of_the_log(),
        }
    }

    /// The log's own: for whoever brings it to Kafka.
    pub fn of_the_log(&self) -> Hints {
        match self.is_sole {
            true => Hints::local(self.writer.head()),
            false => Hints::polling_with(super::wakes::listen(self.append.clone())),
        }
    }

    /// Kafka, if it was joined.
    pub fn kafka(&self) -> Option<&Kafka> {
        self.joined.as_ref().map(|(kafka, _)| kafka)
    }

    /// What tells that the log has grown, while Kafka does not.
    fn wakes(&self) -> impl Fn() -> BoxStream<'static, ()> + Send + 'static {
        let (is_sole, head, append) = (self.is_sole, self.writer.head(), self.append.clone());
        move || match is_sole {
            true => unfold(head.clone(), |mut head| async move {
                head.changed().await.ok()?;
                Some(((), head))
            })
            .boxed(),
            false => super::wakes::listen(append.clone()).boxed(),
        }
    }
}

fn kafka(settings: &Checked) -> Result<Option<Kafka>, Trouble> {
    let given = settings.settings();
    let Some(brokers) = &given.kafka_brokers else {
        return Ok(None);
    };
    let kafka = Kafka::new(
        brokers,
        &given.kafka_topic,
        given.kafka_keyed_topic.as_deref(),
        settings.kafka_properties()?,
    );
    Ok(Some(kafka?))
}
