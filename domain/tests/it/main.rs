//! The rules, each from both sides and at its limit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod accesses;
mod commands;
mod editing;
mod fixtures;
mod given;
mod ids;
mod matter;
mod messages;
mod participants;
mod personal;
mod private;
mod project;
mod read_marker;
mod reports;
mod starting;
mod states;
mod text;
mod time;
mod user;
