//! The commands over HTTP, on a real log. Every answer is held against the OpenAPI document.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub
)]

mod accounts;
mod app;
mod contract;
mod conversations;
mod directory;
mod limits;
mod messages;
mod participants;
mod read;
mod repeats;
mod session;
