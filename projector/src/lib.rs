//! From the log to the read tables.
//!
//! The [`Projector`] follows the log, folds each batch in memory into the rows that it changes, and
//! writes rows and checkpoint in one transaction, so the tables are always exactly the fold of the
//! log up to `read.checkpoint`. Of several projectors one leads (a [`Lease`]) and the others wait;
//! should two work at once, the checkpoint moves for one of them only. [`rebuild`] makes the tables
//! anew beside the live ones and swaps. After each batch `tidings_read` is notified.
//!
//! Metrics: `tidings_projector_position`, `tidings_projector_lag` (events behind the log),
//! `tidings_projector_events_total`, `tidings_projector_batch_seconds`,
//! `tidings_projector_is_leader`.
//!
//! To project the next event: its arm in `projection/fold.rs`, and, if it changes columns that no
//! event changed before, those columns in the row (`projection/rows.rs`), in what is loaded
//! (`projection/load.rs`) and in what is written (`projection/store.rs`). Then the same rule in the
//! tests' own fold, written without looking at the first one.

mod failure;
mod leader;
mod log;
mod projection;
mod projector;
mod rebuild;

pub use failure::{Failure, Poison};
pub use leader::{Lease, Terms};
pub use projector::Projector;
pub use rebuild::rebuild;
