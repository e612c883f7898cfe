//! The append: one statement, one transaction, one round trip.

use sqlx::Row as _;
use sqlx::postgres::PgConnection;
use sqlx::types::time::OffsetDateTime;
use uuid::Uuid;

use super::decide::Plan;
use crate::row::signed;

/// What went wrong with a batch.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Another process was there first.
    Conflict,
    /// Words were erased since it was decided, and what it was decided on may hold them.
    Outdated,
    /// One of the commands wants to write what Postgres refuses, or rests on what we cannot read.
    Poisoned(crate::Failure),
    /// The connection went away: it may be committed, or not, or still be running.
    Unknown(sqlx::Error),
    /// Nothing was written.
    Failed(crate::Failure),
}

impl Trouble {
    /// What an error from a statement that writes means.
    pub(super) fn of(error: sqlx::Error) -> Self {
        let Some(code) = error
            .as_database_error()
            .and_then(|e| e.code().map(String::from))
        else {
            return Self::Unknown(error);
        };
        match (code.get(..2), code.as_str()) {
            // Raised by log.append.
            (_, "TD001") => Self::Outdated,
            // Unique violation, serialization failure, deadlock.
            (_, "23505" | "40001" | "40P01") => Self::Conflict,
            // A value that Postgres cannot hold, or a constraint that it breaks.
            (Some("22" | "23" | "54"), _) => Self::Poisoned(error.into()),
            // Timed out or cancelled by itself: rolled back.
            (_, "57014" | "55P03") => Self::Failed(error.into()),
            // Shutting down, crashed, connection gone.
            (Some("57" | "08"), _) => Self::Unknown(error),
            _ => Self::Failed(error.into()),
        }
    }
}

/// Appends the plan, which was decided on what the log held in this epoch; answers with the position
/// before its first row.
pub(super) async fn append(
    connection: &mut PgConnection,
    plan: &Plan,
    announce: bool,
    epoch: i64,
) -> Result<u64, sqlx::Error> {
    let count = plan.rows.len();
    let mut types: Vec<&str> = Vec::with_capacity(count);
    let mut ids: Vec<String> = Vec::with_capacity(count);
    let mut sequences: Vec<i64> = Vec::with_capacity(count);
    let mut names: Vec<&str> = Vec::with_capacity(count);
    let mut versions: Vec<String> = Vec::with_capacity(count);
    let mut payloads: Vec<&str> = Vec::with_capacity(count);
    let mut metadatas: Vec<String> = Vec::with_capacity(count);
    let mut event_ids: Vec<Uuid> = Vec::with_capacity(count);
    let mut topics: Vec<Option<Uuid>> = Vec::with_capacity(count);
    let mut message_ids: Vec<Option<Uuid>> = Vec::with_capacity(count);
    let mut times: Vec<OffsetDateTime> = Vec::with_capacity(count);
    let mut hashes: Vec<&[u8]> = Vec::with_capacity(count);
    for row in &plan.rows {
        let event = &row.event;
        types.push(event.stream.kind().as_str());
        ids.push(event.stream.id());
        sequences.push(signed(event.sequence));
        names.push(event.event.name());
        versions.push(event.event.version().to_string());
        payloads.push(&row.payload);
        metadatas.push(serde_json::to_string(&event.metadata).unwrap_or_default());
        event_ids.push(event.event_id.uuid());
        topics.push(event.topic().map(domain::ConversationId::uuid));
        message_ids.push(event.message_id().map(domain::MessageId::uuid));
        times.push(event.occurred_at().to_offset());
        hashes.push(&event.hash);
    }
    let keys = &plan.keys;
    let key_users: Vec<Uuid> = keys.iter().map(|key| key.user.uuid()).collect();
    let key_names: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
    let key_digests: Vec<&[u8]> = keys.iter().map(|key| key.digest.as_slice()).collect();
    let small = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let first = |key: &super::decide::NewKey| match key.rows.is_empty() {
        true => 0,
        false => small(key.rows.start + 1),
    };
    let key_events: Vec<i32> = keys.iter().map(first).collect();
    let key_counts: Vec<i32> = keys.iter().map(|key| small(key.rows.len())).collect();
    let row = sqlx::query(
        "select log.append(
           $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .bind(types)
    .bind(ids)
    .bind(sequences)
    .bind(names)
    .bind(versions)
    .bind(payloads)
    .bind(metadatas)
    .bind(event_ids)
    .bind(topics)
    .bind(message_ids)
    .bind(times)
    .bind(hashes)
    .bind(key_users)
    .bind(key_names)
    .bind(key_digests)
    .bind(key_events)
    .bind(key_counts)
    .bind(announce)
    .bind(epoch)
    .fetch_one(connection)
    .await?;
    Ok(row.try_get::<i64, _>(0)?.unsigned_abs())
}
