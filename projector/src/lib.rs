//! From the log to the read tables.
//!
//! The [`Projector`] follows the log, folds each batch in memory into the rows that it changes, and
//! writes rows and checkpoint in one transaction, so the tables are always exactly the fold of the
//! log up to `read.checkpoint`. Of several projectors one leads (a [`Lease`]) and the others wait;
//! should two work at once, the checkpoint moves for one of them only. [`rebuild`] makes the tables
//! anew beside the live ones and swaps. After each batch `tidings_read` is notified. A conversation
//! of which an event cannot be projected is held in `app.parked`, and everything else goes on.
//! The [`Leaver`] takes people out of conversations who may not take part any longer; the [`Relay`]
//! carries the log to Kafka.
//!
//! Metrics: `tidings_projector_position`, `tidings_projector_lag` (events behind the log),
//! `tidings_projector_events_total`, `tidings_projector_batch_seconds`,
//! `tidings_projector_is_leader`, `tidings_projector_parked_total`, `tidings_leaver_parts_total`, and
//! those that each leader names at its head.
//!
//! To project the next event: its arm in `projection/fold/`, the rows it is folded onto in
//! `projection/load/touched.rs`, and, if it changes columns that no event changed before, those
//! columns in the row (`projection/rows.rs`), in what is loaded and in what is written
//! (`projection/store/`). Words that somebody said go through `Fold::said`, and have their statement
//! in `projection/store/erasure.rs`. Then the same rule in the tests' own fold, written without
//! looking at the first one.

mod checkpointer;
mod eraser;
mod exporter;
mod failure;
mod leader;
mod leaver;
mod lines;
mod log;
mod place;
mod poison;
mod projection;
mod projector;
mod rebuild;
mod relay;

pub use checkpointer::{CheckpointFailure, CheckpointFile, Checkpointer, Pace};
pub use eraser::{Belongings, Entry, EraseFailure, Eraser, ErasureList};
pub use exporter::Exporter;
pub use failure::{Failure, Poison};
pub use leader::{Lease, Terms};
pub use leaver::{EndsPart, Leaver};
pub use projector::Projector;
pub use rebuild::rebuild;
pub use relay::{Relay, RelayFailure};
