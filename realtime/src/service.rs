//! The service: what its routes and its hub share.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use chassis::caller::Recognition;
use chassis::config::Checked;
use chassis::limits::Limits;
use chassis::operator::Readiness;
use chassis::shutdown::Shutdown;
use domain::UserId;
use event_bus::{Behind, Hints};
use presence::Presence;

use crate::close::Close;
use crate::company::Company;
use crate::hall::Hall;
use crate::history::History;
use crate::hub;
use crate::polling::Polls;
use crate::ports::{Doorkeeper, Recorder};
use crate::room::{Entrance, Room};

/// The heartbeat and the patience of sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// A hello or CONNECT has to come within this.
    pub hello_within: Duration,
    /// The server pings this often.
    pub ping_every: Duration,
    /// A sign of life has to come within this after a ping.
    pub pong_within: Duration,
    /// After this long without a frame the cursor is told.
    pub quiet_max: Duration,
    /// The end of a token is told this long before.
    pub warn_before: Duration,
    /// A write that takes longer means that nobody reads.
    pub write_within: Duration,
    /// Closing at shutdown is spread over at most this long.
    pub leave_within: Duration,
}

impl Default for Pace {
    /// The interface's.
    fn default() -> Self {
        Self {
            hello_within: Duration::from_secs(5),
            ping_every: Duration::from_secs(10),
            pong_within: Duration::from_secs(20),
            quiet_max: Duration::from_secs(30),
            warn_before: Duration::from_secs(60),
            write_within: Duration::from_secs(10),
            leave_within: Duration::from_secs(5),
        }
    }
}

/// How much of the newest events is kept ready for those who come back.
pub const RING_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What the binary hands in.
pub struct Parts {
    /// The log behind us.
    pub history: Arc<dyn History>,
    /// Who is who.
    pub recognition: Recognition,
    /// Where it is written down who looks at what.
    pub recorder: Arc<dyn Recorder>,
    /// Who has to forget what people might do.
    pub doorkeeper: Arc<dyn Doorkeeper>,
    /// The settings: origins, node, proxies.
    pub settings: Checked,
    /// How often somebody may connect.
    pub limits: Limits,
    /// Who is here and who types. Whoever hands it in has it run.
    pub presence: Arc<dyn Presence>,
    /// How many sockets, and how fast.
    pub room: Room,
    /// The end of the process.
    pub shutdown: Shutdown,
    /// Heartbeat and patience.
    pub pace: Pace,
    /// Bytes of the newest events to keep ready.
    pub ring_bytes_max: usize,
}

/// The realtime service of one process. Clones are the same one.
#[derive(Clone)]
pub struct Realtime(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) parts: Parts,
    pub(crate) hall: Arc<Hall>,
    pub(crate) polls: Arc<Polls>,
    pub(crate) company: Company,
    pub(crate) entrance: Arc<Entrance>,
}

impl FromRef<Realtime> for Recognition {
    fn from_ref(realtime: &Realtime) -> Self {
        realtime.inner().parts.recognition.clone()
    }
}

impl Realtime {
    /// Joins the parts. Nobody is let in before [`Realtime::run`] has begun.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let hall = Arc::new(Hall::new(parts.history.log(), parts.ring_bytes_max));
        let company = Company::new(hall.clone(), parts.presence.clone());
        let entrance = Arc::new(Entrance::new(parts.room));
        Self(Arc::new(Inner {
            parts,
            hall,
            polls: Arc::default(),
            company,
            entrance,
        }))
    }

    /// Follows the log until the process is asked to stop.
    ///
    /// # Errors
    /// The log ends before what was read of it: it is not the log it was.
    pub async fn run(self, hints: Hints, readiness: Readiness) -> Result<(), Behind> {
        let gate = readiness.register("realtime");
        let history = self.0.parts.history.clone();
        let Inner {
            parts,
            hall,
            company,
            ..
        } = &*self.0;
        let keeper = &*parts.doorkeeper;
        let following = hub::follow(
            hall,
            company,
            history,
            keeper,
            hints,
            &gate,
            &parts.shutdown,
        );
        tokio::select! {
            outcome = following => outcome,
            never = company.follow() => match never {},
        }
    }

    /// The position up to which all was told, once the service has begun.
    #[must_use]
    pub fn position(&self) -> Option<u64> {
        *self.0.hall.moved().borrow()
    }

    /// How many sockets are in, greeted and not yet gone.
    #[must_use]
    pub fn sockets(&self) -> usize {
        self.0.hall.sockets()
    }

    /// Closes the sockets of a session that was signed out.
    pub fn close_session(&self, session: &str) {
        self.0.hall.close_where(Close::Unauthenticated, |outbox| {
            outbox.session.as_deref() == Some(session)
        });
    }

    /// Has every socket with a session come back and be asked for it again.
    pub fn close_sessions(&self) {
        self.0
            .hall
            .close_where(Close::Restarting, |outbox| outbox.session.is_some());
    }

    /// Closes the sockets of a person who may not come in any more.
    pub fn close_person(&self, user: UserId) {
        self.0
            .hall
            .close_where(Close::Refused, |outbox| outbox.user == user);
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }
}
