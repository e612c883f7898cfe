//! The keys that are believed just now, and how they are renewed while the process runs.

use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::fetch::{FETCH_MAX, Location};
use super::jwks::{self, JwksError};
use super::verifier::Key;

/// How often a set behind a URL is fetched anew, give or take a tenth: providers publish a key some
/// time before they sign with it.
const REFRESH: Duration = Duration::from_secs(300);

/// A token may name a key that is newer than our set, or one that somebody made up. So strangers can
/// cause one fetch in this time, and no more.
const UNKNOWN_KEY_PAUSE: Duration = Duration::from_secs(30);

/// After a fetch that failed; doubled each time, up to [`REFRESH`].
const RETRY_PAUSE: Duration = Duration::from_secs(5);

/// How often a file is looked at.
const FILE_PAUSE: Duration = Duration::from_secs(5);

/// How long keys stay in force that could not be confirmed. A day covers an outage of the provider, and
/// nobody is signed out by one; longer would let a key that was withdrawn for cause live on where
/// somebody keeps us from hearing of it.
const UNCONFIRMED_MAX: Duration = Duration::from_secs(24 * 3_600);

/// Where keys come from.
pub(super) enum Source {
    /// They are what they are.
    Fixed,
    /// A file that somebody may exchange.
    File(PathBuf),
    /// A document that the identity provider publishes.
    Url(Location),
}

/// The keys of a moment.
#[derive(Clone)]
pub(super) struct Present {
    pub(super) keys: Arc<[Key]>,
    /// Grows whenever the keys change.
    pub(super) generation: u64,
    confirmed: Option<Instant>,
}

/// Lives as long as the process; shared by all clones of a verifier.
pub(super) struct Keyring {
    source: Source,
    // Guards an exchange of pointers.
    present: RwLock<Present>,
    // Wakes the one task that fetches.
    wish: Notify,
    tries: watch::Sender<Tries>,
}

/// What whoever waits for newer keys has to know.
#[derive(Clone, Copy, Default)]
struct Tries {
    is_busy: bool,
    began: Option<Instant>,
    done: u64,
}

/// What was read last, to notice that nothing changed.
#[derive(Default)]
struct Last {
    stamp: Option<(SystemTime, u64, u64)>,
    document: Option<String>,
}

impl Keyring {
    pub(super) fn fixed(keys: Vec<Key>) -> Self {
        Self::new(Source::Fixed, keys)
    }

    /// A file is read now, so that a wrong one is noticed at the start. A URL is not: a provider that
    /// is away for a moment must not keep the process down.
    pub(super) fn open(place: &str) -> Result<Self, JwksError> {
        if place.contains("://") {
            return Ok(Self::new(Source::Url(Location::parse(place)?), Vec::new()));
        }
        let keys = jwks::parse(&jwks::read(place.as_ref())?)?;
        Ok(Self::new(Source::File(place.into()), keys))
    }

    fn new(source: Source, keys: Vec<Key>) -> Self {
        let confirmed = match source {
            Source::Fixed | Source::File(_) => Some(Instant::now()),
            Source::Url(_) => None,
        };
        Self {
            source,
            present: RwLock::new(Present {
                keys: keys.into(),
                generation: 0,
                confirmed,
            }),
            wish: Notify::new(),
            tries: watch::Sender::new(Tries::default()),
        }
    }

    /// Whether there is anything to follow.
    pub(super) fn changes(&self) -> bool {
        !matches!(self.source, Source::Fixed)
    }

    /// The keys in force, or none where none was ever had or confirmed lately.
    pub(super) fn present(&self) -> Option<Present> {
        let present = self.present.read().unwrap_or_else(PoisonError::into_inner);
        let is_good = match (&self.source, present.confirmed) {
            (Source::Fixed, _) => true,
            (_, Some(confirmed)) => confirmed.elapsed() < UNCONFIRMED_MAX,
            (_, None) => false,
        };
        is_good.then(|| present.clone())
    }

