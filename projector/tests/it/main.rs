//! The read tables against a real Postgres and a real writer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod expected;
mod leading;
mod poison;
mod projecting;
mod rebuilding;
mod workload;
mod world;
