//! The chassis as the network sees it: a small application behind `harden`, served by `serve`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub
)]

mod app;
mod config;
mod cors;
mod hostile;
mod json;
mod keys;
mod layers;
mod limits;
mod operator;
mod provider;
mod query;
mod rotation;
mod rows;
mod shutdown;
mod tokens;
mod wire;
