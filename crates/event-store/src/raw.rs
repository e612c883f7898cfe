//! Rows of the log as they are, whether or not this program knows what they mean.

use evidence::Record;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use uuid::Uuid;

use crate::Failure;
use crate::row::{hash, metadata, occurred_at, position};

/// The columns that [`record`] reads, for a table or alias `e`.
pub(crate) const COLUMNS: &str = "e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, \
     e.event_version, e.payload, e.metadata, e.position, e.event_id, e.topic, e.occurred_at, e.hash";

/// The row as it is handed out.
pub(crate) fn record(row: &PgRow) -> Result<Record, Failure> {
    let position = position(row)?;
    let Json(payload) = row.try_get::<Json<serde_json::Value>, _>("payload")?;
    let actor = payload.get("by").and_then(serde_json::Value::as_str);
    let actor = actor.and_then(|id| Uuid::try_parse(id).ok());
    Ok(Record {
        position,
        event_id: row.try_get("event_id")?,
        topic: row.try_get("topic")?,
        stream_type: row.try_get("aggregate_type")?,
        stream_id: row.try_get("aggregate_id")?,
        sequence: row.try_get::<i64, _>("sequence")?.unsigned_abs(),
        event_type: row.try_get("event_type")?,
        version: row.try_get("event_version")?,
        occurred_at: occurred_at(row)?,
        actor: actor.ok_or_else(|| Failure::Malformed {
            position,
            what: "nobody did it: there is no `by` that is an id".to_owned(),
        })?,
        metadata: metadata(row)?,
        payload,
        hash: hash(row, position)?,
    })
}