    /// Comes back when newer keys were looked for, which somebody else may have asked for; at once where
    /// it is too early to look again. Waiters share one look.
    pub(super) async fn renew(&self) {
        let mut tries = self.tries.subscribe();
        let seen = *tries.borrow_and_update();
        if !self.changes() || (!seen.is_busy && !self.may_try(seen)) {
            return;
        }
        self.wish.notify_one();
        let looked = tries.wait_for(|now| now.done > seen.done);
        if timeout(FETCH_MAX * 2, looked).await.is_err() {
            tracing::debug!("newer keys did not come in time");
        }
    }

    fn may_try(&self, tries: Tries) -> bool {
        match &self.source {
            Source::Fixed => false,
            // It is looked at, not read, unless it changed.
            Source::File(_) => true,
            Source::Url(_) => tries
                .began
                .is_none_or(|began| began.elapsed() >= UNKNOWN_KEY_PAUSE),
        }
    }

    /// Keeps the keys fresh until told to stop: the one place where they are fetched.
    pub(super) async fn follow(&self, stop: CancellationToken) {
        let mut last = Last::default();
        let mut failures = 0;
        let mut due = Instant::now();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep_until(due) => {}
                () = self.wish.notified() => {
                    let tries = *self.tries.borrow();
                    if !self.may_try(tries) {
                        continue;
                    }
                }
            }
            self.tries.send_modify(|tries| {
                tries.is_busy = true;
                tries.began = Some(Instant::now());
            });
            let outcome = tokio::select! {
                () = stop.cancelled() => return,
                outcome = self.look(&mut last) => outcome,
            };
            failures = match outcome {
                Ok(()) => 0,
                Err(reason) => {
                    tracing::warn!(reason, "the keys of tokens could not be renewed");
                    failures + 1
                }
            };
            due = Instant::now() + self.pause(failures);
            self.tries.send_modify(|tries| {
                tries.is_busy = false;
                tries.done += 1;
            });
        }
    }

    fn pause(&self, failures: u32) -> Duration {
        match &self.source {
            Source::Fixed => REFRESH,
            Source::File(_) => FILE_PAUSE,
            Source::Url(_) => {
                let doublings = failures.saturating_sub(1).min(10);
                let pause = match failures {
                    0 => REFRESH,
                    _ => (RETRY_PAUSE * 2_u32.pow(doublings)).min(REFRESH),
                };
                jittered(pause)
            }
        }
    }

    /// Looks at the source once. Where anything is wrong with it, the old keys stay.
    async fn look(&self, last: &mut Last) -> Result<(), String> {
        let document = match &self.source {
            Source::Fixed => None,
            Source::File(path) => {
                let told = tokio::fs::metadata(path).await.map_err(text)?;
                let stamp = told.modified().ok();
                let stamp = stamp.map(|time| (time, told.len(), told.ino()));
                if stamp.is_some() && stamp == last.stamp {
                    None
                } else {
                    let path = path.clone();
                    let read = tokio::task::spawn_blocking(move || jwks::read(&path));
                    let document = read.await.map_err(text)?.map_err(text)?;
                    // Noted before it is parsed: one that is half-written changes once more.
                    last.stamp = stamp;
                    last.document = None;
                    Some(document)
                }
            }
            Source::Url(location) => Some(location.fetch().await.map_err(text)?),
        };
        if let Some(document) = document
            && last.document.as_ref() != Some(&document)
        {
            let keys = jwks::parse(&document).map_err(text)?;
            self.exchange(keys);
            last.document = Some(document);
        }
        let is_whole = last.document.is_some();
        if is_whole {
            let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
            present.confirmed = Some(Instant::now());
        }
        Ok(())
    }

    fn exchange(&self, keys: Vec<Key>) {
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        present.keys = keys.into();
        present.generation += 1;
        tracing::info!(keys = present.keys.len(), "the keys of tokens are new");
    }
}

/// A tenth more or less, so that the nodes of a deployment do not ask all at once.
fn jittered(pause: Duration) -> Duration {
    let part = getrandom::u32().unwrap_or(u32::MAX / 2) % 200;
    pause / 1_000 * (900 + part)
}

fn text(error: impl ToString) -> String {
    error.to_string()
}
