//! The bytes of an event that its hash covers: RFC 8785 (JCS) of one JSON object,
//!
//! ```json
//! {"eventId":"...","eventType":"MessageSent","id":"<stream id>","logId":"...","metadata":{},
//!  "payload":{},"sequence":7,"time":"2026-01-31T09:30:00.000Z","topic":null,
//!  "type":"<stream kind>","version":"1"}
//! ```
//!
//! with the payload in digest form: every object whose keys are exactly `text` and `salt` is
//! replaced by `{"digest": ...}`. Numbers in payloads are integers below 2^53.

use domain::{ConversationId, EventId, Metadata, StreamId, Timestamp, to_hex};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use uuid::Uuid;

/// An event that has no canonical bytes: it breaks the rule that payloads keep.
#[derive(Debug, thiserror::Error)]
#[error("the event has no canonical form: {0}")]
pub struct Uncanonical(#[from] serde_json::Error);

/// What the hash of an event covers. The position is not in it: it is given when all of a batch
/// is hashed already, and the Merkle tree over the log covers it.
pub struct Canonical<'a> {
    /// The log's id; not its incarnation, for a restored copy proves the same history.
    pub log_id: Uuid,
    /// The event's id.
    pub event_id: EventId,
    /// The stream.
    pub stream: StreamId,
    /// The conversation it concerns, where that is not its own stream.
    pub topic: Option<ConversationId>,
    /// Place in the stream.
    pub sequence: u64,
    /// The event's name.
    pub event_type: &'a str,
    /// The version of its shape.
    pub version: &'a str,
    /// When it happened.
    pub time: Timestamp,
    /// The request behind it.
    pub metadata: &'a Metadata,
    /// The payload, in either form.
    pub payload: Value,
}

/// The object of which the bytes are the JCS.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Covered<'a> {
    pub(crate) log_id: Uuid,
    pub(crate) event_id: Uuid,
    pub(crate) topic: Option<Uuid>,
    pub(crate) r#type: &'a str,
    pub(crate) id: &'a str,
    pub(crate) sequence: u64,
    pub(crate) event_type: &'a str,
    pub(crate) version: &'a str,
    pub(crate) time: Timestamp,
    pub(crate) metadata: &'a Metadata,
    pub(crate) payload: DigestForm<'a>,
}

impl Covered<'_> {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Uncanonical> {
        Ok(serde_json_canonicalizer::to_vec(self)?)
    }
}

impl Canonical<'_> {
    /// The bytes.
    ///
    /// # Errors
    /// The payload holds a number that JCS cannot write.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Uncanonical> {
        Covered {
            log_id: self.log_id,
            event_id: self.event_id.uuid(),
            topic: self.topic.map(ConversationId::uuid),
            r#type: self.stream.kind().as_str(),
            id: &self.stream.id(),
            sequence: self.sequence,
            event_type: self.event_type,
            version: self.version,
            time: self.time,
            metadata: self.metadata,
            payload: DigestForm(&self.payload),
        }
        .to_bytes()
    }
}

/// A payload as it is hashed: every personal value is written as its digest. Written straight from
/// the payload, because every event that is appended passes here.
pub struct DigestForm<'a>(pub &'a Value);

impl Serialize for DigestForm<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(object) => match personal(object) {
                Some(digest) => to.collect_map([("digest", to_hex(&digest))]),
                None => to.collect_map(object.iter().map(|(key, value)| (key, DigestForm(value)))),
            },
            Value::Array(values) => to.collect_seq(values.iter().map(DigestForm)),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                plain.serialize(to)
            }
        }
    }
}

/// The payload with every personal value replaced by its digest: a copy without the words, whose
/// hash is the same.
#[must_use]
pub fn redacted(payload: &Value) -> Value {
    redacted_where(payload, &|_| true)
}

/// The same for the personal values with these digests alone.
#[must_use]
pub fn redacted_where(payload: &Value, goes: &impl Fn(&[u8; 32]) -> bool) -> Value {
    match payload {
        Value::Object(object) => match personal(object).filter(goes) {
            Some(digest) => serde_json::json!({ "digest": to_hex(&digest) }),
            None => Value::Object(
                object
                    .iter()
                    .map(|(key, value)| (key.clone(), redacted_where(value, goes)))
                    .collect(),
            ),
        },
        Value::Array(values) => {
            let values = values.iter().map(|value| redacted_where(value, goes));
            Value::Array(values.collect())
        }
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            plain.clone()
        }
    }
}

/// Whether a personal value in it has lost its text: an object with `digest` for its only key.
#[must_use]
pub fn is_redacted(payload: &Value) -> bool {
    match payload {
        Value::Object(object) => {
            (object.len() == 1 && object.contains_key("digest")) || object.values().any(is_redacted)
        }
        Value::Array(values) => values.iter().any(is_redacted),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The digest of a personal value that still has its text.
fn personal(object: &Map<String, Value>) -> Option<[u8; 32]> {
    if object.len() != 2 {
        return None;
    }
    let (text, salt) = (object.get("text")?.as_str()?, object.get("salt")?.as_str()?);
    let salt = domain::from_hex::<{ domain::SALT_BYTES }>(salt)?;
    Some(domain::digest(&salt, text))
}
