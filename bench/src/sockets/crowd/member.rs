//! One socket's life over all its connections.

use std::ops::{Add, ControlFlow};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::sync::{SemaphorePermit, watch};
use tokio::time::{Instant, sleep, sleep_until};

use super::{Orders, Shared};
use crate::sockets::speech::{Dialect, Event, Heard, number};
use crate::sockets::wire::{Opened, Taken, Wire};

/// What a slow socket reads in a second.
const SLOW_BYTES: usize = 1_024;
const SECOND: Duration = Duration::from_secs(1);
/// The first pause before coming back, where a client pauses at all; it doubles.
const PAUSE: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_secs(30);
/// Closed for reading too slowly.
const TOO_SLOW: u16 = 4008;
/// Closed by a server that cannot serve just now.
const RESTARTING: u16 = 1012;

/// What marks a body that tells when it was to be sent.
pub(in crate::sockets) const MARK: &str = "@";

/// How a socket is once everybody is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sockets) enum Manner {
    /// Reads all there is, stays.
    Steady,
    /// Is cut at random, so far apart, and back at once.
    Flapping { least: Duration, most: Duration },
    /// Reads 1 KiB/s.
    Slow,
}

/// A socket, and what it counted.
#[derive(Debug)]
pub(in crate::sockets) struct Member {
    place: (usize, usize),
    dialect: Dialect,
    pub(in crate::sockets) manner: Manner,
    last: AtomicU64,
    frames: AtomicU64,
    gaps: AtomicU64,
    repeats: AtomicU64,
    resyncs: AtomicU64,
    returns: AtomicU64,
    too_slow: AtomicU64,
    refusals: AtomicU64,
    latencies: Mutex<Vec<u32>>,
}

/// What sockets counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::sockets) struct Counted {
    pub(in crate::sockets) frames: u64,
    pub(in crate::sockets) gaps: u64,
    pub(in crate::sockets) repeats: u64,
    pub(in crate::sockets) resyncs: u64,
    pub(in crate::sockets) returns: u64,
    pub(in crate::sockets) too_slow: u64,
    pub(in crate::sockets) refusals: u64,
}

impl Add for Counted {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            frames: self.frames + other.frames,
            gaps: self.gaps + other.gaps,
            repeats: self.repeats + other.repeats,
            resyncs: self.resyncs + other.resyncs,
            returns: self.returns + other.returns,
            too_slow: self.too_slow + other.too_slow,
            refusals: self.refusals + other.refusals,
        }
    }
}

impl Member {
    pub(super) fn new(place: (usize, usize), dialect: Dialect, manner: Manner) -> Self {
        let zero = || AtomicU64::new(0);
        Self {
            place,
            dialect,
            manner,
            last: zero(),
            frames: zero(),
            gaps: zero(),
            repeats: zero(),
            resyncs: zero(),
            returns: zero(),
            too_slow: zero(),
            refusals: zero(),
            latencies: Mutex::default(),
        }
    }

    pub(in crate::sockets) const fn room(&self) -> usize {
        self.place.0
    }

    /// The seq of the newest frame heard.
    pub(in crate::sockets) fn last(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }

    pub(super) fn counted(&self) -> Counted {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counted {
            frames: of(&self.frames),
            gaps: of(&self.gaps),
            repeats: of(&self.repeats),
            resyncs: of(&self.resyncs),
            returns: of(&self.returns),
            too_slow: of(&self.too_slow),
            refusals: of(&self.refusals),
        }
    }

