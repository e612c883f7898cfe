//! Messages of all callers into one conversation: ours beside stock postgres-es, which loads the
//! whole stream for every try and lets one of the callers win.

use std::time::Duration;

use clap::Args;
use serde_json::json;

use crate::caller::{Call, cells, drive, rates};
use crate::report::{Bound, Promise, Report, ratio};
use crate::server::{Server, settle};
use crate::stock::Stock;
use crate::world::World;

/// How long and how much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Who ask at once
    #[arg(long, default_value_t = 64)]
    callers: usize,
    /// Messages that each round's conversation has to begin with; the last one's ratio is promised
    #[arg(long, default_values_t = [10, 1_000], value_delimiter = ',')]
    history: Vec<usize>,
    /// Pairs of rounds for each history
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of each round
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Connections of the stock framework
    #[arg(long, default_value_t = 32)]
    stock_connections: u32,
    /// Without an Idempotency-Key on each message: no row in log.keys
    #[arg(long)]
    keyless: bool,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let ours = server.migrated("ours").await?;
    let world = World::settle(&ours, true).await?;
    let url = server.empty("stock").await?;
    let stock = Stock::open(&url, options.stock_connections).await?;
    settle(&ours).await?;
    settle(&url).await?;

    let (mut rows, mut details, mut measured) = (Vec::new(), Vec::new(), f64::NAN);
    for history in &options.history {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        for round in 1..=options.rounds {
            let (sent, stocked) = pair(&world, &stock, *history, &options).await?;
            eprintln!(
                "history {history}, round {round}: {:.0}/s, postgres-es {:.1}/s",
                sent.per_second, stocked.per_second
            );
            one.push(sent);
            other.push(stocked);
        }
        measured = ratio(&rates(&one), &rates(&other));
        let mut row = |name: &str, cells: [String; 3], ratio: String| {
            let [rate, p50, p99] = cells;
            rows.push(vec![
                name.to_owned(),
                history.to_string(),
                rate,
                p50,
                p99,
                ratio,
            ]);
        };
        row("tidings", cells(&one), format!("{measured:.0}"));
        row("postgres-es", cells(&other), "1".to_owned());
        details.push(json!({
            "history": history,
            "ratio": measured,
            "perSecond": rates(&one),
            "stockPerSecond": rates(&other),
        }));
    }
    world.writer.close().await;
    Ok(Report {
        bench: "hot",
        header: vec!["", "history", "messages/s", "p50 ms", "p99 ms", "ratio"],
        rows,
        promises: vec![Promise {
            name: "ratio to postgres-es, longest history",
            measured,
            bound: Bound::Least(300.0),
        }],
        details: json!({
            "callers": options.callers,
            "keyed": !options.keyless,
            "stockConnections": options.stock_connections,
            "histories": details,
        }),
    })
}

/// One round each, in a conversation of its own: both begin with the same history.
async fn pair(
    world: &World,
    stock: &Stock,
    history: usize,
    options: &Options,
) -> anyhow::Result<(crate::caller::Round, crate::caller::Round)> {
    let time = Duration::from_secs(options.seconds);
    let places = world.converse(1).await?;
    let place = *places
        .first()
        .ok_or_else(|| anyhow::anyhow!("no conversation was started"))?;
    world.fill(place, history).await?;
    stock.converse(&places).await?;
    stock.fill(place, history).await?;
    let (ours, keyed) = (world.clone(), !options.keyless);
    let sent = drive(options.callers, time, move |_, _, _| {
        let ours = ours.clone();
        async move {
            ours.send(place, keyed).await?;
            Ok(Call::Done)
        }
    })
    .await?;
    let theirs = stock.clone();
    let stocked = drive(options.callers, time, move |_, _, until| {
        let theirs = theirs.clone();
        async move { theirs.send(place, until).await }
    })
    .await?;
    Ok((sent, stocked))
}
