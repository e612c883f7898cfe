//! A run from its first process to its history.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::chance::Chance;
use crate::cluster::{Cluster, Kind};
use crate::command::Commands;
use crate::door::Door;
use crate::dump::{self, State};
use crate::faults::{Broken, POINTS, Plan, RELAY_POINTS};
use crate::load::Load;
use crate::reads::Reads;
use crate::recorder::Recorder;
use crate::sockets::Sockets;
use crate::stalls::Stalls;
use crate::world::World;

/// How soon all is quiet after the last fault.
const QUIET_MAX: Duration = Duration::from_secs(30);
/// Nothing was heard for so long: nothing is on its way.
const SILENCE: Duration = Duration::from_millis(1_500);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The program
    #[arg(long)]
    tidings: PathBuf,
    /// Where the history goes; made anew
    #[arg(long)]
    out: PathBuf,
    /// Decides order and moment of everything [default: the clock]
    #[arg(long)]
    seed: Option<u64>,
    /// Commands a second
    #[arg(long, default_value_t = 200)]
    rate: u64,
    /// Sockets
    #[arg(long, default_value_t = 100)]
    sockets: usize,
    /// Conversations to begin with
    #[arg(long, default_value_t = 50)]
    talks: usize,
    /// Seconds of load before the first fault, and after the last
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// kill -9 of each role, so often
    #[arg(long, default_value_t = 0)]
    kills: u64,
    /// kill -9 of everything at once
    #[arg(long, default_value_t = 0)]
    all: u64,
    /// kill -9 of Postgres
    #[arg(long, default_value_t = 0)]
    postgres: u64,
    /// Redis flushed or killed
    #[arg(long, default_value_t = 0)]
    redis: u64,
    /// What starts a broker, to run with Kafka [default: without]
    #[arg(long, value_name = "FILE")]
    with_kafka: Option<PathBuf>,
    /// kill -9 of Kafka
    #[arg(long, default_value_t = 0)]
    kafka: u64,
    /// Seconds that it is gone each time
    #[arg(long, default_value_t = 8)]
    kafka_away: u64,
    /// Processes that stand still for a while
    #[arg(long, default_value_t = 0)]
    pauses: u64,
    /// Every crash point once
    #[arg(long)]
    crashes: bool,
}

/// Runs, and says whether the product's own look at the log found it whole.
pub(crate) async fn run(options: Options) -> anyhow::Result<bool> {
    let seed = options.seed.map_or_else(seed_of_the_clock, Ok)?;
    println!("seed {seed}");
    let mut chance = Chance::of(seed);
    if options.out.exists() {
        std::fs::remove_dir_all(&options.out).context("remove the last history")?;
    }
    std::fs::create_dir_all(&options.out)?;
    let folder = options.out.join("system");
    std::fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let binary = options.tidings.canonicalize()?;
    let kafka = options
        .with_kafka
        .as_ref()
        .map(|path| path.canonicalize())
        .transpose()?;
    let mut cluster = Cluster::start(&binary, kafka.as_deref(), &folder).await?;
    let recorder = Recorder::start(&options.out.join("history.jsonl"))?;
    let stalls = Stalls::watch(recorder.clone());
    let door = Door::to(&cluster)?;
    let commands = Commands::new(door.clone(), recorder.clone(), seed >> 1);
    let reads = Reads::new(door.clone(), recorder.clone());
    let world = World::settle(&cluster, &door, &commands, options.talks).await?;
    let sockets = Sockets::connect(&world, &door, &recorder, options.sockets, &mut chance);
    let load = Load::start(
        world.clone(),
        commands,
        reads.clone(),
        options.rate,
        chance.fork(),
    );

    let mut broken = Broken::default();
    let mut prefixes = Vec::new();
    sleep(Duration::from_secs(options.seconds)).await;
    for fault in options.plan().schedule(&mut chance) {
        prefixes.extend(newer(&cluster, &prefixes).await?);
        broken.carry_out(&mut cluster, &recorder, &fault).await?;
        sleep(Duration::from_millis(chance.between(300, 1_500))).await;
    }
    sleep(Duration::from_secs(options.seconds)).await;
    prefixes.extend(newer(&cluster, &prefixes).await?);

    let asked = load.count();
    load.stop().await?;
    sockets.calm();
    let quiet = until_quiet(&cluster, &recorder, &sockets).await?;
    reads.everything(&world).await;
    let live = sockets.stop().await;
    recorder.finish()?;
    cluster.stop_roles().await;
    if let Some(kafka) = &cluster.kafka {
        let records = tokio::task::block_in_place(|| kafka.records())?;
        write_lines(&options.out.join("topic.ndjson"), &records)?;
    }
    let state = State::read(&cluster.postgres.url()).await?;
    let is_whole = cluster.verify()?;
    let about = json!({
        "seed": seed, "log": state.log, "windows": broken.windows, "crashes": broken.crashes,
        "live": live, "quiet": quiet, "asked": asked, "verified": is_whole,
        "stalls": stalls.finish(), "sometimes": options.sometimes(), "logs": spilled(&cluster, &world)?,
    });
    write_lines(&options.out.join("prefixes.ndjson"), &prefixes)?;
    dump::all(&cluster.postgres.url(), cluster.data(), &options.out).await?;
    std::fs::write(options.out.join("run.json"), about.to_string())?;
    cluster.stop().await?;
    println!(
        "{asked} commands, {} events, in {}",
        state.head,
        options.out.display()
    );
    Ok(is_whole)
}