    pub(super) fn take_latencies(&self) -> Vec<u32> {
        let mut latencies = self
            .latencies
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *latencies)
    }

    /// Counts a durable frame by its place.
    fn note(&self, event: &Event<'_>, shared: &Shared) {
        let Some(seq) = event.seq else { return };
        let last = self.last.load(Ordering::Relaxed);
        if seq <= last {
            self.repeats.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.gaps.fetch_add(seq - last - 1, Ordering::Relaxed);
        self.last.store(seq, Ordering::Relaxed);
        if event.name != "new-message" {
            return;
        }
        self.frames.fetch_add(1, Ordering::Relaxed);
        if let Some((_, body)) = event.rest.split_once(r#","body":""#)
            && let (Some(micros), _) = number(body, MARK)
        {
            let took = shared.epoch.elapsed().as_micros();
            let took = took.saturating_sub(u128::from(micros));
            let mut latencies = self
                .latencies
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            latencies.push(u32::try_from(took).unwrap_or(u32::MAX));
        }
    }
}

/// Why a connection ended.
enum End {
    Cut,
    /// The other side closed, or is gone.
    Closed,
    /// The other side closed, and wants one to come back a little later.
    Later,
}

/// Connects, and comes back with its cursor however often the connection ends.
pub(super) async fn live(member: Arc<Member>, shared: Arc<Shared>) -> anyhow::Result<()> {
    let room = shared.rooms.get(member.place.0).context("a room")?;
    let token = room.people.get(member.place.1).context("a person")?;
    // Nothing was missed that was said before: the conversation was so far.
    member.last.store(room.last(), Ordering::Relaxed);
    let mut life = Life {
        orders: shared.orders.subscribe(),
        member: &member,
        shared: &shared,
        token,
        cursor: None,
        is_live: false,
        turn: None,
    };
    loop {
        life.connect().await?;
        member.returns.fetch_add(1, Ordering::Relaxed);
    }
}

/// A socket's connections, one after the other.
struct Life<'a> {
    orders: watch::Receiver<Orders>,
    member: &'a Member,
    shared: &'a Shared,
    token: &'a str,
    cursor: Option<String>,
    is_live: bool,
    /// To come in for the first time, not all at once.
    turn: Option<SemaphorePermit<'a>>,
}

