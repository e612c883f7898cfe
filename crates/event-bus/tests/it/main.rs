//! What a follower promises, against a log and hints that fail in every way they can.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod follower;
mod hints;
mod kafka;
mod properties;
mod simulated;
