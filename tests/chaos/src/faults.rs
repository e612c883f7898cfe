//! What is broken, and how long it takes until it works again.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::chance::Chance;
use crate::cluster::{Cluster, Kind, NODES};
use crate::recorder::Recorder;

/// One thing that is broken.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// `kill -9` of one process, and a new start.
    Kill(Kind, usize),
    /// Of all of them at once.
    KillAll,
    /// Of Postgres.
    KillPostgres,
    /// Redis forgets everything.
    FlushRedis,
    /// Redis is gone for so many milliseconds.
    KillRedis(u64),
    /// Kafka is gone for so many milliseconds.
    KillKafka(u64),
    /// One process stands still for so many milliseconds: a leader's standby takes over.
    Pause(Kind, usize, u64),
    /// One process runs until it comes to a crash point.
    Crash(&'static str, Kind, u64),
}

/// The places at which a process can be made to end, with who comes past them.
pub(crate) const POINTS: &[(&str, Kind)] = &[
    ("command.received", Kind::CommandApi),
    ("append.in_transaction", Kind::CommandApi),
    ("command.decided", Kind::CommandApi),
    ("command.answering", Kind::CommandApi),
    ("projector.polled", Kind::Projector),
    ("projector.in_transaction", Kind::Projector),
    ("projector.committed", Kind::Projector),
    ("realtime.polled", Kind::Realtime),
    ("realtime.telling", Kind::Realtime),
    ("realtime.replaying", Kind::Realtime),
    ("upload.writing", Kind::CommandApi),
    ("upload.synced", Kind::CommandApi),
    ("upload.renamed", Kind::CommandApi),
    ("upload.recorded", Kind::CommandApi),
];

/// Those of whoever carries the log to Kafka, where there is one.
pub(crate) const RELAY_POINTS: &[(&str, Kind)] = &[
    ("relay.read", Kind::Projector),
    ("relay.sent", Kind::Projector),
    ("relay.acknowledged", Kind::Projector),
    ("relay.kept", Kind::Projector),
];

/// How soon what was killed has to be back, in milliseconds.
const ONE_BACK_MS: u64 = 5_000;
const ALL_BACK_MS: u64 = 10_000;
/// A crash point that nobody comes past in this time is not hit.
const HIT_MAX: Duration = Duration::from_secs(20);

/// How often each kind of fault comes.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) kills: u64,
    pub(crate) all: u64,
    pub(crate) postgres: u64,
    pub(crate) redis: u64,
    pub(crate) kafka: u64,
    pub(crate) kafka_away_ms: u64,
    pub(crate) pauses: u64,
    /// The crash points to come to, each once.
    pub(crate) points: Vec<(&'static str, Kind)>,
}

impl Plan {
    /// All faults, in an order that the seed gives.
    pub(crate) fn schedule(self, chance: &mut Chance) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut node = || usize::try_from(chance.below(NODES as u64)).unwrap_or(0);
        for kind in Kind::ALL {
            faults.extend((0..self.kills).map(|_| Fault::Kill(kind, node())));
        }
        faults.extend((0..self.all).map(|_| Fault::KillAll));
        faults.extend((0..self.postgres).map(|_| Fault::KillPostgres));
        for n in 0..self.redis {
            faults.push(match n % 2 {
                0 => Fault::FlushRedis,
                _ => Fault::KillRedis(3_000),
            });
        }
        faults.extend((0..self.kafka).map(|_| Fault::KillKafka(self.kafka_away_ms)));
        for n in 0..self.pauses {
            // Longer than a lease, so that somebody else leads meanwhile.
            let kind = match n % 4 {
                0 => Kind::CommandApi,
                1 => Kind::Realtime,
                _ => Kind::Projector,
            };
            faults.push(Fault::Pause(kind, node(), 5_000));
        }
        let crash = |(name, kind)| Fault::Crash(name, kind, 0);
        faults.extend(self.points.into_iter().map(crash));
        chance.shuffle(&mut faults);
        for fault in &mut faults {
            if let Fault::Crash(_, _, pass) = fault {
                *pass = chance.between(2, 6);
            }
        }
        faults
    }
}

/// What the check wants to know of the faults.
#[derive(Default)]
pub(crate) struct Broken {
    pub(crate) windows: Vec<Value>,
    pub(crate) crashes: Vec<Value>,
}

