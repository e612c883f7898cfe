//! What proves the log, and nothing else: functions over bytes, used by the store when it writes
//! and by `tidings verify` when it checks.
//!
//! Each event's hash is SHA-256 over the hash before it in its stream and the event's canonical
//! bytes ([`Canonical`], [`next`]). Personal values stand in the canonical bytes as their digests,
//! so erasing a text, or handing out a copy without it, leaves every hash as it was. Over the whole
//! log stands a Merkle tree ([`merkle`]), whose roots are signed from time to time
//! ([`checkpoint`]): what a chain alone cannot show, events cut off at the end or changed together
//! with all that follows them, a checkpoint kept elsewhere does. A [`bundle`] is a folder with some
//! streams and all that proves them, to be checked without a database.
//!
//! To prove another thing: a file named for it, with its bytes defined in its first comment and in
//! docs/evidence.md.

pub mod bundle;
mod canonical;
mod chain;
pub mod checkpoint;
mod hex;
pub mod merkle;
mod record;

pub use canonical::{Canonical, DigestForm, Uncanonical, is_redacted, redacted, redacted_where};
pub use chain::{Hash, genesis, genesis_of, next};
pub use checkpoint::{Checkpoint, PublicKey, Signed, SigningKey};
pub use record::Record;
