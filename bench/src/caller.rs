//! Callers: tasks that ask, wait for the answer, and ask again.

use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::task::JoinSet;

use crate::report::median;

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// It was carried out.
    Done,
    /// Time was up before it was.
    GaveUp,
}

/// A round of calls.
#[derive(Clone, Debug)]
pub(crate) struct Round {
    pub(crate) calls: usize,
    pub(crate) per_second: f64,
    /// Microseconds, sorted.
    latencies: Vec<u32>,
}

impl Round {
    /// The latency in milliseconds that this share of the calls kept within.
    pub(crate) fn within_ms(&self, share: f64) -> f64 {
        let at = (self.latencies.len() as f64 * share) as usize;
        let at = at.min(self.latencies.len().saturating_sub(1));
        self.latencies
            .get(at)
            .map_or(f64::NAN, |micros| f64::from(*micros) / 1_000.0)
    }
}

/// Lets `callers` ask for `time`. `call` gets the caller's number, the number of its call and
/// the moment when time is up. A call that has begun is waited for, and counts with its time.
pub(crate) async fn drive<C, F>(callers: usize, time: Duration, call: C) -> anyhow::Result<Round>
where
    C: Fn(usize, usize, Instant) -> F + Clone + Send + 'static,
    F: Future<Output = anyhow::Result<Call>> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    let began = Instant::now();
    let until = began + time;
    for caller in 0..callers {
        let call = call.clone();
        tasks.spawn(async move {
            let mut latencies: Vec<u32> = Vec::new();
            for n in 0.. {
                let asked = Instant::now();
                if asked >= until || call(caller, n, until).await? == Call::GaveUp {
                    break;
                }
                let micros = asked.elapsed().as_micros();
                latencies.push(u32::try_from(micros).unwrap_or(u32::MAX));
            }
            anyhow::Ok(latencies)
        });
    }
    let mut latencies = Vec::new();
    while let Some(done) = tasks.join_next().await {
        latencies.extend(done.context("wait for a caller")??);
    }
    let per_second = latencies.len() as f64 / began.elapsed().as_secs_f64();
    latencies.sort_unstable();
    Ok(Round {
        calls: latencies.len(),
        per_second,
        latencies,
    })
}

/// The cells of a table's row: rate, median latency, 99th percentile.
pub(crate) fn cells(rounds: &[Round]) -> [String; 3] {
    let over = |of: fn(&Round) -> f64| median(rounds.iter().map(of));
    [
        format!("{:.0}", over(|round| round.per_second)),
        format!("{:.2}", over(|round| round.within_ms(0.5))),
        format!("{:.2}", over(|round| round.within_ms(0.99))),
    ]
}

pub(crate) fn rates(rounds: &[Round]) -> Vec<f64> {
    rounds.iter().map(|round| round.per_second).collect()
}
