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
mod board;
mod bundles;
mod cluster;
mod contract;
mod erasure;
mod hangups;
mod health;
mod house;
mod kills;
mod matrix;
mod relay;
mod server;
mod sockets;
mod starts;
mod tampers;
mod traces;
mod walking;
mod web;
mod world;
mod writers;
