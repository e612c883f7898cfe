//! A log of real rows, made quickly: the events that sends would leave, hashes included, through
//! `log.append` in large batches.

use anyhow::Context as _;
use domain::{Body, ConversationEvent, Event, EventId, MessageId, Private, StreamId, UserId};
use event_store::{LogReader, Role, pool};
use sqlx::postgres::PgPool;
use uuid::Uuid;

use crate::stock::now;
use crate::text;
use crate::world::{Place, metadata};

/// Rows of one statement.
const BATCH: usize = 2_000;

/// A conversation as its next event needs it.
struct Chain {
    stream: StreamId,
    by: UserId,
    sequence: u64,
    hash: evidence::Hash,
}

/// The columns of a batch that differ from row to row.
#[derive(Default)]
struct Batch {
    ids: Vec<String>,
    sequences: Vec<i64>,
    payloads: Vec<String>,
    event_ids: Vec<Uuid>,
    topics: Vec<Option<Uuid>>,
    message_ids: Vec<Uuid>,
    times: Vec<sqlx::types::time::OffsetDateTime>,
    hashes: Vec<Vec<u8>>,
}

/// Writes into conversations of a log that nobody else writes to.
pub(crate) struct Filler {
    append: PgPool,
    reader: LogReader,
    chains: Vec<Chain>,
}

impl Filler {
    /// For conversations that were started and have no messages yet.
    pub(crate) async fn open(url: &str, places: &[Place]) -> anyhow::Result<Self> {
        let append = pool(url, Role::Append, 1).await?;
        let reader = LogReader::open(append.clone()).await?;
        let mut chains = Vec::with_capacity(places.len());
        for place in places {
            chains.push(chain(&reader, *place).await?);
        }
        Ok(Self {
            append,
            reader,
            chains,
        })
    }

    /// How long the log is.
    pub(crate) async fn head(&self) -> anyhow::Result<u64> {
        Ok(self.reader.head().await?)
    }

    /// Sends messages: in which of the conversations, and what they say.
    pub(crate) async fn fill(
        &mut self,
        messages: impl IntoIterator<Item = (usize, String)>,
    ) -> anyhow::Result<()> {
        let log_id = self.reader.log().log_id;
        let mut batch = Batch::default();
        for (place, body) in messages {
            let chain = self
                .chains
                .get_mut(place)
                .context("so many conversations")?;
            batch.say(log_id, chain, body)?;
            if batch.ids.len() >= BATCH {
                std::mem::take(&mut batch).append(&self.append).await?;
            }
        }
        batch.append(&self.append).await
    }
}

async fn chain(reader: &LogReader, place: Place) -> anyhow::Result<Chain> {
    let stream = StreamId::Conversation(place.conversation);
    let events = reader.stream(stream, 0, 1).await?;
    let started = events.first().context("the conversation was not started")?;
    Ok(Chain {
        stream,
        by: place.client,
        sequence: started.sequence,
        hash: started.hash,
    })
}

impl Batch {
    /// Adds a message to a conversation.
    fn say(&mut self, log_id: Uuid, chain: &mut Chain, body: String) -> anyhow::Result<()> {
        let (event_id, id, at) = (Uuid::now_v7(), Uuid::now_v7(), now());
        let event = Event::Conversation(ConversationEvent::MessageSent {
            id: MessageId::new(id),
            by: chain.by,
            at,
            body: Private::new(Body::parse(body)?, text::salt()?),
            files: Vec::new(),
            reply_to: None,
        });
        let payload = event.to_payload()?;
        chain.sequence += 1;
        self.payloads.push(payload.to_string());
        chain.hash = evidence::next(
            &chain.hash,
            &evidence::Canonical {
                log_id,
                event_id: EventId::new(event_id),
                stream: chain.stream,
                topic: None,
                sequence: chain.sequence,
                event_type: event.name(),
                version: &event.version().to_string(),
                time: at,
                metadata: &metadata(),
                payload,
            },
        )?;
        self.ids.push(chain.stream.id());
        self.sequences.push(i64::try_from(chain.sequence)?);
        self.event_ids.push(event_id);
        self.topics.push(None);
        self.message_ids.push(id);
        self.times.push(at.to_offset());
        self.hashes.push(chain.hash.to_vec());
        Ok(())
    }

    async fn append(self, pool: &PgPool) -> anyhow::Result<()> {
        let count = self.ids.len();
        if count == 0 {
            return Ok(());
        }
        sqlx::query(
            "select log.append(
               $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
               '{}', '{}', '{}', '{}', '{}', false, (select epoch from log.epoch where one))",
        )
        .bind(vec![domain::StreamKind::Conversation.as_str(); count])
        .bind(self.ids)
        .bind(self.sequences)
        .bind(vec!["MessageSent"; count])
        .bind(vec!["1"; count])
        .bind(self.payloads)
        .bind(vec![serde_json::to_string(&metadata())?; count])
        .bind(self.event_ids)
        .bind(self.topics)
        .bind(self.message_ids)
        .bind(self.times)
        .bind(self.hashes)
        .execute(pool)
        .await?;
        Ok(())
    }
}
