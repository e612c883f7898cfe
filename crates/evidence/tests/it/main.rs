//! The proof, byte for byte.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod chain;
mod checkpoints;
mod digest_form;
mod merkle;
