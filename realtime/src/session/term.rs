//! How long an identity is good.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chassis::caller::{Caller, Via};
use chassis::identity::LEEWAY_SECONDS;
use domain::Timestamp;
use tokio::time::Instant;

/// The rest of a token's or a session's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) expires_at: Timestamp,
    /// When to warn. Only who brought a token can bring a new one.
    pub(super) warn_at: Option<Instant>,
    /// When it is over, with the leeway that clocks get everywhere.
    pub(super) over_at: Instant,
    pub(super) is_session: bool,
}

impl Term {
    pub(super) fn of(caller: &Caller, warn_before: Duration, now: Instant) -> Self {
        match &caller.via {
            Via::Bearer { exp } => {
                let expires_at = Timestamp::from_millis(exp.saturating_mul(1_000));
                let rest = rest(expires_at);
                Self {
                    expires_at,
                    warn_at: Some(now + rest.saturating_sub(warn_before)),
                    over_at: now + rest_with_leeway(expires_at),
                    is_session: false,
                }
            }
            Via::Session { expires_at, .. } => Self {
                expires_at: *expires_at,
                warn_at: None,
                over_at: now + rest(*expires_at),
                is_session: true,
            },
        }
    }
}

/// No socket lives as long: whatever a token says, this is enough.
const REST_MAX: Duration = Duration::from_secs(30 * 24 * 3_600);

fn rest(expires_at: Timestamp) -> Duration {
    rest_of(expires_at.millis())
}

fn rest_with_leeway(expires_at: Timestamp) -> Duration {
    let leeway = i64::try_from(LEEWAY_SECONDS).unwrap_or_default() * 1_000;
    rest_of(expires_at.millis().saturating_add(leeway))
}

fn rest_of(millis: i64) -> Duration {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_millis();
    let rest = i128::from(millis) - i128::try_from(now).unwrap_or(i128::MAX);
    Duration::from_millis(u64::try_from(rest).unwrap_or(0)).min(REST_MAX)
}
