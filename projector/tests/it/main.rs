//! The read tables against a real Postgres and a real writer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod checkpointing;
mod eraser;
mod expected;
mod exporting;
mod forgetting;
mod leading;
mod leaving;
mod poison;
mod projecting;
mod rebuilding;
mod relaying;
mod seeing;
mod workload;
mod world;
