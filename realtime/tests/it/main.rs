//! The realtime service over real sockets: a real server on loopback, and clients that speak
//! each dialect by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub
)]

mod app;
mod client;
mod log;

mod identity;
mod limits;
mod live;
mod oracle;
mod postgres;
mod properties;
mod resume;
mod socket_io;
