//! The ways to tamper, each at a random place.

use std::collections::HashMap;

use evidence::merkle::{Frontier, leaf};
use evidence::{Checkpoint, genesis_of};
use futures_util::future::LocalBoxFuture;
use serde_json::{Value, json};
use sqlx::Row as _;
use sqlx::types::Json;
use uuid::Uuid;

use super::log::{Copy, Random};

/// Where a tamper has to be found.
#[derive(Debug)]
pub enum Where {
    /// At exactly this position.
    At(u64),
    /// Between two positions, with this one among them.
    Between(u64),
    /// A checkpoint is wrong, and no event is.
    Checkpoint,
}

type Tamper = for<'a> fn(&'a Copy<'_>, &'a mut Random) -> LocalBoxFuture<'a, Where>;

pub struct Kind {
    pub name: &'static str,
    pub tamper: Tamper,
}

macro_rules! kinds {
    ($($name:literal => $tamper:expr),* $(,)?) => {
        pub const KINDS: &[Kind] = &[$(Kind {
            name: $name,
            tamper: |copy, random| Box::pin($tamper(copy, random)),
        }),*];
    };
}

kinds! {
    "a text is changed" => |c, r| at(c, r, "update log.events set payload = jsonb_set(payload, '{at}', '\"2020-01-01T00:00:00.000Z\"') where position = $"),
    "an author is changed" => |c, r| at(c, r, "update log.events set payload = jsonb_set(payload, '{by}', '\"00000000-0000-4000-8000-000000000000\"') where position = $"),
    "something is added to a payload" => |c, r| at(c, r, "update log.events set payload = payload || '{\"more\": 1}' where position = $"),
    "the request is changed" => |c, r| at(c, r, "update log.events set metadata = '{\"traceparent\": \"none\"}' where position = $"),
    "the time is changed" => |c, r| at(c, r, "update log.events set occurred_at = occurred_at - interval '1 hour' where position = $"),
    "the hash is changed" => |c, r| at(c, r, "update log.events set hash = set_byte(hash, 3, (get_byte(hash, 3) + 1) % 256) where position = $"),
    "the event's id is changed" => |c, r| at(c, r, "update log.events set event_id = gen_random_uuid() where position = $"),
    "the version is changed" => |c, r| at(c, r, "update log.events set event_version = '9' where position = $"),
    "the topic is changed" => |c, r| at(c, r, "update log.events set topic = gen_random_uuid() where position = $"),
    "the message's id is changed" => |c, r| at(c, r, "update log.events set message_id = gen_random_uuid() where position = $"),
    "an event is put into another stream" => |c, r| between(c, r, "update log.events set aggregate_id = gen_random_uuid()::text where position = $"),
    "an event is deleted" => |c, r| at(c, r, "delete from log.events where position = $"),
    "an event is deleted and the rest moves up" => |c, r| between(c, r,
        "delete from log.events where position = $;
         update log.events set position = -position where position > $;
         update log.events set position = -position - 1 where position < 0"),
    "an event is inserted" => |c, r| between(c, r,
        "update log.events set position = -position where position >= $;
         update log.events set position = -position + 1 where position < 0;
         insert into log.events
         select aggregate_type, aggregate_id, sequence + 100000, event_type, event_version,
                payload, metadata, $, gen_random_uuid(), topic, message_id, occurred_at, hash
         from log.events where position = $ + 1"),
    "an event is put before the log" => before,
    "two events change their payloads" => |c, r| at(c, r,
        "update log.events e set payload = o.payload, message_id = o.message_id
         from log.events o
         where (e.position = $ and o.position = $ + 1) or (e.position = $ + 1 and o.position = $)"),
    "two events of different streams change places" => |c, r| between(c, r,
        "update log.events set position = -position where position in ($, $ + 1);
         update log.events set position = 2 * $ + 1 + position where position < 0"),
    "the end is cut off" => cut,
    "everything is hashed anew from one event on" => rehashed,
    "a whole new event is added where the log was cut" => extended,
    "a text is taken out without an erasure" => redacted,
    "a checkpoint is deleted" => checkpoint_deleted,
    "every checkpoint is deleted" => |c, r| checkpoint(c, r, "delete from log.checkpoints"),
    "a checkpoint is signed with another key" => forged,
    "a checkpoint is moved" => |c, r| checkpoint(c, r, "update log.checkpoints set size = size + 1 where number = $"),
    "a checkpoint has another root" => |c, r| checkpoint(c, r, "update log.checkpoints set root = set_byte(root, 0, (get_byte(root, 0) + 1) % 256) where number = $"),
    "a checkpoint has another time" => |c, r| checkpoint(c, r, "update log.checkpoints set signed_at = signed_at + interval '1 second' where number = $"),
}

/// Among the messages, whose streams take turns: so the one after is never of the same stream.
fn somewhere(copy: &Copy<'_>, random: &mut Random) -> u64 {
    random.of(copy.size() - 110, copy.size() - 1)
}

async fn at(copy: &Copy<'_>, random: &mut Random, statements: &str) -> Where {
    let position = somewhere(copy, random);
    copy.run(statements, position).await;
    Where::At(position)
}

async fn between(copy: &Copy<'_>, random: &mut Random, statements: &str) -> Where {
    let position = somewhere(copy, random);
    copy.run(statements, position).await;
    Where::Between(position)
}

async fn before(copy: &Copy<'_>, random: &mut Random) -> Where {
    let statement = "insert into log.events
         select aggregate_type, gen_random_uuid()::text, sequence, event_type, event_version,
                payload, metadata, 0, gen_random_uuid(), topic, message_id, occurred_at, hash
         from log.events where position = $";
    copy.run(statement, somewhere(copy, random)).await;
    Where::At(0)
}

async fn cut(copy: &Copy<'_>, random: &mut Random) -> Where {
    let position = somewhere(copy, random);
    let statement = "delete from log.events where position >= $;
         delete from log.checkpoints where size >= $";
    copy.run(statement, position).await;
    Where::At(position)
}

async fn redacted(copy: &Copy<'_>, random: &mut Random) -> Where {
    let position = somewhere(copy, random);
    let mut root = copy.connection().await;
    let select = "select payload from log.events where position = $1";
    let Json(payload): Json<Value> = sqlx::query_scalar(select)
        .bind(position as i64)
        .fetch_one(&mut *root)
        .await
        .unwrap();
    sqlx::query("update log.events set payload = $1 where position = $2")
        .bind(Json(evidence::redacted(&payload)))
        .bind(position as i64)
        .execute(&mut *root)
        .await
        .unwrap();
    Where::At(position)
}

async fn checkpoint(copy: &Copy<'_>, random: &mut Random, statement: &str) -> Where {
    let number = random.of(1, copy.checkpoints().len() as u64 + 1);
    copy.run(statement, number).await;
    Where::Checkpoint
}

async fn checkpoint_deleted(copy: &Copy<'_>, random: &mut Random) -> Where {
    checkpoint(copy, random, "delete from log.checkpoints where number = $").await
}

/// Changes one text, and makes every hash from there on fit: the chains are whole again.
async fn rehashed(copy: &Copy<'_>, random: &mut Random) -> Where {
    let position = somewhere(copy, random);
    copy.run(
        "update log.events set payload = jsonb_set(payload, '{body,text}', '\"never said\"') where position = $",
        position,
    )
    .await;
    rehash(copy).await;
    Where::Between(position)
}

/// Cuts the end off and puts something else there, with whole chains, as long as the log was.
async fn extended(copy: &Copy<'_>, random: &mut Random) -> Where {
    let position = somewhere(copy, random);
    copy.run(
        "update log.events
         set event_id = gen_random_uuid(),
             payload = jsonb_set(payload, '{body,salt}', '\"00000000000000000000000000000000\"')
         where position >= $",
        position,
    )
    .await;
    rehash(copy).await;
    Where::Between(position)
}

async fn rehash(copy: &Copy<'_>) {
    let mut root = copy.connection().await;
    let log_id: Uuid = sqlx::query_scalar("select log_id from log.identity")
        .fetch_one(&mut *root)
        .await
        .unwrap();
    let rows = sqlx::query("select * from log.events order by position")
        .fetch_all(&mut *root)
        .await
        .unwrap();
    let mut chains: HashMap<(String, String), evidence::Hash> = HashMap::new();
    for row in rows {
        let record = record(&row);
        let name = (record.stream_type.clone(), record.stream_id.clone());
        let genesis = genesis_of(log_id, &name.0, &name.1).unwrap();
        let chain = chains.entry(name).or_insert(genesis);
        *chain = record.hash_after(log_id, chain).unwrap();
        if *chain != record.hash {
            sqlx::query("update log.events set hash = $1 where position = $2")
                .bind(*chain)
                .bind(record.position as i64)
                .execute(&mut *root)
                .await
                .unwrap();
        }
    }
}

/// A row, in the form that the hash is made of.
fn record(row: &sqlx::postgres::PgRow) -> evidence::Record {
    let Json(payload): Json<Value> = row.get("payload");
    let Json(metadata): Json<Value> = row.get("metadata");
    let at: sqlx::types::time::OffsetDateTime = row.get("occurred_at");
    let hash: &[u8] = row.get("hash");
    let mut record = json!({
        "position": row.get::<i64, _>("position"),
        "eventId": row.get::<Uuid, _>("event_id"),
        "streamType": row.get::<&str, _>("aggregate_type"),
        "streamId": row.get::<&str, _>("aggregate_id"),
        "sequence": row.get::<i64, _>("sequence"),
        "type": row.get::<&str, _>("event_type"),
        "version": row.get::<&str, _>("event_version"),
        "occurredAt": domain::Timestamp::from(at),
        "actor": payload["by"],
        "metadata": metadata,
        "payload": payload,
        "hash": domain::to_hex(hash),
    });
    if let Some(topic) = row.get::<Option<Uuid>, _>("topic") {
        record["topic"] = json!(topic);
    }
    serde_json::from_value(record).unwrap()
}

/// What somebody would do who has the database and no key: change the log, make the chains fit, and
/// sign the new roots with a key of their own.
async fn forged(copy: &Copy<'_>, random: &mut Random) -> Where {
    let number = random.of(1, copy.checkpoints().len() as u64 + 1);
    let size = copy.checkpoints()[number as usize - 1];
    let key = copy.foreign_key();
    let mut root = copy.connection().await;
    let rows = sqlx::query("select position, hash from log.events where position <= $1 order by 1")
        .bind(size as i64)
        .fetch_all(&mut *root)
        .await
        .unwrap();
    let mut frontier = Frontier::new();
    for row in rows {
        let hash: &[u8] = row.get("hash");
        let position = row.get::<i64, _>("position") as u64;
        frontier.push(leaf(position, hash.try_into().unwrap()));
    }
    let log_id: Uuid = sqlx::query_scalar("select log_id from log.identity")
        .fetch_one(&mut *root)
        .await
        .unwrap();
    let signed = key
        .sign(Checkpoint {
            log_id,
            incarnation: 1,
            size,
            root: frontier.root(),
            time: domain::Timestamp::from_millis(1_700_000_000_000),
        })
        .unwrap();
    sqlx::query(
        "update log.checkpoints set signature = $1, key_id = $2, signed_at = $3 where number = $4",
    )
    .bind(signed.signature)
    .bind(signed.key_id)
    .bind(signed.checkpoint.time.to_offset())
    .bind(number as i64)
    .execute(&mut *root)
    .await
    .unwrap();
    Where::Checkpoint
}
