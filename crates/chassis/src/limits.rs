//! How often somebody may ask. Per user where one is known, per address only where none is.

mod address;
mod layer;

use std::hash::{BuildHasher, Hash, RandomState};
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

/// Keys that one counter holds for themselves; about 10 MB. Whoever has a whole /32 of IPv6 has more
/// networks than anybody has memory.
pub const KEYS_MAX: usize = 100_000;

/// Where the keys beyond that are counted together. So many that strangers seldom meet, and that nobody
/// empties all of them at once.
const CROWDS: u64 = 4_096;

/// One kind of counter: bounded, whoever asks.
struct Keyed<K: Hash + Eq + Clone> {
    limiter: RateLimiter<Slot<K>, DashMapStateStore<Slot<K>>, MonotonicClock>,
    keys_max: usize,
    // Seeded by itself: nobody outside knows whom they share a slot with.
    hasher: RandomState,
}

/// Who is counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Slot<K> {
    Alone(K),
    Crowd(u64),
}

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
        self.users().into_iter().for_each(Keyed::tidy);
        self.addresses.tidy();
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
    Keyed {
        limiter: RateLimiter::new(quota, DashMapStateStore::default(), MonotonicClock),
        keys_max: KEYS_MAX,
        hasher: RandomState::new(),
    }
}

impl<K: Hash + Eq + Clone> Keyed<K> {
    fn take(&self, key: &K) -> Result<(), Problem> {
        self.limiter
            .check_key(&self.slot_of(key))
            .map_err(|refusal| {
                let pause = refusal.wait_time_from(self.limiter.clock().now());
                Problem::new(Code::RateLimited, "slow down").retry_after(pause)
            })
    }

    /// While a counter is full, everybody is counted in a crowd, until idle keys were swept.
    fn slot_of(&self, key: &K) -> Slot<K> {
        match self.limiter.len() < self.keys_max {
            true => Slot::Alone(key.clone()),
            false => Slot::Crowd(self.hasher.hash_one(key) % CROWDS),
        }
    }

    fn tidy(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.limiter.len()
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn however_many_ask_memory_is_bounded_and_a_single_one_is_still_limited() {
        let mut counter = keyed::<u32>((120, 60));
        counter.keys_max = 100;
        for key in 0..100_000 {
            let _ = counter.take(&key);
        }
        let held_max = 100 + usize::try_from(CROWDS).unwrap();
        assert!(counter.len() <= held_max, "{}", counter.len());
        assert!((0..61).any(|_| counter.take(&7).is_err()));
    }

    #[test]
    fn a_refusal_says_when_the_next_request_is_accepted() {
        // Six in a minute: one every ten seconds.
        let counter = keyed::<u32>((6, 1));
        assert!(counter.take(&7).is_ok());
        let refusal = counter.take(&7).unwrap_err().into_response();
        let pause = refusal.headers()["retry-after"].to_str().unwrap();
        assert!(["9", "10"].contains(&pause), "{pause}");
    }
}
