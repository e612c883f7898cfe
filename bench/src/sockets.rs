//! Sockets: what one costs while nothing happens, what a frame costs, how soon it is there, and
//! that none is missing, whatever the line and the reader do. The server is the program itself with
//! everything on, a process of its own; beside it the npm Socket.IO server, in the same run.

mod crowd;
mod fanout;
mod findings;
mod flaps;
mod idle;
mod latency;
mod reference;
mod resume;
mod senders;
mod slow;
mod speech;
mod stage;
mod storm;
mod usage;
mod wire;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::report::Report;
use crate::server::Server;
use findings::Findings;

/// What of it, and how much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// One of them; without a word: all, one after the other
    #[arg(value_enum)]
    what: Option<What>,
    /// The program
    #[arg(long, value_name = "PROGRAM")]
    tidings: PathBuf,
    /// Sockets that are idle
    #[arg(long, default_value_t = 5_000)]
    idle: usize,
    /// Sockets of everything else
    #[arg(long, default_value_t = 1_000)]
    sockets: usize,
    /// Messages a second where they are scheduled
    #[arg(long, default_value_t = 200)]
    per_second: u32,
    /// Seconds of each round of a fan-out, and rounds
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds of everything else
    #[arg(long, default_value_t = 60)]
    long_seconds: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Memory of a socket that hears nothing
    Idle,
    /// Processors' time of a frame, beside the npm server
    Fanout,
    /// From the moment a message is due to its frame
    Latency,
    /// Coming back after 10,000 events
    Resume,
    /// Lines that break every few seconds
    Flaps,
    /// Readers who are too slow, and the others
    Slow,
    /// Everybody cut at once
    Storm,
}

impl What {
    const ALL: [Self; 7] = [
        Self::Idle,
        Self::Fanout,
        Self::Latency,
        Self::Resume,
        Self::Flaps,
        Self::Slow,
        Self::Storm,
    ];
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    usage::raise_descriptors(options.idle.max(4 * options.sockets))?;
    let mut findings = Findings::default();
    for what in What::ALL {
        if options.what.is_some_and(|only| only != what) {
            continue;
        }
        eprintln!("{what:?}");
        match what {
            What::Idle => idle::run(server, &options, &mut findings).await?,
            What::Fanout => fanout::run(server, &options, &mut findings).await?,
            What::Latency => latency::run(server, &options, &mut findings).await?,
            What::Resume => resume::run(server, &options, &mut findings).await?,
            What::Flaps => flaps::run(server, &options, &mut findings).await?,
            What::Slow => slow::run(server, &options, &mut findings).await?,
            What::Storm => storm::run(server, &options, &mut findings).await?,
        }
    }
    let details = json!({
        "idle": options.idle,
        "sockets": options.sockets,
        "perSecond": options.per_second,
    });
    Ok(findings.report("sockets", details))
}
