//! The log on its way to its readers.
//!
//! Every reader of the log is a [`Follower`]: it starts at a position and yields every event after
//! it, in order and without a hole. It listens to [`Hints`], which say early what the log holds
//! or how far it is, and may lose, repeat, reorder and delay as they like; what they leave out is
//! fetched from the [`Log`], which is the truth. So a reader keeps one number, its position, in
//! the transaction of its work, and nothing else.
//!
//! Metrics: `tidings_follower_events_total{from}`, events yielded that were heard (`hints`) or read
//! (`log`); `tidings_follower_log_errors_total`, failed reads of the log.
//!
//! [`kafka`] is one such way: a topic that a relay writes the log into.
//!
//! To add a way for the log to travel (a broker, another notification): make a stream of [`Hint`]s
//! of it and hand it to [`Hints::new`]. It need not be reliable, and the tests of the follower need
//! not be repeated for it.

mod follower;
mod hint;
pub mod kafka;
mod log;

pub use follower::{Batch, Behind, Follower, HELD_MAX, SILENCE_MAX};
pub use hint::{Hint, Hints};
pub use log::{Log, LogError};
