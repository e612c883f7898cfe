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
mod audit;
mod contract;
mod conversations;
mod desk;
mod directory;
mod editing;
mod file_routes;
/// Files as the binary joins them in: its own adapter, over a real folder and ledger.
#[allow(dead_code)]
#[path = "../../../tidings/src/files.rs"]
mod files;
mod hostile;
mod limits;
mod matter;
mod messages;
mod mine;
mod participants;
mod people;
mod races;
mod read;
mod repeats;
mod reports;
mod session;
mod trouble;
