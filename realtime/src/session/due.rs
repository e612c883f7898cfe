//! What a socket does at its time: heartbeat, cursor, the end of its identity, the end of the
//! process. One timer serves all of it.

use axum::extract::ws::Utf8Bytes;
use chassis::caller::{AuthError, Caller};
use tokio::time::{Duration, Instant};
use wire::frame::{FrameName, TokenExpiring};

use super::live::Live;
use super::term::Term;
use super::{End, greeting};
use crate::close::Close;
use crate::service::Pace;

/// How much the spread at shutdown grows with each socket, up to its limit: all of them at once
/// would all come back at once.
const LEAVE_EACH: Duration = Duration::from_millis(2);

/// How long an identity that cannot be looked up is believed further.
const BELIEVED_FURTHER: Duration = Duration::from_secs(30);

/// When what is to be done next.
pub(super) struct Due {
    pub(super) ping: Instant,
    pub(super) pong: Option<Instant>,
    pub(super) cursor: Instant,
    pub(super) leave: Option<Instant>,
}

impl Due {
    pub(super) fn from(now: Instant, pace: &Pace) -> Self {
        Self {
            ping: now + pace.ping_every,
            pong: None,
            cursor: now + pace.quiet_max,
            leave: None,
        }
    }
}

impl Live<'_> {
    /// When the task has to wake, whatever else happens.
    pub(super) fn deadline(&self) -> Instant {
        let due = [
            Some(self.due.ping),
            self.due.pong,
            self.is_live().then_some(self.due.cursor),
            self.due.leave,
            self.is_live().then_some(self.term.warn_at).flatten(),
            Some(self.term.over_at),
        ];
        due.into_iter().flatten().min().unwrap_or(self.due.ping)
    }

    pub(super) async fn do_what_is_due(&mut self) -> Result<(), End> {
        let now = Instant::now();
        let pace = self.service.parts.pace;
        let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        if is_due(self.due.leave) {
            return Err(End::Close(Close::Restarting));
        }
        if is_due(self.due.pong) {
            metrics::counter!("tidings_socket_silent_total").increment(1);
            return Err(End::Gone);
        }
        if self.term.over_at <= now {
            self.prolong(now).await?;
        }
        if self.is_live() && is_due(self.term.warn_at) {
            self.term.warn_at = None;
            let expires_at = self.term.expires_at;
            let warning = self.event(FrameName::TokenExpiring, &TokenExpiring { expires_at });
            self.connection.write(warning).await?;
        }
        if self.due.ping <= now {
            self.due.ping = now + pace.ping_every;
            self.due.pong.get_or_insert(now + pace.pong_within);
            let ping = self.connection.dialect.ping();
            self.connection.write([ping]).await?;
            // Who was too slow for what is of the moment is told anew how it is by now.
            if self.is_live() && self.outbox().has_missed() {
                self.service.company.tell_online(self.outbox().user);
            }
        }
        if self.is_live() && self.due.cursor <= now {
            self.due.cursor = now + pace.quiet_max;
            self.hall().tell_cursor(self.outbox());
        }
        Ok(())
    }

    /// A token that ends, ends the socket. A session may have been used meanwhile, elsewhere.
    async fn prolong(&mut self, now: Instant) -> Result<(), End> {
        if !self.term.is_session {
            return Err(End::Close(Close::Unauthenticated));
        }
        match greeting::session(self.service, self.door).await {
            Ok(caller) if caller.user_id == self.outbox().user => {
                self.renew(&caller);
                Ok(())
            }
            Err(AuthError::Unavailable) => {
                self.term.over_at = now + BELIEVED_FURTHER;
                Ok(())
            }
            Err(AuthError::Disabled) => Err(End::Close(Close::Refused)),
            Ok(_) | Err(AuthError::Unauthenticated | AuthError::TokenExpired) => {
                Err(End::Close(Close::Unauthenticated))
            }
        }
    }

    /// Takes the identity as it is now.
    pub(super) fn renew(&mut self, caller: &Caller) {
        let warn_before = self.service.parts.pace.warn_before;
        self.term = Term::of(caller, warn_before, Instant::now());
        self.hall().set_role(self.outbox(), caller.role);
    }

    /// The process stops: everybody leaves, one after the other.
    pub(super) fn plan_to_leave(&mut self) {
        let sockets = u32::try_from(self.hall().sockets()).unwrap_or(u32::MAX);
        let spread = LEAVE_EACH
            .saturating_mul(sockets)
            .min(self.service.parts.pace.leave_within);
        // The id is random enough to spread by.
        let share = self.sid.bytes().rev().take(4).fold(0_u32, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u32::from(byte))
        });
        self.due.leave = Some(Instant::now() + spread.mul_f64(f64::from(share % 1_000) / 1_000.0));
    }

    fn event(&self, name: FrameName, data: &impl serde::Serialize) -> Option<Utf8Bytes> {
        let data = serde_json::to_string(data).ok()?;
        Some(self.connection.dialect.event(name, &data))
    }
}
