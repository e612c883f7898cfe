//! A log of real rows, made quickly: the events that sends would leave, hashes included, through
//! `log.append` in large batches.

use anyhow::Context as _;
use domain::{ConversationEvent, Event, EventId, MessageId, StreamId, UserId};
use event_store::{LogReader, Role, pool};
use sqlx::postgres::PgPool;
use uuid::Uuid;

use crate::stock::now;
use crate::text;
use crate::world::{Place, World, metadata};

/// Rows of one statement.
const BATCH: u64 = 2_000;

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

/// Fills a fresh log up to so many rows.
pub(super) async fn fill(url: &str, conversations: usize, rows: u64) -> anyhow::Result<()> {
    let world = World::settle(url, true).await?;
    let places = world.converse(conversations).await?;
    world.writer.close().await;
    let append = pool(url, Role::Append, 1).await?;
    let reader = LogReader::open(append.clone()).await?;
    let mut chains = Vec::with_capacity(places.len());
    for place in places {
        chains.push(chain(&reader, place).await?);
    }
    let log_id = reader.log().log_id;
    let mut head = reader.head().await?;
    let mut at = 0;
    while head < rows {
        let mut batch = Batch::default();
        for _ in 0..BATCH.min(rows - head) {
            let count = chains.len();
            let chain = chains.get_mut(at % count.max(1));
            batch.say(log_id, chain.context("there are no conversations")?)?;
            at += 1;
        }
        head += batch.ids.len() as u64;
        batch.append(&append).await?;
    }
    append.close().await;
    Ok(())
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
    fn say(&mut self, log_id: Uuid, chain: &mut Chain) -> anyhow::Result<()> {
        let (event_id, id, at) = (Uuid::now_v7(), Uuid::now_v7(), now());
        let event = Event::Conversation(ConversationEvent::MessageSent {
            id: MessageId::new(id),
            by: chain.by,
            at,
            body: text::private_body()?,
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
        sqlx::query(
            "select log.append(
               $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
               '{}', '{}', '{}', '{}', '{}', false)",
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
