//! A recorded event as JSON: the value of a record.
//!
//! The fields are those of a line of a bundle's `events.jsonl`. The payload is in the newest shape that
//! the program knows, and `version` is that shape's; in the log the event may stand in an older one,
//! and its hash is over that.

use std::borrow::Cow;

use domain::{
    BadEvent, ConversationId, Event, EventId, Metadata, RecordedEvent, StreamId, Timestamp, UserId,
    from_hex, to_hex,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A value that is no event that this program can read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Not the JSON that [`encode`] writes.
    #[error("it is not an event: {0}")]
    Json(#[from] serde_json::Error),
    /// A field that says nothing.
    #[error("its {0} is none")]
    Field(&'static str),
    /// Of a newer program, or of no program.
    #[error(transparent)]
    Event(#[from] BadEvent),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    position: u64,
    event_id: EventId,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<ConversationId>,
    stream_type: &'static str,
    stream_id: String,
    sequence: u64,
    r#type: &'static str,
    version: String,
    occurred_at: Timestamp,
    actor: UserId,
    metadata: &'a Metadata,
    payload: &'a Event,
    hash: String,
}

/// What is read of it; the rest the payload says too.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    position: u64,
    event_id: EventId,
    #[serde(borrow)]
    stream_type: Cow<'a, str>,
    #[serde(borrow)]
    stream_id: Cow<'a, str>,
    sequence: u64,
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    #[serde(borrow)]
    version: Cow<'a, str>,
    metadata: Metadata,
    #[serde(borrow)]
    payload: &'a RawValue,
    #[serde(borrow)]
    hash: Cow<'a, str>,
}

/// The event as JSON.
///
/// # Errors
/// Never for events of this program; serde's signature says it might.
pub fn encode(event: &RecordedEvent) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Written {
        position: event.position,
        event_id: event.event_id,
        topic: event.topic(),
        stream_type: event.stream.kind().as_str(),
        stream_id: event.stream.id(),
        sequence: event.sequence,
        r#type: event.event.name(),
        version: event.event.version().to_string(),
        occurred_at: event.occurred_at(),
        actor: event.actor(),
        metadata: &event.metadata,
        payload: &event.event,
        hash: to_hex(&event.hash),
    })
}

/// The event that [`encode`] wrote, in this or an older program.
///
/// # Errors
/// It is none, or one of a newer program.
pub fn decode(json: &[u8]) -> Result<RecordedEvent, Unreadable> {
    let found: Found<'_> = serde_json::from_slice(json)?;
    let stream =
        StreamId::parse(&found.stream_type, &found.stream_id).ok_or(Unreadable::Field("stream"))?;
    let payload = found.payload.get();
    Ok(RecordedEvent {
        position: found.position,
        event_id: found.event_id,
        stream,
        sequence: found.sequence,
        event: Event::parse(stream.kind(), &found.r#type, &found.version, payload)?,
        metadata: found.metadata,
        hash: from_hex(&found.hash).ok_or(Unreadable::Field("hash"))?,
    })
}
