//! Messages into many conversations: ours beside stock postgres-es.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use crate::caller::{Call, cells, drive, rates};
use crate::report::{Bound, Promise, Report, ratio};
use crate::server::{Server, settle};
use crate::stock::Stock;
use crate::world::{Place, World};

/// How long and how much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Who ask at once
    #[arg(long, default_value_t = 64)]
    pub(crate) callers: usize,
    /// Conversations; each caller has a share of its own, so that nobody conflicts
    #[arg(long, default_value_t = 2_048)]
    pub(crate) conversations: usize,
    /// Pairs of rounds that count; one more goes before them
    #[arg(long, default_value_t = 7)]
    pub(crate) rounds: usize,
    /// Seconds of each round
    #[arg(long, default_value_t = 3)]
    pub(crate) seconds: u64,
    /// Connections of the stock framework
    #[arg(long, default_value_t = 32)]
    pub(crate) stock_connections: u32,
    /// Without an Idempotency-Key on each message: no row in log.keys
    #[arg(long)]
    pub(crate) keyless: bool,
    /// As one of several processes that write: NOTIFY, and nothing trusted that is old
    #[arg(long)]
    pub(crate) shared: bool,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let ours = server.migrated("ours").await?;
    let world = World::settle(&ours, !options.shared).await?;
    let places = world.converse(options.conversations).await?;
    let url = server.empty("stock").await?;
    let stock = Stock::open(&url, options.stock_connections).await?;
    stock.converse(&places).await?;
    settle(&ours).await?;
    settle(&url).await?;

    let time = Duration::from_secs(options.seconds);
    let places = Arc::new(places);
    let (mut one, mut other) = (Vec::new(), Vec::new());
    for round in 0..=options.rounds {
        let (world, at, keyed) = (world.clone(), Arc::clone(&places), !options.keyless);
        let callers = options.callers;
        let sent = drive(callers, time, move |caller, n, _| {
            let (world, place) = (world.clone(), turn(&at, callers, caller, n));
            async move {
                world.send(place?, keyed).await?;
                Ok(Call::Done)
            }
        })
        .await?;
        let (stock, at) = (stock.clone(), Arc::clone(&places));
        let stocked = drive(callers, time, move |caller, n, until| {
            let (stock, place) = (stock.clone(), turn(&at, callers, caller, n));
            async move { stock.send(place?, until).await }
        })
        .await?;
        eprintln!(
            "round {round}: {:.0}/s, postgres-es {:.0}/s",
            sent.per_second, stocked.per_second
        );
        if round > 0 {
            one.push(sent);
            other.push(stocked);
        }
    }
    world.writer.close().await;

    let measured = ratio(&rates(&one), &rates(&other));
    let row = |name: &str, cells: [String; 3], ratio: String| {
        let [rate, p50, p99] = cells;
        vec![name.to_owned(), rate, p50, p99, ratio]
    };
    Ok(Report {
        bench: "append",
        header: vec!["", "messages/s", "p50 ms", "p99 ms", "ratio"],
        rows: vec![
            row("tidings", cells(&one), format!("{measured:.2}")),
            row("postgres-es", cells(&other), "1".to_owned()),
        ],
        promises: vec![Promise {
            name: "ratio to postgres-es",
            measured,
            bound: Bound::Least(5.0),
        }],
        details: json!({
            "callers": options.callers,
            "conversations": options.conversations,
            "keyed": !options.keyless,
            "sole": !options.shared,
            "stockConnections": options.stock_connections,
            "perSecond": rates(&one),
            "stockPerSecond": rates(&other),
        }),
    })
}

/// Where a caller's turn is: its share of the conversations, one after the other.
pub(crate) fn turn(
    places: &[Place],
    callers: usize,
    caller: usize,
    n: usize,
) -> anyhow::Result<Place> {
    let share = (places.len() / callers.max(1)).max(1);
    let at = (caller + (n % share) * callers) % places.len().max(1);
    let place = places.get(at).copied();
    place.ok_or_else(|| anyhow::anyhow!("there are no conversations"))
}
