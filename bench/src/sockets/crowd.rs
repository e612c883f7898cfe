//! Many sockets, each in a task of its own, that count what they hear: a frame after a hole is a
//! gap, one that was there already a repeat.

mod member;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::speech::Dialect;
use super::stage::Rooms;

pub(super) use member::{Counted, MARK, Manner, Member};

/// Handshakes at once while the crowd comes in.
const AT_ONCE: usize = 64;
/// How long the crowd may take to come in, and to hear all that was said.
const PATIENCE: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// What all of a crowd share.
#[derive(Debug)]
pub(super) struct Shared {
    host: String,
    /// Where one says something.
    pub(super) api: String,
    pub(super) rooms: Rooms,
    /// When scheduled sends began: latencies are counted from there.
    pub(super) epoch: Instant,
    /// Frames of messages, all sockets together.
    pub(super) delivered: AtomicU64,
    /// Who is live now.
    pub(super) live: AtomicUsize,
    /// A frame as it came, for a server that has to send the like.
    pub(super) sample: OnceLock<String>,
    /// Microseconds from when a message was due until it was acknowledged.
    pub(super) acknowledged: Mutex<Vec<u32>>,
    entrance: Semaphore,
    orders: watch::Sender<Orders>,
}

/// What a crowd is told to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Orders {
    /// Cut the connection, each time that this grows.
    pub(super) cuts: u64,
    /// Be as one is: slow, or cut now and then. Nobody is while the crowd comes in.
    pub(super) be_oneself: bool,
}

/// The sockets. They end with it.
pub(super) struct Crowd {
    pub(super) shared: Arc<Shared>,
    pub(super) members: Vec<Arc<Member>>,
    dialect: Dialect,
    tasks: JoinSet<anyhow::Result<()>>,
}

impl Crowd {
    /// Fills rooms. `manner` says how the nth socket behaves.
    pub(super) async fn fill(
        host: &str,
        rooms: &Rooms,
        dialect: Dialect,
        manner: impl Fn(usize) -> Manner,
    ) -> anyhow::Result<Self> {
        Self::fill_apart((host, host), rooms, dialect, manner).await
    }

    /// The same where one process has the sockets, and another is told what is said.
    pub(super) async fn fill_apart(
        (host, api): (&str, &str),
        rooms: &Rooms,
        dialect: Dialect,
        manner: impl Fn(usize) -> Manner,
    ) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared {
            host: host.to_owned(),
            api: api.to_owned(),
            rooms: Arc::clone(rooms),
            epoch: Instant::now(),
            delivered: AtomicU64::new(0),
            live: AtomicUsize::new(0),
            sample: OnceLock::new(),
            acknowledged: Mutex::default(),
            entrance: Semaphore::new(AT_ONCE),
            orders: watch::Sender::default(),
        });
        let mut crowd = Self {
            shared,
            members: Vec::new(),
            dialect,
            tasks: JoinSet::new(),
        };
        for (number, room) in rooms.iter().enumerate() {
            for person in 0..room.people.len() {
                for _ in 0..room.sockets_each {
                    let manner = manner(crowd.members.len());
                    let member = Arc::new(Member::new((number, person), dialect, manner));
                    crowd.members.push(Arc::clone(&member));
                    let shared = Arc::clone(&crowd.shared);
                    crowd.tasks.spawn(member::live(member, shared));
                }
            }
        }
        crowd.wait("let everybody in", Crowd::are_all_live).await?;
        crowd.order(|orders| orders.be_oneself = true);
        Ok(crowd)
    }

    /// How all of them speak.
    pub(super) const fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(super) fn are_all_live(&self) -> bool {
        self.shared.live.load(Ordering::Relaxed) == self.members.len()
    }

    pub(super) fn order(&self, change: impl FnOnce(&mut Orders)) {
        self.shared.orders.send_modify(change);
    }

    /// Frames of messages so far, all sockets together.
    pub(super) fn delivered(&self) -> u64 {
        self.shared.delivered.load(Ordering::Relaxed)
    }

    /// Waits until everybody has heard everything, and adds up what they counted.
    pub(super) async fn hear_all(&mut self) -> anyhow::Result<Counted> {
        let have_all_heard = |crowd: &Self| {
            let rooms = &crowd.shared.rooms;
            let mut members = crowd.members.iter();
            crowd.are_all_live()
                && members.all(|it| {
                    let room = rooms.get(it.room());
                    room.is_some_and(|room| it.last() >= room.last())
                })
        };
        self.wait("tell everybody everything", have_all_heard)
            .await?;
        Ok(self.counted())
    }

    pub(super) fn counted(&self) -> Counted {
        self.members
            .iter()
            .fold(Counted::default(), |sum, member| sum + member.counted())
    }

    /// Latencies of those that are meant, in milliseconds, and forgets all of them.
    pub(super) fn take_latencies(&self, is_meant: impl Fn(&Member) -> bool) -> Vec<f64> {
        let mut all = Vec::new();
        for member in &self.members {
            let taken = member.take_latencies();
            if is_meant(member) {
                all.extend(taken.into_iter().map(|micros| f64::from(micros) / 1_000.0));
            }
        }
        all
    }

    /// How long sends took since this was last asked, in milliseconds.
    pub(super) fn take_acknowledged(&self) -> Vec<f64> {
        let acknowledged = &self.shared.acknowledged;
        let mut taken = acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = std::mem::take(&mut *taken);
        taken
            .into_iter()
            .map(|micros| f64::from(micros) / 1_000.0)
            .collect()
    }

    /// Whether everybody was cut, and is back.
    pub(super) fn are_all_back(&self) -> bool {
        self.members
            .iter()
            .all(|member| member.counted().returns > 0)
            && self.are_all_live()
    }

    /// Waits for something, unless a socket fails.
    pub(super) async fn wait(
        &mut self,
        what: &str,
        is_so: impl Fn(&Self) -> bool,
    ) -> anyhow::Result<()> {
        let until = Instant::now() + PATIENCE;
        while !is_so(self) {
            if let Some(ended) = self.tasks.try_join_next() {
                ended.context("a socket's task")??;
                bail!("a socket's task ended");
            }
            ensure!(
                Instant::now() < until,
                "the server did not {what} within {PATIENCE:?}: {} of {} are live, {:?}",
                self.shared.live.load(Ordering::Relaxed),
                self.members.len(),
                self.counted(),
            );
            sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}
