//! The private Postgres, with real binaries: what it survives and what it says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod crashes;
mod fixture;
mod launcher;
mod leftovers;
mod places;
mod refusals;
mod serving;
