//! The log against a real Postgres.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod append;
mod batches;
mod changes;
mod close;
mod erasing;
mod fixture;
mod guards;
mod identity;
mod keys;
mod message_ids;
mod outages;
mod processes;
mod proxy;
mod reading;
mod snapshots;
mod unread;
