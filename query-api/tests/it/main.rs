//! The queries over HTTP, on read tables in a real Postgres. Every answer is held against the
//! OpenAPI document.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub
)]

mod access;
mod accounts;
mod admin;
mod app;
mod contract;
mod conversations;
mod directory;
mod docs;
mod edits;
mod files;
mod freshness;
mod messages;
mod outages;
mod paging;
mod people;
mod plans;
mod receipts;
mod search;
mod session;
mod tables;
mod walls;
