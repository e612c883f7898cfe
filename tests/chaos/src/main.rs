//! Chaos: everything is broken under load, what everybody saw is taken down, and `check.py` says whether
//! a promise was.
//!
//! `chaos run` starts the system as it runs at scale (Postgres, Redis, two processes of each role), lets
//! people talk and listen, breaks one thing after the other in an order that the seed gives, heals all,
//! waits until it is quiet, and writes the history into a folder. The check is another program in another
//! language, so that it cannot share our mistakes; it is shown to notice by doctored histories. `chaos
//! two` compares two writers on one log with one.
//!
//! To add a fault: a variant of [`faults::Fault`], how it is broken and healed, and how often it comes in
//! [`faults::Plan`]. To add a command to the load: its arm in [`load`], and what it appends in `MAKES` of
//! checks/commands.py.

#![allow(
    clippy::indexing_slicing,
    reason = "of JSON alone: what an answer does not have is null"
)]

mod chance;
mod cluster;
mod command;
mod door;
mod dump;
mod faults;
mod load;
mod reads;
mod recorder;
mod run;
mod sockets;
mod stalls;
mod two;
mod world;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Breaks everything under load, and records what everybody saw
#[derive(Debug, Parser)]
#[command(name = "chaos")]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// One run: load, faults, quiet, history
    Run(run::Options),
    /// Two command-apis on one log against one
    Two(two::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().what {
        What::Run(options) => run::run(options).await,
        What::Two(options) => two::run(options).await,
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("chaos: {error:#}");
            ExitCode::FAILURE
        }
    }
}
