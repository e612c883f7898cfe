//! The rules, each from both sides and at its limit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod commands;
mod fixtures;
mod given;
mod ids;
mod messages;
mod participants;
mod private;
mod project;
mod read_marker;
mod starting;
mod states;
mod text;
mod time;
mod user;
