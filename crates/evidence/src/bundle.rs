//! A bundle: a folder with the streams of a project and all that proves them, to be checked without
//! a database. docs/evidence.md has every file of it.
//!
//! [`check`] checks one. To put one more thing into bundles: its line here, its writing in
//! `event-store`, its check in `bundle/check.rs`, and the page.

mod check;
mod page;

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Hash, PublicKey, Signed};

pub use check::{Report, Unchecked, check};
pub use page::write_page;

/// What `format` says in the manifest.
pub const FORMAT: &str = "tidings-bundle-1";

/// The manifest's name. It is written last: a folder without it is no bundle.
pub const MANIFEST: &str = "manifest.json";
/// One [`Record`](crate::Record) per line, in order of position.
pub const EVENTS: &str = "events.jsonl";
/// One [`Proof`] per line, in the same order.
pub const PROOFS: &str = "proofs.jsonl";
/// One [`Step`] per line, oldest first.
pub const CHECKPOINTS: &str = "checkpoints.jsonl";
/// One [`StreamEnd`] per line.
pub const STREAMS: &str = "streams.jsonl";
/// Folder of the files' bytes, each under its SHA-256.
pub const FILES: &str = "files";
/// The page for people.
pub const PAGE: &str = "index.html";

/// What no bundle can prove. Said by everybody who checks one.
pub const NOT_PROVEN: &str = "not proven: that nothing was left out. A whole stream, or the end of one, can be missing \
     without a trace; index.html is for reading and is not checked";

/// What a bundle is of, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// Which log.
    pub log_id: Uuid,
    /// The project that was asked for.
    pub project_id: Uuid,
    /// Only what this member saw; absent where it is everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_user: Option<Uuid>,
    /// Why it was made.
    pub reason: String,
    /// Who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Uuid>,
    /// When it was made.
    pub made_at: Timestamp,
    /// The checkpoint that every event is proven by: the last of the checkpoints.
    pub checkpoint: Signed,
    /// The key that is said to have signed: believe it only as far as you believe who gave it.
    pub key: ManifestKey,
    /// How much is in it.
    pub counts: Counts,
    /// Files that events name, and whose bytes were not there any more.
    #[serde(with = "crate::hex::list")]
    pub missing_files: Vec<Hash>,
}

/// A key in a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManifestKey {
    /// SHA-256 of the key.
    #[serde(with = "crate::hex")]
    pub id: Hash,
    /// The public key.
    #[serde(with = "crate::hex")]
    pub ed25519: [u8; 32],
}

impl From<PublicKey> for ManifestKey {
    fn from(key: PublicKey) -> Self {
        Self {
            id: key.id(),
            ed25519: key.0,
        }
    }
}

/// How much is in a bundle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Counts {
    /// Lines of events, and of proofs.
    pub events: u64,
    /// Lines of streams.
    pub streams: u64,
    /// Lines of checkpoints.
    pub checkpoints: u64,
    /// Files with their bytes.
    pub files: u64,
    /// Events in which a personal value stands as its digest.
    pub redacted: u64,
}

/// What proves one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    /// Of which event.
    pub position: u64,
    /// The hash before it in its stream, which may be of an event that is not in the bundle.
    #[serde(with = "crate::hex")]
    pub previous: Hash,
    /// From its leaf to the checkpoint's root.
    #[serde(with = "crate::hex::list")]
    pub path: Vec<Hash>,
}

/// A checkpoint, and the proof that the one in the line before is how it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The checkpoint.
    pub checkpoint: Signed,
    /// Empty in the first line.
    #[serde(with = "crate::hex::list")]
    pub consistency: Vec<Hash>,
}

/// Where a stream ends, at the checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StreamEnd {
    /// Kind of stream.
    pub stream_type: String,
    /// Which one.
    pub stream_id: String,
    /// How many of its events are in the bundle.
    pub events: u64,
    /// Whether that is all of them from its first one to `lastSequence`.
    pub complete: bool,
    /// The sequence of its last event in the bundle.
    pub last_sequence: u64,
    /// The hash of that one.
    #[serde(with = "crate::hex")]
    pub last_hash: Hash,
}
