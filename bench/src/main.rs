//! What Tidings can do on this machine, beside what others do on the same machine.
//!
//! `cargo run --release -p bench -- append` (or another of [`Bench`]) starts a Postgres with
//! every safety setting on, measures for a bounded time, and prints a table and a line of JSON.
//! Where two things are compared, their rounds alternate: a machine that slows down slows both.
//! `--check` fails where a number is not what is promised; a ratio can be promised anywhere, a time
//! or a rate tells about one machine. `profile-append` is the append loop alone, to be run under a
//! profiler. What is asked through HTTP is asked of the program at `--tidings`.
//!
//! To add a benchmark: a file with `Options` and `run`, its line in [`Bench`], and the number that
//! it promises in its [`report::Promise`].

mod append;
mod asker;
mod caller;
mod client;
mod fill;
mod growth;
mod hot;
mod http;
mod profile;
mod rebuild;
mod relay;
mod replay;
mod report;
mod search;
mod server;
mod size;
mod snapshot;
mod sockets;
mod stock;
mod tail;
mod target;
mod text;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::report::Report;
use crate::server::Server;

/// The product's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Benchmarks of Tidings
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Cli {
    /// Folder for the benchmark's Postgres, on the disk to be measured; removed afterwards
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Fail where a number is not what is promised
    #[arg(long, global = true)]
    check: bool,
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Debug, Subcommand)]
enum Bench {
    /// Messages into many conversations, beside stock postgres-es
    Append(append::Options),
    /// Messages into one conversation, beside stock postgres-es that retries on conflict
    Hot(hot::Options),
    /// Appends beside a transaction that keeps its snapshot open
    Snapshot(snapshot::Options),
    /// The log read from position 0, beside COPY of the same columns
    Tail(tail::Options),
    /// Messages through HTTP, beside one-row inserts of pgbench
    Http(http::Options),
    /// Pages, lists and sends where there is much, beside the same where there is little
    Growth(growth::Options),
    /// A search among a million messages
    Search(search::Options),
    /// What a message takes on disk
    Size(size::Options),
    /// A conversation as it was, from its events
    Replay(replay::Options),
    /// The read tables anew
    Rebuild(rebuild::Options),
    /// The log to Kafka
    Relay(relay::Options),
    /// Sockets: memory, deliveries, latency, and that no frame is missing
    Sockets(sockets::Options),
    /// The append loop alone, for a profiler
    ProfileAppend(profile::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    match measure(Cli::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, and says whether what was to be checked is as promised.
async fn measure(cli: Cli) -> anyhow::Result<bool> {
    let server = Server::start(cli.data).await?;
    let flush_ms = server.flush_ms()?;
    let measured = run(&server, cli.bench).await;
    server.stop().await?;
    let report = measured?;
    report.print(flush_ms);
    Ok(report.is_kept() || !cli.check)
}

async fn run(server: &Server, bench: Bench) -> anyhow::Result<Report> {
    match bench {
        Bench::Append(options) => append::run(server, options).await,
        Bench::Hot(options) => hot::run(server, options).await,
        Bench::Snapshot(options) => snapshot::run(server, options).await,
        Bench::Tail(options) => tail::run(server, options).await,
        Bench::Http(options) => http::run(server, options).await,
        Bench::Growth(options) => growth::run(server, options).await,
        Bench::Search(options) => search::run(server, options).await,
        Bench::Size(options) => size::run(server, options).await,
        Bench::Replay(options) => replay::run(server, options).await,
        Bench::Rebuild(options) => rebuild::run(server, options).await,
        Bench::Relay(options) => relay::run(server, options).await,
        Bench::Sockets(options) => sockets::run(server, options).await,
        Bench::ProfileAppend(options) => profile::run(server, options).await,
    }
}
