//! The Postgres that `tidings serve` starts for itself, so that a checkout runs with nothing set up.
//!
//! [`PrivatePostgres::start`] finds the binaries of a Postgres 15 or newer, makes a database in the
//! data folder where there is none, and runs the server on a Unix socket in a private folder, with
//! a random password and every safety setting on. Root hands initdb and the server to an ordinary
//! account, since Postgres refuses to run as root. One launcher owns a data folder at a time; what
//! an earlier run left behind, files or processes, is cleared before the start. When the launcher
//! ends, even by `kill -9`, the kernel asks the server to shut down cleanly.
//!
//! Below the data folder lies `postgres/`: `launcher.lock`, `password`, `postgres.log`, `pgdata/`,
//! and `run/` with the socket.
//!
//! To add a server setting, add a line to `SETTINGS` in `postmaster.rs` and to the test that reads
//! them back. To add a place where binaries may lie, add it to `candidates` in `binaries.rs`.

mod account;
mod binaries;
mod child;
mod cluster;
mod death;
mod error;
mod layout;
mod leftovers;
mod lock;
mod log;
mod postmaster;
mod private_postgres;
mod socket;

pub use binaries::{Binaries, find_binaries};
pub use error::{StartError, StopError};
pub use private_postgres::PrivatePostgres;
