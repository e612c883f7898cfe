//! The log read from position 0 on one connection, beside COPY of the same columns: what is lost
//! to decoding rows into events.

use std::time::Instant;

use anyhow::ensure;
use clap::Args;
use event_store::{LogReader, Role, pool};
use futures_util::TryStreamExt as _;
use serde_json::json;
use sqlx::{Connection as _, PgConnection};

use crate::fill::Filler;
use crate::report::{Bound, Promise, Report, median, ratio};
use crate::server::{Server, settle};
use crate::text;
use crate::world::World;

/// The columns that a reader of the log selects, in its order.
const COLUMNS: &str = "aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
     metadata, position, event_id, occurred_at, hash";

/// How long and how much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Events in the log
    #[arg(long, default_value_t = 500_000)]
    rows: u64,
    /// Conversations that they are in
    #[arg(long, default_value_t = 1_000)]
    conversations: usize,
    /// Events of a page
    #[arg(long, default_value_t = 1_000)]
    page: u32,
    /// Rounds that count; one more goes before them
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let url = server.migrated("ours").await?;
    let began = Instant::now();
    fill(&url, options.conversations, options.rows).await?;
    let filled = began.elapsed().as_secs_f64();
    eprintln!("filled with {} events in {filled:.1} s", options.rows);
    settle(&url).await?;

    let reader = LogReader::open(pool(&url, Role::Query, 1).await?).await?;
    let mut connection = PgConnection::connect(&url).await?;
    let (mut read, mut ordered, mut heap) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=options.rounds {
        let one = tail(&reader, options.rows, options.page).await?;
        let other = copy(&mut connection, options.rows, "order by position").await?;
        let bare = copy(&mut connection, options.rows, "").await?;
        eprintln!("round {round}: {one:.0}/s, copy {other:.0}/s, without order {bare:.0}/s");
        if round > 0 {
            read.push(one);
            ordered.push(other);
            heap.push(bare);
        }
    }
    connection.close().await?;

    let rate = median(read.iter().copied());
    let measured = ratio(&read, &ordered);
    let row = |name: &str, rates: &[f64]| {
        let of_it = ratio(&read, rates);
        let rate = format!("{:.0}", median(rates.iter().copied()));
        vec![name.to_owned(), rate, format!("{of_it:.2}")]
    };
    Ok(Report {
        bench: "tail",
        header: vec!["", "rows/s", "ratio of the tail to it"],
        rows: vec![
            row("pages of events", &read),
            row("copy, by position", &ordered),
            row("copy, without order", &heap),
        ],
        promises: vec![
            Promise {
                name: "ratio to copy",
                measured,
                bound: Bound::Least(0.5),
            },
            Promise {
                name: "rows a second",
                measured: rate,
                bound: Bound::Least(150_000.0),
            },
        ],
        details: json!({
            "rows": options.rows,
            "page": options.page,
            "fillSeconds": filled,
            "perSecond": read,
            "copyPerSecond": ordered,
            "copyWithoutOrderPerSecond": heap,
        }),
    })
}

/// A fresh log of so many rows, all but a few of them messages, the conversations in turn.
async fn fill(url: &str, conversations: usize, rows: u64) -> anyhow::Result<()> {
    let world = World::settle(url, true).await?;
    let places = world.converse(conversations).await?;
    world.writer.close().await;
    let mut filler = Filler::open(url, &places).await?;
    let left = rows.saturating_sub(filler.head().await?);
    let left = usize::try_from(left)?;
    let turns = (0..places.len()).cycle().take(left);
    filler.fill(turns.map(|place| (place, text::body()))).await
}

/// Reads the whole log in pages; rows a second.
async fn tail(reader: &LogReader, rows: u64, page: u32) -> anyhow::Result<f64> {
    let (began, mut last) = (Instant::now(), 0);
    loop {
        let events = reader.read(last, page).await?;
        let Some(newest) = events.last() else {
            break;
        };
        last = newest.position;
    }
    ensure!(last == rows, "the tail ended at {last} of {rows}");
    Ok(rows as f64 / began.elapsed().as_secs_f64())
}

/// Copies the whole log out and throws it away; rows a second.
async fn copy(connection: &mut PgConnection, rows: u64, order: &str) -> anyhow::Result<f64> {
    let began = Instant::now();
    let statement = format!("copy (select {COLUMNS} from log.events {order}) to stdout");
    let mut lines = connection.copy_out_raw(&statement).await?;
    let mut count = 0;
    while lines.try_next().await?.is_some() {
        count += 1;
    }
    ensure!(count == rows, "the copy has {count} of {rows} rows");
    Ok(rows as f64 / began.elapsed().as_secs_f64())
}
