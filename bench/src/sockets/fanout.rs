//! The processors' time of a delivery while as much is said as server and crowd keep up with, in
//! small rooms and large ones: of the whole program, which also takes, keeps and projects what is
//! said; of its realtime role alone; and of the npm server, which only hands on. In turn.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::Options;
use super::crowd::{Counted, Crowd, Manner};
use super::findings::Findings;
use super::reference::Reference;
use super::senders::Chorus;
use super::speech::Dialect;
use super::stage::{Apart, Layout, Rooms, Stage};
use super::usage::cpu;
use crate::report::{Bound, median, ratio};
use crate::server::Server;

const WARM: Duration = Duration::from_secs(1);

/// A room's size, and what is promised of it.
struct Size {
    room: usize,
    cost: (&'static str, f64),
    ratio: (&'static str, f64),
    whole: &'static str,
}

const SIZES: [Size; 3] = [
    Size {
        room: 10,
        cost: ("CPU-s per million deliveries, rooms of 10", 9.0),
        ratio: ("the npm server takes so many times that, rooms of 10", 2.0),
        whole: "rooms of 10: gaps, repeats",
    },
    Size {
        room: 100,
        cost: ("CPU-s per million deliveries, rooms of 100", 1.6),
        ratio: (
            "the npm server takes so many times that, rooms of 100",
            10.0,
        ),
        whole: "rooms of 100: gaps, repeats",
    },
    Size {
        room: 1_000,
        cost: ("CPU-s per million deliveries, rooms of 1,000", 1.1),
        ratio: (
            "the npm server takes so many times that, rooms of 1,000",
            12.0,
        ),
        whole: "rooms of 1,000: gaps, repeats",
    },
];

/// Those who are measured, with what their rounds found: processors' seconds of a million
/// deliveries, and deliveries a second.
struct Tried {
    name: &'static str,
    pid: u32,
    crowd: Crowd,
    costs: Vec<f64>,
    rates: Vec<f64>,
}

pub(super) async fn run(
    server: &Server,
    options: &Options,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut whole = Stage::open(server, &options.tidings, "fanout").await?;
    let mut shared = Stage::open_shared(server, &options.tidings, "apart").await?;
    let mut furnished = Vec::new();
    for size in SIZES {
        let layout = Layout::of(options.sockets, size.room);
        let rooms = [
            whole.furnish(layout).await?,
            whole.furnish(layout).await?,
            shared.furnish(layout).await?,
        ];
        furnished.push((size, layout, rooms));
    }
    let apart = shared.part().await?;
    for (size, layout, rooms) in furnished {
        let tried = enter(&whole, &apart, &rooms).await?;
        measure(options, &size, layout, tried, findings).await?;
    }
    apart.stop().await?;
    whole.target.stop().await
}

/// Fills the rooms of ours.
async fn enter(
    whole: &Stage,
    apart: &Apart,
    [rooms, plain, role]: &[Rooms; 3],
) -> anyhow::Result<Vec<Tried>> {
    let host = whole.target.host();
    let hosts = (apart.realtime.host(), apart.commands.host());
    let steady = |_| Manner::Steady;
    let socket_io = Dialect::SocketIo;
    Ok(vec![
        Tried::new(
            "everything, Socket.IO",
            whole.pid()?,
            Crowd::fill(host, rooms, socket_io, steady).await?,
        ),
        Tried::new(
            "everything, plain",
            whole.pid()?,
            Crowd::fill(host, plain, Dialect::Plain, steady).await?,
        ),
        Tried::new(
            "the realtime role, Socket.IO",
            apart.pid()?,
            Crowd::fill_apart(hosts, role, socket_io, steady).await?,
        ),
    ])
}

async fn measure(
    options: &Options,
    size: &Size,
    layout: Layout,
    mut tried: Vec<Tried>,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut sample = String::new();
    for one in &mut tried {
        let chorus = Chorus::begin(&one.crowd, layout.room()).await?;
        let has_heard = |crowd: &Crowd| crowd.shared.sample.get().is_some();
        one.crowd.wait("tell anything", has_heard).await?;
        chorus.end().await?;
        one.crowd.hear_all().await?;
        if one.crowd.dialect() == Dialect::SocketIo {
            sample = one.crowd.shared.sample.get().cloned().unwrap_or_default();
        }
    }
    let npm = Reference::start(&sample).await?;
    let rooms = tried.first().map(|one| Arc::clone(&one.crowd.shared.rooms));
    let rooms = Reference::rooms(&rooms.unwrap_or_default());
    let crowd = Crowd::fill(&npm.host, &rooms, Dialect::SocketIo, |_| Manner::Steady).await?;
    tried.push(Tried::new("npm", npm.pid()?, crowd));
    for _ in 0..options.rounds {
        for one in &mut tried {
            one.round(layout, Duration::from_secs(options.seconds))
                .await?;
        }
    }
    npm.stop().await?;
    if let [whole, plain, role, npm] = tried.as_slice() {
        let cost = median(whole.costs.iter().copied());
        findings.promise(size.cost.0, cost, Bound::Most(size.cost.1));
        let times = ratio(&npm.costs, &whole.costs);
        findings.promise(size.ratio.0, times, Bound::Least(size.ratio.1));
        for one in [whole, plain, role, npm] {
            let [cost, rate] = [&one.costs, &one.rates].map(|of| median(of.iter().copied()));
            let times = ratio(&npm.costs, &one.costs);
            findings.tell(
                format!("  {}", one.name),
                format!("{cost:.2} at {rate:.0}/s, npm takes {times:.1} times that"),
            );
        }
    }
    let ours = tried.iter().filter(|one| one.name != "npm");
    let counted = ours.fold(Counted::default(), |sum, one| sum + one.crowd.counted());
    findings.whole(size.whole, counted);
    Ok(())
}

impl Tried {
    const fn new(name: &'static str, pid: u32, crowd: Crowd) -> Self {
        Self {
            name,
            pid,
            crowd,
            costs: Vec::new(),
            rates: Vec::new(),
        }
    }

    /// Looks what the server uses for what the crowd hears.
    async fn round(&mut self, layout: Layout, time: Duration) -> anyhow::Result<()> {
        let chorus = Chorus::begin(&self.crowd, layout.room()).await?;
        sleep(WARM).await;
        let (used, heard) = (cpu(self.pid)?, self.crowd.delivered());
        sleep(time).await;
        let used = cpu(self.pid)? - used;
        let heard = (self.crowd.delivered() - heard) as f64;
        self.costs.push(used.as_secs_f64() * 1e6 / heard);
        self.rates.push(heard / time.as_secs_f64());
        chorus.end().await?;
        self.crowd.hear_all().await?;
        Ok(())
    }
}
