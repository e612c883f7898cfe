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
mod reducer;
mod wire;

mod company;
mod contract;
mod events;
mod frames;
mod hostile;
mod identity;
mod limits;
mod live;
mod oracle;
mod polling;
mod postgres;
mod properties;
mod resume;
mod room;
mod socket_io;
mod upgrade;
mod watching;
