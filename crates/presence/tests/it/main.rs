//! Presence by either means, and what becomes of it when Redis has trouble.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub
)]

mod conformance;
mod nodes;
mod server;
mod world;
