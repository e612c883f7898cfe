//! Checking the whole log while somebody waits for it.
//!
//! A large log takes minutes, so nobody's request runs the check: it is a task, one at a time in a
//! process, and whoever asks joins the one under way or begins it. Who cannot wait is told to come back,
//! and gets what it found then. What was found is given out once and not kept: an answer that is an hour
//! old would say that a log is intact which no longer is.

use std::sync::Arc;
use std::time::Duration;

use chassis::problem::Problem;
use chassis::shutdown::Shutdown;
use domain::Timestamp;
use event_store::{LogReader, Verdict};
use time::OffsetDateTime;
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, timeout};

use crate::ports::Witness;

/// How long a request waits. Proxies in between give up after half a minute.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// When to come back.
const AGAIN: Duration = Duration::from_secs(5);

/// How long what was found waits for somebody who was told to come back.
const KEPT_MAX: Duration = Duration::from_secs(30);

/// What a check of the log found, and when it began.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) verdict: Verdict,
    pub(crate) began_at: Timestamp,
}

/// A check that came to its end: what it found (none if it could not check), and when that was.
type Ended = Option<(Option<Checked>, Instant)>;

/// Checks the log, once at a time.
#[derive(Clone)]
pub(crate) struct Verification {
    reader: LogReader,
    witness: Arc<dyn Witness>,
    shutdown: Shutdown,
    /// The check under way, or the last one if nobody has heard of it yet.
    running: Arc<Mutex<Option<watch::Receiver<Ended>>>>,
}

impl Verification {
    pub(crate) fn new(reader: LogReader, witness: Arc<dyn Witness>, shutdown: Shutdown) -> Self {
        Self {
            reader,
            witness,
            shutdown,
            running: Arc::default(),
        }
    }

    /// What a check finds that is under way or begins now.
    pub(crate) async fn check(&self) -> Result<Checked, Problem> {
        let mut ended = self.join().await;
        let found = match timeout(WAIT_MAX, ended.wait_for(Option::is_some)).await {
            Ok(Ok(ended)) => ended.clone(),
            // It takes longer, or the process is stopping.
            Ok(Err(_)) | Err(_) => return Err(Problem::unavailable(AGAIN)),
        };
        self.forget(&ended).await;
        let found = found.and_then(|(found, _)| found);
        found.ok_or_else(|| Problem::unavailable(AGAIN))
    }

    async fn join(&self) -> watch::Receiver<Ended> {
        let mut running = self.running.lock().await;
        if let Some(ended) = running.as_ref() {
            let is_stale = match &*ended.borrow() {
                Some((_, at)) => at.elapsed() > KEPT_MAX,
                None => ended.has_changed().is_err(),
            };
            if !is_stale {
                return ended.clone();
            }
        }
        let (end, ended) = watch::channel(None);
        let (reader, witness) = (self.reader.clone(), Arc::clone(&self.witness));
        let stop = self.shutdown.token();
        self.shutdown.spawn("check the log", async move {
            let checked = stop
                .run_until_cancelled(run(&reader, witness.as_ref()))
                .await;
            if let Some(checked) = checked {
                end.send_replace(Some((checked, Instant::now())));
            }
        });
        *running = Some(ended.clone());
        ended
    }

    /// Somebody has heard: whoever asks next asks anew.
    async fn forget(&self, ended: &watch::Receiver<Ended>) {
        let mut running = self.running.lock().await;
        if running.as_ref().is_some_and(|now| now.same_channel(ended)) {
            *running = None;
        }
    }
}

async fn run(reader: &LogReader, witness: &dyn Witness) -> Option<Checked> {
    let began_at = OffsetDateTime::now_utc().into();
    let known = witness.known().await.ok()?;
    match event_store::verify(reader, &known).await {
        Ok(verdict) => {
            if let Some(bad) = &verdict.first_bad {
                tracing::error!(position = bad.first, what = %bad.what, "the log is not intact");
            }
            Some(Checked { verdict, began_at })
        }
        Err(failure) => {
            tracing::warn!(error = %failure, "the log cannot be checked");
            None
        }
    }
}
