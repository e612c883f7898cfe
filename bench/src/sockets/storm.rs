//! Everybody cut at once, with rate limits on: how soon all are back, and what the database has to
//! do for it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use sqlx::{Connection as _, PgConnection};
use tokio::time::sleep;

use super::Options;
use super::crowd::{Crowd, Manner};
use super::findings::Findings;
use super::senders::recite;
use super::speech::Dialect;
use super::stage::{Layout, Stage};
use crate::report::{Bound, within};
use crate::server::Server;

const ROOM: usize = 10;
/// Before the storm, what the database does anyway is counted for so long.
const BEFORE: Duration = Duration::from_secs(10);
/// Sends go on at least so long after everybody was cut.
const AFTER: Duration = Duration::from_secs(35);
/// How late Postgres may be with its own counts.
const LATE: Duration = Duration::from_millis(1_500);

pub(super) async fn run(
    server: &Server,
    options: &Options,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut stage = Stage::open(server, &options.tidings, "storm").await?;
    let rooms = stage.furnish(Layout::of(options.sockets, ROOM)).await?;
    let stage = stage.again(true).await?;
    let mut database = PgConnection::connect(&stage.database()?).await?;
    let mut crowd = Crowd::fill(stage.target.host(), &rooms, Dialect::SocketIo, |_| {
        Manner::Steady
    })
    .await?;
    let (shared, per_second) = (Arc::clone(&crowd.shared), options.per_second);
    let sends =
        tokio::spawn(async move { recite(&shared, per_second, BEFORE + LATE + AFTER).await });
    sleep(LATE).await;
    let quiet = transactions(&mut database).await?;
    sleep(BEFORE).await;
    let before = transactions(&mut database).await?;
    let usual = (before - quiet) / BEFORE.as_secs_f64();
    let calm = crowd.take_acknowledged();
    let refused = crowd.counted().refusals;
    let cut = Instant::now();
    crowd.order(|orders| orders.cuts += 1);
    crowd
        .wait("let everybody come back", Crowd::are_all_back)
        .await?;
    let back = cut.elapsed();
    let stormy = crowd.take_acknowledged();
    sleep(LATE).await;
    let asked = transactions(&mut database).await? - before - usual * cut.elapsed().as_secs_f64();
    sends.await.context("those who speak")??;
    let counted = crowd.hear_all().await?;
    findings.promise(
        "s until all are back after a cut",
        back.as_secs_f64(),
        Bound::Most(30.0),
    );
    findings.tell(
        "  handshakes told to wait",
        (counted.refusals - refused).to_string(),
    );
    findings.promise(
        "transactions of a socket that comes back",
        asked.max(0.0) / crowd.members.len() as f64,
        Bound::Most(2.0),
    );
    findings.promise(
        "p99 of a send in a storm, times that before",
        within(&stormy, 0.99) / within(&calm, 0.99),
        Bound::Most(2.0),
    );
    findings.tell(
        "  ms p99 before, in the storm",
        format!("{:.1}, {:.1}", within(&calm, 0.99), within(&stormy, 0.99)),
    );
    findings.whole("storm: gaps, repeats", counted);
    database.close().await?;
    stage.target.stop().await
}

/// What the database has finished so far.
async fn transactions(database: &mut PgConnection) -> anyhow::Result<f64> {
    let count: i64 = sqlx::query_scalar(
        "select xact_commit + xact_rollback
         from pg_stat_database
         where datname = current_database()",
    )
    .fetch_one(database)
    .await?;
    Ok(count as f64)
}
