//! The read tables anew from position 0, as `tidings rebuild` makes them.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::fill::Filler;
use crate::report::{Bound, Promise, Report, median};
use crate::server::{Server, settle};
use crate::target::Program;
use crate::text::Talk;
use crate::world::World;

/// Words of the language.
const WORDS: usize = 20_000;

/// How much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The program
    #[arg(long, value_name = "PROGRAM")]
    tidings: PathBuf,
    /// Messages in the log
    #[arg(long, default_value_t = 500_000)]
    messages: usize,
    /// Conversations that they are in
    #[arg(long, default_value_t = 1_000)]
    conversations: usize,
    /// Rebuilds, one after the other
    #[arg(long, default_value_t = 2)]
    rounds: usize,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let url = server.migrated("ours").await?;
    let world = World::settle(&url, true).await?;
    let places = world.converse(options.conversations).await?;
    world.writer.close().await;
    let (mut talk, count) = (Talk::new(WORDS), places.len());
    let said = (0..options.messages).map(|_| (talk.any(count), talk.body()));
    let mut filler = Filler::open(&url, &places).await?;
    filler.fill(said).await?;
    let events = filler.head().await?;
    settle(&url).await?;

    let program = Program::new(&options.tidings, &server.folder("tidings")?, Some(&url));
    let mut rates = Vec::new();
    for round in 1..=options.rounds {
        let took = program.rebuild().await?.as_secs_f64();
        eprintln!("round {round}: {took:.1} s");
        rates.push(events as f64 / took);
    }
    let rate = median(rates.iter().copied());
    Ok(Report {
        bench: "rebuild",
        header: vec!["events", "events/s"],
        rows: vec![vec![events.to_string(), format!("{rate:.0}")]],
        promises: vec![Promise {
            name: "events a second",
            measured: rate,
            bound: Bound::Least(50_000.0),
        }],
        details: json!({
            "events": events,
            "conversations": options.conversations,
            "perSecond": rates,
        }),
    })
}
