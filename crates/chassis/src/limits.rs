//! How often somebody may ask. Per user where one is known, per address only where none is.

mod address;
mod layer;

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use domain::UserId;
use governor::clock::{Clock, MonotonicClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

pub use address::client_address;
pub use layer::{classify, limit};

use crate::problem::{Code, Problem};

/// How often keys that did not ask lately are dropped, so that memory follows the active ones.
pub const TIDY_EVERY: Duration = Duration::from_secs(60);

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the table of the interface")]
pub enum Activity {
    Send,
    Command,
    Upload,
    Search,
    Read,
    SocketConnect,
}

impl Activity {
    /// Per minute, and at once.
    fn rate(self) -> (u32, u32) {
        match self {
            Self::Send => (300, 60),
            Self::Command => (120, 40),
            Self::Upload => (60, 10),
            Self::Search => (60, 20),
            Self::Read => (1_200, 200),
            Self::SocketConnect => (120, 40),
        }
    }
}

/// Requests per minute of an address without identity, and at once.
const ADDRESS_RATE: (u32, u32) = (120, 60);

type Keyed<K> = RateLimiter<K, DashMapStateStore<K>, MonotonicClock>;

/// The counters of one process. Clones are the same ones.
#[derive(Clone)]
pub struct Limits(Option<Arc<Counters>>);

struct Counters {
    sends: Keyed<UserId>,
    commands: Keyed<UserId>,
    uploads: Keyed<UserId>,
    searches: Keyed<UserId>,
    reads: Keyed<UserId>,
    socket_connects: Keyed<UserId>,
    addresses: Keyed<IpAddr>,
}

impl Limits {
    /// The interface's rates, or none.
    pub fn new(is_on: bool) -> Self {
        Self(is_on.then(|| Arc::new(Counters::new())))
    }

    /// Counts one act of a user, or refuses it with the time to wait.
    pub fn take(&self, user: UserId, activity: Activity) -> Result<(), Problem> {
        self.0
            .as_ref()
            .map_or(Ok(()), |counters| counters.of(activity).take(&user))
    }

    /// Counts one request of an address without identity, or refuses it.
    pub fn take_address(&self, address: IpAddr) -> Result<(), Problem> {
        let key = network_of(address);
        self.0
            .as_ref()
            .map_or(Ok(()), |counters| counters.addresses.take(&key))
    }

    /// Drops keys that are as good as new. To be called every [`TIDY_EVERY`].
    pub fn tidy(&self) {
        if let Some(counters) = &self.0 {
            counters.tidy();
        }
    }

    /// How many keys are held.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |counters| counters.len())
    }

    /// Whether nobody is counted just now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A home or machine gets a whole /64 of IPv6; single addresses of it are nobody's limit.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() & !u128::from(u64::MAX)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

impl Counters {
    fn new() -> Self {
        Self {
            sends: keyed(Activity::Send.rate()),
            commands: keyed(Activity::Command.rate()),
            uploads: keyed(Activity::Upload.rate()),
            searches: keyed(Activity::Search.rate()),
            reads: keyed(Activity::Read.rate()),
            socket_connects: keyed(Activity::SocketConnect.rate()),
            addresses: keyed(ADDRESS_RATE),
        }
    }

    fn of(&self, activity: Activity) -> &Keyed<UserId> {
        match activity {
            Activity::Send => &self.sends,
            Activity::Command => &self.commands,
            Activity::Upload => &self.uploads,
            Activity::Search => &self.searches,
            Activity::Read => &self.reads,
            Activity::SocketConnect => &self.socket_connects,
        }
    }

    fn users(&self) -> [&Keyed<UserId>; 6] {
        [
            &self.sends,
            &self.commands,
            &self.uploads,
            &self.searches,
            &self.reads,
            &self.socket_connects,
        ]
    }

    fn tidy(&self) {
        for limiter in self.users() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        self.addresses.retain_recent();
        self.addresses.shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.users()
            .iter()
            .map(|limiter| limiter.len())
            .sum::<usize>()
            + self.addresses.len()
    }
}

fn keyed<K: Hash + Eq + Clone>((per_minute, burst): (u32, u32)) -> Keyed<K> {
    // The tables above hold no zero; one is the gentlest reading of it.
    let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::per_minute(at_least_one(per_minute)).allow_burst(at_least_one(burst));
    RateLimiter::new(quota, DashMapStateStore::default(), MonotonicClock)
}

trait Take<K> {
    fn take(&self, key: &K) -> Result<(), Problem>;
}

impl<K: Hash + Eq + Clone> Take<K> for Keyed<K> {
    fn take(&self, key: &K) -> Result<(), Problem> {
        self.check_key(key).map(|_| ()).map_err(|refusal| {
            let pause = refusal.wait_time_from(self.clock().now());
            Problem::new(Code::RateLimited, "slow down").retry_after(pause)
        })
    }
}
