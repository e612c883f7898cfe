//! Two command-apis on one log, against one: rounds in turn, so that a machine that slows down slows both.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use clap::Args;
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinSet;

use crate::cluster::Cluster;
use crate::command::Commands;
use crate::door::{Ask, Door};
use crate::recorder::Recorder;
use crate::world::World;

const CALLERS: usize = 64;
const ROUNDS: usize = 5;
const LASTS: Duration = Duration::from_secs(4);
/// Two may be a tenth slower than one, for what they must ask each other, and no more.
const SHARE_MIN: f64 = 0.9;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The program
    #[arg(long)]
    tidings: PathBuf,
    /// A folder for it
    #[arg(long)]
    out: PathBuf,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<bool> {
    if options.out.exists() {
        std::fs::remove_dir_all(&options.out)?;
    }
    std::fs::create_dir_all(&options.out)?;
    let folder = options.out.canonicalize()?;
    let cluster = Cluster::start(&options.tidings.canonicalize()?, None, &folder).await?;
    let recorder = Recorder::start(&folder.join("history.jsonl"))?;
    let door = Door::to(&cluster)?;
    let commands = Commands::new(door.clone(), recorder.clone(), 1);
    let world = World::settle(&cluster, &door, &commands, 50).await?;
    let mut rates = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS * 2 {
        let of_two = round % 2 == 1;
        let rate = sends(&door, &world, of_two).await?;
        println!(
            "{} command-api: {rate:.0} messages/s",
            if of_two { "two" } else { "one" }
        );
        if let Some(rates) = rates.get_mut(round % 2) {
            rates.push(rate);
        }
    }
    let [one, two] = rates.map(median);
    recorder.finish()?;
    cluster.stop().await?;
    println!("two against one: {:.2}", two / one);
    Ok(two / one >= SHARE_MIN)
}

/// Messages a second of all callers together.
async fn sends(door: &Door, world: &World, of_two: bool) -> anyhow::Result<f64> {
    let (sent, began) = (Arc::new(AtomicU64::new(0)), Instant::now());
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let (door, world, sent) = (door.clone(), world.clone(), sent.clone());
        callers.spawn(async move {
            let turn = if of_two { caller as u64 } else { 0 };
            let talk = world.talk(caller % 50).unwrap_or_default();
            let by = talk.people.first().and_then(|by| world.people.get(*by));
            let path = format!("/messaging/conversations/{}/messages", talk.id);
            while let Some(by) = by.filter(|_| began.elapsed() < LASTS) {
                let mut ask = Ask::new(Method::POST, path.clone(), json!({"body": "again"}));
                ask.key = Some(uuid::Uuid::now_v7().to_string());
                let reply = door.ask(by, &ask, turn).await;
                ensure!(
                    reply.status == Some(201),
                    "answered {:?}: {}",
                    reply.status,
                    reply.answer
                );
                sent.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
    }
    while let Some(done) = callers.join_next().await {
        done??;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    Ok(sent.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(f64::NAN)
}
