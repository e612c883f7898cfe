//! The log in Postgres.
//!
//! [`Writer`] takes commands, decides them in batches and appends what they decide in one round
//! trip per batch; [`LogReader`] reads the log by position, by stream and by message. Nothing
//! else writes to the log, and nothing here knows who reads it.
//!
//! To add a query over the log: a method on [`LogReader`], in a file named for what it answers.

mod about;
pub mod bundle;
pub mod checkpoints;
pub mod erase;
mod failure;
mod identity;
mod load;
mod outcome;
mod pool;
mod raw;
mod reader;
mod row;
pub mod stock;
mod verify;
mod writer;

pub use about::{About, AsOf, KnownPerson, Moment, Place};
pub use failure::Failure;
pub use identity::{Unsafe, adopt, establish};
pub use outcome::{Outcome, RequestKey, Submission, SubmitError};
pub use pool::{Role, pool};
pub use reader::{LogReader, Unread};
pub use row::signed;
pub use verify::{Bad, Known, Verdict, verify};
pub use writer::{BATCH_MAX, Writer};
