//! An event of the log as it is handed out: one JSON object per line, with nothing in it that a
//! reader has to know the event's type for.

use domain::{Metadata, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::canonical::Covered;
use crate::{DigestForm, Hash, Uncanonical};

/// A row of the log, in texts and numbers only: it can be checked by a program that does not know
/// what it means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
    /// Place in the log.
    pub position: u64,
    /// The event's id.
    pub event_id: Uuid,
    /// The conversation that it concerns, where that is not its stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Uuid>,
    /// Kind of stream.
    pub stream_type: String,
    /// Which stream.
    pub stream_id: String,
    /// Place in the stream.
    pub sequence: u64,
    /// The event's name.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The version of its shape.
    pub version: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Who did it: the payload's `by`.
    pub actor: Uuid,
    /// The request behind it.
    pub metadata: Metadata,
    /// The payload, in either form.
    pub payload: Value,
    /// What the log says its hash is.
    #[serde(with = "crate::hex")]
    pub hash: Hash,
}

impl Record {
    /// What the hash has to be, after `previous` in the same stream.
    ///
    /// # Errors
    /// The payload has no canonical form.
    pub fn hash_after(&self, log_id: Uuid, previous: &Hash) -> Result<Hash, Uncanonical> {
        let covered = Covered {
            log_id,
            event_id: self.event_id,
            topic: self.topic,
            r#type: &self.stream_type,
            id: &self.stream_id,
            sequence: self.sequence,
            event_type: &self.event_type,
            version: &self.version,
            time: self.occurred_at,
            metadata: &self.metadata,
            payload: DigestForm(&self.payload),
        };
        let mut hash = Sha256::new();
        hash.update(previous);
        hash.update(covered.to_bytes()?);
        Ok(hash.finalize().into())
    }

    /// Whether what is said beside the payload agrees with the payload.
    #[must_use]
    pub fn agrees_with_itself(&self) -> bool {
        let says = |key| self.payload.get(key).and_then(Value::as_str);
        says("type") == Some(self.event_type.as_str())
            && says("by") == Some(self.actor.to_string().as_str())
    }

    /// Its leaf in the tree over the log.
    #[must_use]
    pub fn leaf(&self) -> Hash {
        crate::merkle::leaf(self.position, &self.hash)
    }

    /// Every UUID that it names: in its payload or as its stream's id.
    pub fn named(&self) -> impl Iterator<Item = Uuid> {
        self.stream_id
            .split(':')
            .chain(texts(&self.payload))
            .filter_map(|text| Uuid::try_parse(text).ok().filter(|_| text.len() == 36))
    }

    /// Every file whose bytes it names: the text of a key `sha256`.
    pub fn files(&self) -> impl Iterator<Item = Hash> {
        let mut found = Vec::new();
        files(&self.payload, &mut found);
        found.into_iter()
    }
}

/// Every text in a payload.
fn texts(payload: &Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match payload {
        Value::String(text) => Box::new(std::iter::once(text.as_str())),
        Value::Array(values) => Box::new(values.iter().flat_map(texts)),
        Value::Object(object) => Box::new(object.values().flat_map(texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Box::new(std::iter::empty()),
    }
}

fn files(payload: &Value, found: &mut Vec<Hash>) {
    match payload {
        Value::Object(object) => {
            let named = object.get("sha256").and_then(Value::as_str);
            found.extend(named.and_then(domain::from_hex::<32>));
            object.values().for_each(|value| files(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| files(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
