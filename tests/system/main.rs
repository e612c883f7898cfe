//! The whole, from outside: the house's arrows, and the binary as its users and operators meet it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub
)]

mod arrows;
mod backups;
mod bundles;
mod contract;
mod erasure;
mod hangups;
mod house;
mod kills;
mod matrix;
mod server;
mod sockets;
mod starts;
mod tampers;
mod walking;
mod web;
mod world;
mod writers;
