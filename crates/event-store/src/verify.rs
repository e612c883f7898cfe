//! Checking the log against its own hashes: every position, every sequence, every chain.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::{Event, EventId, StreamId};
use evidence::{Canonical, Hash};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use uuid::Uuid;

use crate::row::{COLUMNS, hash, metadata, occurred_at, position, signed, stream};
use crate::{Failure, LogReader};

/// Rows read at once.
const PAGE: i64 = 5_000;

/// What a check of the log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many events were checked.
    pub size: u64,
    /// How many streams they are in.
    pub streams: u64,
    /// The first position that is not as it was written, and what is wrong there.
    pub first_bad: Option<(u64, String)>,
}

/// A stream as far as it was checked.
struct Chain {
    sequence: u64,
    hash: Hash,
}

/// Checks the whole log: positions are dense, sequences are dense in their streams, and every
/// event's hash covers it and the one before it. What a chain alone cannot show, events taken
/// from the end, is the checkpoints' part.
///
/// # Errors
/// The database failed; a log that does not verify is a [`Verdict`], not an error.
pub async fn verify(reader: &LogReader) -> Result<Verdict, Failure> {
    let mut chains: HashMap<StreamId, Chain> = HashMap::new();
    let mut size = 0;
    let query = format!(
        "select {COLUMNS}, e.topic, e.message_id
         from log.events e
         where e.position > $1
         order by e.position
         limit $2"
    );
    let mut first_bad = None;
    'log: loop {
        let rows = sqlx::query(&query)
            .bind(signed(size))
            .bind(PAGE)
            .fetch_all(reader.pool())
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            if let Err(what) = check(reader.log().log_id, row, size + 1, &mut chains) {
                first_bad = Some((size + 1, what));
                break 'log;
            }
            size += 1;
        }
    }
    Ok(Verdict {
        size,
        streams: chains.len() as u64,
        first_bad,
    })
}

/// Checks one row, which has to be at `expected`.
fn check(
    log_id: Uuid,
    row: &PgRow,
    expected: u64,
    chains: &mut HashMap<StreamId, Chain>,
) -> Result<(), String> {
    let malformed = |failure: Failure| failure.to_string();
    let at = position(row).map_err(malformed)?;
    if at != expected {
        return Err(format!("it is missing: the next one is {at}"));
    }
    let stream = stream(row, at).map_err(malformed)?;
    let chain = match chains.entry(stream) {
        Entry::Occupied(chain) => chain.into_mut(),
        Entry::Vacant(place) => {
            let hash = evidence::genesis(log_id, stream).map_err(|error| error.to_string())?;
            place.insert(Chain { sequence: 0, hash })
        }
    };
    let sequence = column::<i64>(row, "sequence")?.unsigned_abs();
    if sequence != chain.sequence + 1 {
        return Err(format!(
            "{stream} goes from sequence {} to {sequence}",
            chain.sequence
        ));
    }
    let payload: Json<serde_json::Value> = column(row, "payload")?;
    let (event_type, version): (&str, &str) =
        (column(row, "event_type")?, column(row, "event_version")?);
    indexes_agree(row, stream, event_type, version, &payload.0)?;
    let canonical = Canonical {
        log_id,
        event_id: EventId::new(column(row, "event_id")?),
        stream,
        sequence,
        event_type,
        version,
        time: occurred_at(row).map_err(malformed)?,
        metadata: &metadata(row).map_err(malformed)?,
        payload: payload.0,
    };
    let computed = evidence::next(&chain.hash, &canonical).map_err(|error| error.to_string())?;
    if computed != hash(row, at).map_err(malformed)? {
        return Err(format!(
            "the hash of {stream} sequence {sequence} does not cover what stands there"
        ));
    }
    *chain = Chain {
        sequence,
        hash: computed,
    };
    Ok(())
}

/// The columns that are there for indexes repeat what the hash covers, and so must agree with it.
fn indexes_agree(
    row: &PgRow,
    stream: StreamId,
    event_type: &str,
    version: &str,
    payload: &serde_json::Value,
) -> Result<(), String> {
    let event = Event::parse(stream.kind(), event_type, version, &payload.to_string())
        .map_err(|error| error.to_string())?;
    if event.name() != event_type {
        return Err(format!(
            "its type says {event_type}, its payload {}",
            event.name()
        ));
    }
    let topic: Option<Uuid> = column(row, "topic")?;
    let message: Option<Uuid> = column(row, "message_id")?;
    if topic != stream.topic().map(domain::ConversationId::uuid)
        || message != event.message_id().map(domain::MessageId::uuid)
    {
        return Err("topic or message id is not that of the event".to_owned());
    }
    Ok(())
}

fn column<'r, T>(row: &'r PgRow, name: &str) -> Result<T, String>
where
    T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    row.try_get(name).map_err(|error| error.to_string())
}