impl Life<'_> {
    /// One connection, from its handshake to its end.
    async fn connect(&mut self) -> anyhow::Result<()> {
        let cuts = self.orders.borrow_and_update().cuts;
        if self.cursor.is_none() {
            self.turn = Some(self.shared.entrance.acquire().await?);
        }
        let mut wire = self.open().await?;
        let ended = self.follow(&mut wire, cuts).await;
        self.turn = None;
        if std::mem::take(&mut self.is_live) {
            self.shared.live.fetch_sub(1, Ordering::Relaxed);
        }
        match ended? {
            // What the others of a cut crowd do too: not all at once.
            End::Cut if self.orders.borrow().cuts != cuts => {
                sleep(PAUSE.mul_f64(chance())).await;
            }
            End::Later => sleep(SECOND.mul_f64(chance())).await,
            End::Cut | End::Closed => {}
        }
        Ok(())
    }

    /// A handshake, tried until there is room. Pauses double, and are random as a whole.
    async fn open(&mut self) -> anyhow::Result<Wire> {
        let dialect = self.member.dialect;
        let is_slow = self.member.manner == Manner::Slow;
        let mut pause = PAUSE;
        loop {
            match Wire::open(&self.shared.host, dialect.path(), is_slow).await? {
                Opened::Yes(mut wire) => {
                    if dialect == Dialect::Plain {
                        self.greet(&mut wire).await?;
                    }
                    return Ok(wire);
                }
                Opened::NotNow(seconds) => {
                    self.member.refusals.fetch_add(1, Ordering::Relaxed);
                    sleep(Duration::from_secs(seconds) + pause.mul_f64(chance())).await;
                    pause = (2 * pause).min(PAUSE_MAX);
                }
            }
        }
    }

    async fn greet(&self, wire: &mut Wire) -> anyhow::Result<()> {
        let hello = self
            .member
            .dialect
            .hello(self.token, self.cursor.as_deref());
        wire.say(&hello).await
    }

    fn is_slow(&self) -> bool {
        self.member.manner == Manner::Slow && self.orders.borrow().be_oneself
    }

    /// When the line breaks next.
    fn breaks_at(&self) -> Option<Instant> {
        match self.member.manner {
            Manner::Flapping { least, most } if self.orders.borrow().be_oneself => {
                Some(Instant::now() + least + (most - least).mul_f64(chance()))
            }
            Manner::Flapping { .. } | Manner::Steady | Manner::Slow => None,
        }
    }

    async fn follow(&mut self, wire: &mut Wire, cuts: u64) -> anyhow::Result<End> {
        let mut breaks_at = self.breaks_at();
        // The first word may have come together with the handshake's answer.
        if let ControlFlow::Break(end) = self.take_all(wire).await? {
            return Ok(end);
        }
        loop {
            let is_slow = self.is_slow();
            let most = if is_slow { SLOW_BYTES } else { usize::MAX };
            let broken = async {
                match breaks_at {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            let read = tokio::select! {
                read = wire.fill(most) => read,
                () = broken => return Ok(End::Cut),
                told = self.orders.changed() => {
                    told?;
                    if self.orders.borrow_and_update().cuts != cuts {
                        return Ok(End::Cut);
                    }
                    breaks_at = self.breaks_at();
                    continue;
                }
            };
            if !matches!(read, Ok(true)) {
                return Ok(End::Closed);
            }
            if let ControlFlow::Break(end) = self.take_all(wire).await? {
                return Ok(end);
            }
            if is_slow {
                tokio::select! {
                    () = sleep(SECOND) => {}
                    told = self.orders.changed() => told?,
                }
            }
        }
    }

    /// Takes what was read.
    async fn take_all(&mut self, wire: &mut Wire) -> anyhow::Result<ControlFlow<End>> {
        let before = self.member.frames.load(Ordering::Relaxed);
        let (mut answer, mut newest) = (None, None);
        let closed = loop {
            let place = match wire.take()? {
                Taken::Nothing => break None,
                Taken::Close(code) => break Some(code),
                Taken::Text(place) => place,
            };
            let text = std::str::from_utf8(wire.at(&place))?;
            let event = match self.member.dialect.hear(text) {
                Heard::Ping => {
                    answer = Some(self.member.dialect.pong());
                    continue;
                }
                Heard::Open => {
                    self.greet(wire).await?;
                    continue;
                }
                Heard::Refused => bail!("not let in: {text}"),
                Heard::Other => continue,
                Heard::Event(event) => event,
            };
            match event.name {
                "ready" => {
                    self.is_live = true;
                    self.turn = None;
                    self.shared.live.fetch_add(1, Ordering::Relaxed);
                }
                "resync" => {
                    self.member.resyncs.fetch_add(1, Ordering::Relaxed);
                }
                "new-message" if self.shared.sample.get().is_none() => {
                    let _ = self.shared.sample.set(text.to_owned());
                }
                _ => {}
            }
            self.member.note(&event, self.shared);
            if event.cursor.is_some() {
                newest = Some(place);
            }
        };
        if let Some(place) = newest
            && let Heard::Event(event) = self
                .member
                .dialect
                .hear(std::str::from_utf8(wire.at(&place))?)
        {
            let kept = self.cursor.get_or_insert_default();
            kept.clear();
            kept.push_str(event.cursor.unwrap_or_default());
        }
        let frames = self.member.frames.load(Ordering::Relaxed) - before;
        self.shared.delivered.fetch_add(frames, Ordering::Relaxed);
        match (closed, answer) {
            (Some(TOO_SLOW), _) => {
                self.member.too_slow.fetch_add(1, Ordering::Relaxed);
                return Ok(ControlFlow::Break(End::Closed));
            }
            (Some(RESTARTING), _) => return Ok(ControlFlow::Break(End::Later)),
            (Some(code), _) => bail!("a socket was closed with {code}"),
            // Who cannot be answered is gone, which the next read tells.
            (None, Some(answer)) => drop(wire.say(answer).await),
            (None, None) => {}
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// Anything from 0 to 1.
fn chance() -> f64 {
    let mut bytes = [0; 4];
    // Without chance all come at once, which is what a benchmark may bear.
    let _ = getrandom::fill(&mut bytes);
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}
