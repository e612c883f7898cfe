//! Appends beside a transaction that keeps its snapshot open, as a dump does: dead rows near the
//! head of the log would slow each append down, and nothing could remove them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use clap::Args;
use serde_json::json;
use sqlx::{Connection as _, PgConnection};

use crate::append::turn;
use crate::caller::{Call, Round, cells, drive, rates};
use crate::report::{Bound, Promise, Report};
use crate::server::{Server, settle};
use crate::world::World;

/// How long and how much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How long the snapshot stays open
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// Seconds of each window; the last is compared with the first
    #[arg(long, default_value_t = 60)]
    window: u64,
    /// Seconds before the first window: a log that has just begun is quicker than it will be
    #[arg(long, default_value_t = 30)]
    warm: u64,
    /// Without the snapshot, to tell what it costs from what a growing log costs
    #[arg(long)]
    control: bool,
    /// Who ask at once
    #[arg(long, default_value_t = 64)]
    callers: usize,
    /// Conversations
    #[arg(long, default_value_t = 2_048)]
    conversations: usize,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let windows = options.minutes * 60 / options.window.max(1);
    ensure!(
        windows >= 2,
        "there must be two windows at least: --minutes is too short"
    );
    let url = server.migrated("ours").await?;
    let world = World::settle(&url, true).await?;
    let places = Arc::new(world.converse(options.conversations).await?);
    settle(&url).await?;
    let warm = Duration::from_secs(options.warm);
    window(&world, &places, options.callers, warm).await?;

    let dump = match options.control {
        true => None,
        false => Some(open_snapshot(&url).await?),
    };
    let mut rounds: Vec<Round> = Vec::new();
    for n in 1..=windows {
        let time = Duration::from_secs(options.window);
        let round = window(&world, &places, options.callers, time).await?;
        eprintln!("window {n} of {windows}: {:.0}/s", round.per_second);
        rounds.push(round);
    }
    if let Some(dump) = dump {
        close_snapshot(dump).await?;
    }
    world.writer.close().await;

    let all = rates(&rounds);
    let at = |rate: Option<&f64>| rate.copied().unwrap_or(f64::NAN);
    let measured = at(all.last()) / at(all.first());
    let rows = rounds.iter().enumerate().map(|(n, round)| {
        let [rate, p50, p99] = cells(std::slice::from_ref(round));
        let share = round.per_second / at(all.first());
        vec![
            (n + 1).to_string(),
            rate,
            p50,
            p99,
            round.calls.to_string(),
            format!("{share:.2}"),
        ]
    });
    Ok(Report {
        bench: "snapshot",
        header: vec![
            "window",
            "messages/s",
            "p50 ms",
            "p99 ms",
            "appended",
            "ratio",
        ],
        rows: rows.collect(),
        promises: vec![Promise {
            name: "last window to first",
            measured,
            bound: Bound::Least(0.8),
        }],
        details: json!({
            "callers": options.callers,
            "conversations": options.conversations,
            "windowSeconds": options.window,
            "snapshot": !options.control,
            "perSecond": all,
        }),
    })
}

async fn window(
    world: &World,
    places: &Arc<Vec<crate::world::Place>>,
    callers: usize,
    time: Duration,
) -> anyhow::Result<Round> {
    let (ours, places) = (world.clone(), Arc::clone(places));
    drive(callers, time, move |caller, n, _| {
        let (ours, place) = (ours.clone(), turn(&places, callers, caller, n));
        async move {
            ours.send(place?, true).await?;
            Ok(Call::Done)
        }
    })
    .await
}

/// The first statement takes the snapshot; the server would end an idle transaction after a while.
async fn open_snapshot(url: &str) -> anyhow::Result<PgConnection> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(
        "set idle_in_transaction_session_timeout = 0;
         begin isolation level repeatable read;
         select count(*) from log.events",
    )
    .execute(&mut connection)
    .await?;
    Ok(connection)
}

/// It must have been open all the time, or nothing was measured: an ended transaction refuses.
async fn close_snapshot(mut connection: PgConnection) -> anyhow::Result<()> {
    sqlx::raw_sql("select count(*) from log.identity; commit")
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(())
}