impl Broken {
    /// Breaks something, mends it, and notes from when to when.
    pub(crate) async fn carry_out(
        &mut self,
        cluster: &mut Cluster,
        recorder: &Recorder,
        fault: &Fault,
    ) -> anyhow::Result<()> {
        let begin = recorder.now();
        let (name, target, back) = match fault {
            Fault::Kill(kind, node) => {
                let began = Instant::now();
                let role = cluster.role(*kind, *node)?;
                role.kill();
                role.start(None)?;
                role.ready().await?;
                ("kill", role.name(), Some((began.elapsed(), ONE_BACK_MS)))
            }
            Fault::KillAll => (
                "kill-all",
                "all".to_owned(),
                Some((all(cluster).await?, ALL_BACK_MS)),
            ),
            Fault::KillPostgres => {
                let began = Instant::now();
                cluster.postgres.kill().await?;
                // Ready again by themselves: nobody starts them anew.
                for role in &mut cluster.roles {
                    role.ready().await?;
                }
                (
                    "kill-postgres",
                    "postgres".to_owned(),
                    Some((began.elapsed(), ALL_BACK_MS)),
                )
            }
            Fault::FlushRedis => {
                cluster.redis.flush()?;
                ("flush-redis", "redis".to_owned(), None)
            }
            Fault::KillRedis(millis) => {
                cluster.redis.kill();
                sleep(Duration::from_millis(*millis)).await;
                cluster.redis.revive()?;
                ("kill-redis", "redis".to_owned(), None)
            }
            Fault::KillKafka(millis) => {
                without_kafka(cluster, Duration::from_millis(*millis)).await?;
                ("kill-kafka", "kafka".to_owned(), None)
            }
            Fault::Pause(kind, node, millis) => {
                let role = cluster.role(*kind, *node)?;
                role.signal(Signal::STOP)?;
                sleep(Duration::from_millis(*millis)).await;
                role.signal(Signal::CONT)?;
                ("pause", role.name(), None)
            }
            Fault::Crash(point, kind, pass) => {
                let hit = crash(cluster, *kind, &format!("{point}:{pass}")).await?;
                self.crashes
                    .push(json!({"point": point, "hit": hit, "pass": pass}));
                ("crash", (*point).to_owned(), None)
            }
        };
        let mut window =
            json!({"fault": name, "target": target, "begin": begin, "end": recorder.now()});
        if let Some((back, most)) = back {
            window["back_ms"] = json!(u64::try_from(back.as_millis()).unwrap_or(u64::MAX));
            window["back_ms_max"] = json!(most);
        }
        println!("{window}");
        self.windows.push(window);
        Ok(())
    }
}

/// Meanwhile whoever carries the log to Kafka is killed: what it had not delivered must not count as sent.
async fn without_kafka(cluster: &mut Cluster, away: Duration) -> anyhow::Result<()> {
    let Some(kafka) = &mut cluster.kafka else {
        return Ok(());
    };
    kafka.kill()?;
    sleep(away / 2).await;
    for node in 0..NODES {
        let role = cluster.role(Kind::Projector, node)?;
        role.kill();
        role.start(None)?;
    }
    sleep(away / 2).await;
    match &mut cluster.kafka {
        Some(kafka) => tokio::task::block_in_place(|| kafka.revive()),
        None => Ok(()),
    }
}

async fn all(cluster: &mut Cluster) -> anyhow::Result<Duration> {
    let began = Instant::now();
    for role in &mut cluster.roles {
        role.signal(Signal::KILL)?;
    }
    for role in &mut cluster.roles {
        role.kill();
        role.start(None)?;
    }
    for role in &mut cluster.roles {
        role.ready().await?;
    }
    Ok(began.elapsed())
}

/// Runs the first process of a role until it comes to a crash point; whether it did.
async fn crash(cluster: &mut Cluster, kind: Kind, at: &str) -> anyhow::Result<bool> {
    // A projector works only as the leader: the other one is gone meanwhile.
    let is_led = kind == Kind::Projector;
    if is_led {
        cluster.role(kind, 1)?.kill();
    }
    let role = cluster.role(kind, 0)?;
    role.kill();
    role.start(Some(at))?;
    let began = Instant::now();
    let mut hit = false;
    while !hit && began.elapsed() < HIT_MAX {
        hit = role.ended()?.is_some();
        sleep(Duration::from_millis(20)).await;
    }
    role.kill();
    role.start(None)?;
    role.ready().await?;
    if is_led {
        let other = cluster.role(kind, 1)?;
        other.start(None)?;
        other.ready().await?;
    }
    Ok(hit)
}