impl Options {
    fn points(&self) -> Vec<(&'static str, Kind)> {
        match (self.crashes, &self.with_kafka) {
            (false, _) => Vec::new(),
            (true, None) => POINTS.to_vec(),
            (true, Some(_)) => [POINTS, RELAY_POINTS].concat(),
        }
    }

    /// Where there is no broker, none is killed.
    fn kafka_kills(&self) -> u64 {
        self.with_kafka.as_ref().map_or(0, |_| self.kafka)
    }

    fn plan(&self) -> Plan {
        Plan {
            kills: self.kills,
            all: self.all,
            postgres: self.postgres,
            redis: self.redis,
            kafka: self.kafka_kills(),
            kafka_away_ms: self.kafka_away * 1_000,
            pauses: self.pauses,
            points: self.points(),
        }
    }

    /// What has to have happened, or the run proves nothing.
    fn sometimes(&self) -> Vec<String> {
        let always = [
            "op ok",
            "op fail",
            "repeat answered",
            "resumed",
            "frames",
            "status 409",
            "status 412",
        ];
        let mut names: Vec<String> = always.map(str::to_owned).into();
        let asked = [
            ("fault kill", self.kills),
            ("fault kill-all", self.all),
            ("fault kill-postgres", self.postgres),
            ("fault flush-redis", self.redis),
            ("fault kill-kafka", self.kafka_kills()),
            ("fault pause", self.pauses),
        ];
        names.extend(
            asked
                .iter()
                .filter(|(_, n)| *n > 0)
                .map(|(name, _)| (*name).to_owned()),
        );
        let points = self.points();
        names.extend(points.iter().map(|(point, _)| format!("crash {point}")));
        names
    }
}

fn write_lines(path: &Path, lines: &[Value]) -> anyhow::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for line in lines {
        writeln!(file, "{line}")?;
    }
    Ok(file.flush()?)
}

fn seed_of_the_clock() -> anyhow::Result<u64> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(u64::from(since.subsec_nanos()) << 20 | since.as_secs() & 0xf_ffff)
}

/// What was appended since the last look.
async fn newer(cluster: &Cluster, known: &[Value]) -> anyhow::Result<Vec<Value>> {
    let last = known.last().and_then(|line| line["position"].as_i64());
    dump::prefix(&cluster.postgres.url(), last.unwrap_or(0)).await
}

/// Waits until the tables are where the log is, and everybody has heard all of it.
async fn until_quiet(
    cluster: &Cluster,
    recorder: &Recorder,
    sockets: &Sockets,
) -> anyhow::Result<Value> {
    let began = Instant::now();
    loop {
        let state = State::read(&cluster.postgres.url()).await?;
        let lag = state.head - state.projected;
        let since = Duration::from_micros(recorder.now().saturating_sub(recorder.last_frame()));
        let reached = lag == 0 && sockets.are_all_live() && since > SILENCE;
        if reached || began.elapsed() > QUIET_MAX {
            return Ok(json!({
                "reached": reached, "lag": lag, "parked": state.parked,
                "idle_in_transaction": state.idle_in_transaction,
                "all_live": sockets.are_all_live(), "after_ms": began.elapsed().as_secs_f64() * 1e3,
            }));
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// What stands in the logs of the processes and must not.
fn spilled(cluster: &Cluster, world: &World) -> anyhow::Result<Vec<Value>> {
    let mut logs = Vec::new();
    for role in &cluster.roles {
        let text = read(role.log())?;
        let mut spilled = Vec::new();
        if text.contains("canary") {
            spilled.push("the text of a message".to_owned());
        }
        if text.contains("Bearer ey") || world.people.iter().any(|one| text.contains(&one.token)) {
            spilled.push("a token".to_owned());
        }
        if text.contains("panicked at") {
            spilled.push("a panic".to_owned());
        }
        logs.push(json!({"name": role.name(), "spilled": spilled, "restarts": role.restarts}));
    }
    Ok(logs)
}

fn read(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
