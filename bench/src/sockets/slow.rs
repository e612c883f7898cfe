//! Readers who are too slow, among others in the same conversation.

use std::time::Duration;

use tokio::time::sleep;

use super::Options;
use super::crowd::{Crowd, Manner};
use super::findings::Findings;
use super::senders::recite;
use super::speech::Dialect;
use super::stage::{Layout, Stage};
use super::usage::memory_kib;
use crate::report::{Bound, median, within};
use crate::server::Server;

/// All of them in one conversation.
const SOCKETS: usize = 100;
const SLOW: usize = 10;
/// A round's length: enough to fill the slow ones' queues several times.
const ROUND: Duration = Duration::from_secs(20);
const ROUNDS: usize = 2;
const LOOK_EVERY: Duration = Duration::from_millis(250);

pub(super) async fn run(
    server: &Server,
    options: &Options,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut stage = Stage::open(server, &options.tidings, "slow").await?;
    let rooms = stage.furnish(Layout::of(SOCKETS, SOCKETS)).await?;
    let host = stage.target.host().to_owned();
    let (mut without, mut with) = (Vec::new(), Vec::new());
    let (mut growths, mut back) = (Vec::new(), 0);
    let mut sum = super::crowd::Counted::default();
    for round in 0..=ROUNDS {
        let mut peaks = Vec::new();
        for slow in [0, SLOW] {
            let manner = |n| match n % (SOCKETS / SLOW) == 0 && slow > 0 {
                true => Manner::Slow,
                false => Manner::Steady,
            };
            let mut crowd = Crowd::fill(&host, &rooms, Dialect::Plain, manner).await?;
            let saying = recite(&crowd.shared, options.per_second, ROUND);
            let peak = peak_kib_during(stage.pid()?, saying).await?;
            peaks.push(peak);
            let took = crowd.take_latencies(|member| member.manner == Manner::Steady);
            crowd.order(|orders| orders.be_oneself = false);
            let counted = crowd.hear_all().await?;
            sum = sum + counted;
            back += counted.returns;
            let p99 = within(&took, 0.99);
            eprintln!("  round {round}, {slow} slow: p99 {p99:.1} ms, {peak:.0} KiB, {counted:?}");
            if round > 0 {
                match slow {
                    0 => without.push(p99),
                    _ => with.push(p99),
                }
            }
        }
        if let ([before, after], 1..) = (peaks.as_slice(), round) {
            growths.push((after - before).max(0.0) / SLOW as f64);
        }
    }
    let [without, with] = [without, with].map(median);
    findings.promise(
        "the others' p99 beside slow readers, times that without",
        with / without,
        Bound::Most(2.0),
    );
    findings.tell("  ms p99 without, with", format!("{without:.1}, {with:.1}"));
    findings.promise(
        "KiB of a slow reader",
        growths.into_iter().fold(0.0, f64::max),
        Bound::Most(1_024.0),
    );
    findings.whole("slow readers: gaps, repeats", sum);
    findings.tell("  cut off for it, and back", back.to_string());
    stage.target.stop().await
}

/// The most that a process holds while something is done.
async fn peak_kib_during(
    pid: u32,
    doing: impl Future<Output = anyhow::Result<()>>,
) -> anyhow::Result<f64> {
    tokio::pin!(doing);
    let mut peak = 0.0_f64;
    loop {
        peak = peak.max(memory_kib(pid)?);
        tokio::select! {
            done = &mut doing => {
                done?;
                return Ok(peak);
            }
            () = sleep(LOOK_EVERY) => {}
        }
    }
}
