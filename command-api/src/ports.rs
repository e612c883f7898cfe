//! What this crate needs of others: accounts and files. The binary joins them in.

mod accounts;
mod files;

pub use accounts::{Identities, ProviderSubject, Sessions, StartedSession};
pub use files::{
    Deletion, FileBytes, FileLink, FileRefused, Files, KeepError, KnownFile, Obstacle,
    ReserveError, Reserved, TakeError, Upload,
};

/// A port did not answer. What went wrong was logged where it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;
