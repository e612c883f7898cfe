//! A row of the log.

use std::collections::BTreeMap;

use domain::{Event, EventId, Metadata, RecordedEvent, StreamId, Timestamp};
use serde_json::value::RawValue;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use uuid::Uuid;

use crate::Failure;

/// The columns that [`recorded`] reads, for a table or alias `e`.
pub(crate) const COLUMNS: &str = "e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, \
     e.event_version, e.payload, e.metadata, e.position, e.event_id, e.occurred_at, e.hash";

/// The row's place in the log.
pub(crate) fn position(row: &PgRow) -> Result<u64, Failure> {
    Ok(row.try_get::<i64, _>("position")?.unsigned_abs())
}

/// The row as every reader of the log gets it.
pub(crate) fn recorded(row: &PgRow) -> Result<RecordedEvent, Failure> {
    let position = position(row)?;
    let stream = stream(row, position)?;
    let payload: Json<&RawValue> = row.try_get("payload")?;
    let event = Event::parse(
        stream.kind(),
        row.try_get("event_type")?,
        row.try_get("event_version")?,
        payload.0.get(),
    )?;
    Ok(RecordedEvent {
        position,
        event_id: EventId::new(row.try_get::<Uuid, _>("event_id")?),
        stream,
        sequence: row.try_get::<i64, _>("sequence")?.unsigned_abs(),
        event,
        metadata: metadata(row)?,
        hash: hash(row, position)?,
    })
}

pub(crate) fn stream(row: &PgRow, position: u64) -> Result<StreamId, Failure> {
    let (kind, id): (&str, &str) = (row.try_get("aggregate_type")?, row.try_get("aggregate_id")?);
    StreamId::parse(kind, id).ok_or_else(|| Failure::Malformed {
        position,
        what: format!("there is no stream {kind} {id}"),
    })
}

pub(crate) fn metadata(row: &PgRow) -> Result<Metadata, Failure> {
    let metadata: Json<BTreeMap<String, String>> = row.try_get("metadata")?;
    Ok(metadata.0)
}

pub(crate) fn hash(row: &PgRow, position: u64) -> Result<evidence::Hash, Failure> {
    let hash: &[u8] = row.try_get("hash")?;
    hash.try_into().map_err(|_| Failure::Malformed {
        position,
        what: "a hash has 32 bytes".to_owned(),
    })
}

pub(crate) fn occurred_at(row: &PgRow) -> Result<Timestamp, Failure> {
    let at: sqlx::types::time::OffsetDateTime = row.try_get("occurred_at")?;
    Ok(at.into())
}

/// A number of ours in Postgres' signed type. Positions and sequences stay far below 2^63.
#[must_use]
pub fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
