//! The hash chain of a stream.

use domain::StreamId;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Canonical, Uncanonical};

/// SHA-256.
pub type Hash = [u8; 32];

/// What stands before a stream's first event: SHA-256 of the JCS of `{"id":...,"logId":...,
/// "type":...}`, so that a stream cannot be passed off as another, or as one of another log.
///
/// # Errors
/// Never for these three texts; the serialiser's signature says it might.
pub fn genesis(log_id: Uuid, stream: StreamId) -> Result<Hash, Uncanonical> {
    genesis_of(log_id, stream.kind().as_str(), &stream.id())
}

/// The same for a stream named by its texts, whatever kinds this program knows.
///
/// # Errors
/// As [`genesis`].
pub fn genesis_of(log_id: Uuid, kind: &str, id: &str) -> Result<Hash, Uncanonical> {
    let origin = json!({ "logId": log_id, "type": kind, "id": id });
    Ok(Sha256::digest(serde_json_canonicalizer::to_vec(&origin)?).into())
}

/// The hash of an event, given the one before it in its stream.
///
/// # Errors
/// The event has no canonical form.
pub fn next(previous: &Hash, event: &Canonical<'_>) -> Result<Hash, Uncanonical> {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(event.to_bytes()?);
    Ok(hash.finalize().into())
}
