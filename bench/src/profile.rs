//! The append loop alone, for a profiler.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use crate::append::turn;
use crate::caller::{Call, cells, drive, rates};
use crate::report::Report;
use crate::server::{Server, settle};
use crate::world::World;

/// How long and how much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Who ask at once
    #[arg(long, default_value_t = 64)]
    callers: usize,
    /// Conversations
    #[arg(long, default_value_t = 2_048)]
    conversations: usize,
    /// Seconds of the loop
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Without an Idempotency-Key on each message: no row in log.keys
    #[arg(long)]
    keyless: bool,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let url = server.migrated("ours").await?;
    let world = World::settle(&url, true).await?;
    let places = Arc::new(world.converse(options.conversations).await?);
    settle(&url).await?;
    let (callers, keyed, ours) = (options.callers, !options.keyless, world.clone());
    let time = Duration::from_secs(options.seconds);
    let round = drive(callers, time, move |caller, n, _| {
        let (ours, place) = (ours.clone(), turn(&places, callers, caller, n));
        async move {
            ours.send(place?, keyed).await?;
            Ok(Call::Done)
        }
    })
    .await?;
    world.writer.close().await;
    let rounds = [round];
    let [rate, p50, p99] = cells(&rounds);
    Ok(Report {
        bench: "profile-append",
        header: vec!["", "messages/s", "p50 ms", "p99 ms"],
        rows: vec![vec!["tidings".to_owned(), rate, p50, p99]],
        promises: Vec::new(),
        details: json!({
            "callers": options.callers,
            "conversations": options.conversations,
            "keyed": keyed,
            "perSecond": rates(&rounds),
        }),
    })
}
