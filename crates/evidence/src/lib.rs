//! What proves the log, and nothing else: pure functions over bytes, used by the store when it
//! writes and by `tidings verify` when it checks.
//!
//! Each event's hash is SHA-256 over the hash before it in its stream and the event's canonical
//! bytes. Personal values stand in the canonical bytes as their digests, so erasing a text, or
//! handing out a copy without it, leaves every hash as it was.
//!
//! To prove another thing: a file named for it, with its bytes defined in its first comment.

mod canonical;
mod chain;

pub use canonical::{Canonical, DigestForm, Uncanonical};
pub use chain::{Hash, genesis, next};
