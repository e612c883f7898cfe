//! When to read the log: not at once if a record is probably on its way, and not too late.

use std::hash::{BuildHasher as _, RandomState};
use std::ops::RangeInclusive;
use std::time::Duration;

use tokio::time::Instant;

/// How long a record that is known of is waited for, where records do come.
const PATIENCE: Duration = Duration::from_millis(20);

/// Below this, waiting is not worth a timer.
const PATIENCE_MIN: Duration = Duration::from_millis(1);

/// Pauses between failures double from the short end to the long one.
const RETRY: RangeInclusive<Duration> = Duration::from_millis(50)..=Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Pauses {
    /// The bounds of `pause`.
    pauses: RangeInclusive<Duration>,
    /// How long silence may last now.
    pause: Duration,
    /// The last event heard, or the last read.
    quiet_since: Instant,
    /// Since when something newer is known of.
    behind_since: Option<Instant>,
    /// How long that is waited for. Learnt: records that come in their turn raise it, reads that
    /// had to be made anyway lower it, so a source that only tells heads costs no delay.
    patience: Duration,
    /// A read was asked for, or is certain to bring something.
    is_due: bool,
    failures: u32,
    /// No read before this, after a failure.
    retry_at: Option<Instant>,
}

impl Pauses {
    pub(super) fn new(pauses: RangeInclusive<Duration>, now: Instant) -> Self {
        Self {
            pause: *pauses.start(),
            pauses,
            quiet_since: now,
            behind_since: None,
            patience: Duration::ZERO,
            is_due: true,
            failures: 0,
            retry_at: None,
        }
    }

    /// When to read the log next.
    pub(super) fn due(&self, is_behind: bool) -> Instant {
        let silence = self.quiet_since + self.pause;
        let behind = self.behind_since.filter(|_| is_behind);
        let due = match behind {
            _ if self.is_due => self.quiet_since,
            Some(since) => silence.min(since + self.patience),
            None => silence,
        };
        self.retry_at.map_or(due, |at| at.max(due))
    }

    pub(super) fn read_now(&mut self) {
        self.is_due = true;
    }

    pub(super) fn fell_behind(&mut self, now: Instant) {
        self.behind_since.get_or_insert(now);
    }

    pub(super) fn caught_up(&mut self) {
        self.behind_since = None;
    }

    /// Records came in their turn.
    pub(super) fn heard(&mut self, now: Instant) {
        self.quiet_since = now;
        self.behind_since = None;
        self.patience = PATIENCE;
    }

    /// The log was read.
    pub(super) fn read(&mut self, now: Instant, events: usize, is_full: bool, is_behind: bool) {
        self.failures = 0;
        self.retry_at = None;
        self.quiet_since = now;
        self.is_due = is_full;
        self.behind_since = None;
        if events > 0 {
            self.pause = *self.pauses.start();
            self.patience = Some(self.patience / 2)
                .filter(|half| *half >= PATIENCE_MIN)
                .unwrap_or_default();
        } else {
            self.pause = (self.pause * 2).min(*self.pauses.end());
            if is_behind {
                // The log does not have what it is said to have: a lagging copy. No spinning.
                self.behind_since = Some(now);
                self.patience = (self.patience * 2).clamp(PATIENCE, *self.pauses.end());
            }
        }
    }

    /// A read failed. Returns how many did in a row.
    pub(super) fn failed(&mut self, now: Instant) -> u32 {
        self.failures = self.failures.saturating_add(1);
        let doubled = RETRY
            .start()
            .saturating_mul(1 << self.failures.min(10).saturating_sub(1));
        let pause = doubled.min(*RETRY.end());
        // Between half and all of it: followers that failed together do not come back together.
        let jitter = RandomState::new().hash_one(now) % 512;
        let jitter = u32::try_from(jitter).unwrap_or_default();
        self.retry_at = Some(now + pause / 2 + pause / 1_024 * jitter);
        self.is_due = true;
        self.failures
    }
}
