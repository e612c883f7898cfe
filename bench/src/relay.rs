//! The log to Kafka from position 0, by the relay that the product runs, into a real broker on this
//! machine; Postgres, the relay and the broker share its cores.

use std::time::{Duration, Instant};

use anyhow::ensure;
use chassis::operator::Readiness;
use clap::Args;
use event_bus::Hints;
use event_bus::kafka::Kafka;
use event_store::{LogReader, Role, pool};
use harness::Broker;
use projector::Relay;
use serde_json::json;
use sqlx::{Connection as _, PgConnection};
use tokio_util::sync::CancellationToken;

use crate::fill::Filler;
use crate::report::{Bound, Promise, Report, median};
use crate::server::{Server, settle};
use crate::text;
use crate::world::World;

/// How often it is looked how far the relay is.
const LOOK: Duration = Duration::from_millis(20);

/// How much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Events in the log
    #[arg(long, default_value_t = 500_000)]
    rows: usize,
    /// Conversations that they are in
    #[arg(long, default_value_t = 1_000)]
    conversations: usize,
    /// Rounds that count, each into a topic of its own; one more goes before them
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Into the topic keyed by conversation too
    #[arg(long)]
    keyed: bool,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let url = server.migrated("ours").await?;
    let world = World::settle(&url, true).await?;
    let places = world.converse(options.conversations).await?;
    world.writer.close().await;
    let mut filler = Filler::open(&url, &places).await?;
    let turns = (0..places.len()).cycle().take(options.rows);
    filler
        .fill(turns.map(|place| (place, text::body())))
        .await?;
    let events = filler.head().await?;
    settle(&url).await?;

    // Its start waits for a process.
    let broker = tokio::task::spawn_blocking(Broker::start).await?;
    let mut rates = Vec::new();
    for round in 0..=options.rounds {
        let topic = format!("round-{round}");
        let keyed = format!("{topic}.keyed");
        let keyed = options.keyed.then_some(keyed.as_str());
        let kafka = Kafka::new(&broker.address(), &topic, keyed, Vec::new())?;
        let rate = events as f64 / relay(&url, kafka, events).await?.as_secs_f64();
        eprintln!("round {round}: {rate:.0}/s");
        if round > 0 {
            rates.push(rate);
        }
    }
    let rate = median(rates.iter().copied());
    Ok(Report {
        bench: "relay",
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
            "keyed": options.keyed,
            "perSecond": rates,
        }),
    })
}

/// From the first event until the place says that Kafka has the last.
async fn relay(url: &str, kafka: Kafka, events: u64) -> anyhow::Result<Duration> {
    let mut root = PgConnection::connect(url).await?;
    sqlx::query("delete from app.followers where name = 'relay'")
        .execute(&mut root)
        .await?;
    let log = LogReader::open(pool(url, Role::Query, 1).await?).await?;
    let places = pool(url, Role::Project, 1).await?;
    let relay = Relay::new(places, log, Hints::polling(), kafka);
    let (gate, stop) = (Readiness::new().register("relay"), CancellationToken::new());
    let relaying = tokio::spawn(relay.run(gate, stop.clone()));
    let (mut began, mut place) = (None, 0);
    while place < events {
        ensure!(!relaying.is_finished(), "the relay ended");
        tokio::time::sleep(LOOK).await;
        let found: Option<i64> =
            sqlx::query_scalar("select position from app.followers where name = 'relay'")
                .fetch_optional(&mut root)
                .await?;
        if let Some(found) = found {
            // The topic is there, and nothing is in it.
            began.get_or_insert_with(Instant::now);
            place = found.unsigned_abs();
        }
    }
    let took = began.map_or(Duration::MAX, |began| began.elapsed());
    stop.cancel();
    relaying.await?;
    root.close().await?;
    Ok(took)
}
