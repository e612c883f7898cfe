//! What a page, a list and a send cost as conversations grow: the same requests where there is much
//! and where there is little, in turn, through HTTP with everything running.

mod scans;

use std::collections::BTreeMap;
use std::iter::repeat_n;
use std::path::PathBuf;

use anyhow::Context as _;
use bytes::Bytes;
use clap::Args;
use domain::Role;
use serde_json::{Value, json};

use crate::asker::Asker;
use crate::fill::Filler;
use crate::report::{Bound, Promise, Report, within};
use crate::server::{Server, settle};
use crate::target::{Program, Target};
use crate::text::{self, Talk};
use crate::world::{Place, World};

/// Conversations of those who have a long and a short one: a full page.
const PAGE: usize = 50;
/// Messages of every other conversation.
const BEGUN: usize = 10;
/// Words of the language.
const WORDS: usize = 20_000;
/// People who ask: two with a long and a short conversation, two with many and few.
const ASKERS: usize = 4;
/// People who have conversations besides.
const OTHERS: usize = 1_000;
/// Rounds before those that count: plans are made, and pages of tables are read.
const WARM: usize = 20;

/// How much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The program
    #[arg(long, value_name = "PROGRAM")]
    tidings: PathBuf,
    /// Messages of the long conversation
    #[arg(long, default_value_t = 100_000)]
    long: usize,
    /// Messages of the short one
    #[arg(long, default_value_t = 1_000)]
    short: usize,
    /// Conversations of the person who has many
    #[arg(long, default_value_t = 5_000)]
    many: usize,
    /// Conversations of the person who has few
    #[arg(long, default_value_t = 50)]
    few: usize,
    /// Conversations of others
    #[arg(long, default_value_t = 20_000)]
    others: usize,
    /// Rounds that count
    #[arg(long, default_value_t = 200)]
    rounds: usize,
}

/// A request where there is much, and where there is little.
struct Pair {
    name: &'static str,
    /// Compared is what this share of the times keeps within; the ratio may be this much at most.
    share: f64,
    most: f64,
    much: Vec<f64>,
    little: Vec<f64>,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let url = server.migrated("ours").await?;
    let world = World::settle_many(&url, true, ASKERS + OTHERS).await?;
    // Who has the long conversation, who the short one, who many, who few.
    let mut people = Vec::new();
    for (n, count) in [PAGE, PAGE, options.many, options.few]
        .into_iter()
        .enumerate()
    {
        people.push((world.client(n)?, count));
    }
    let starters = people
        .iter()
        .flat_map(|(who, count)| repeat_n(*who, *count));
    let places = world.converse_as(starters.collect::<Vec<_>>()).await?;
    // Those of others, so that nobody has most of all there are.
    let mut others = Vec::with_capacity(options.others);
    for n in 0..options.others {
        others.push(world.client(ASKERS + n % OTHERS)?);
    }
    world.converse_as(others).await?;
    world.writer.close().await;
    let mut talk = Talk::new(WORDS);
    let begun = (0..BEGUN).flat_map(|_| 0..places.len());
    let grown = repeat_n(PAGE, options.short).chain(repeat_n(0, options.long));
    let said = begun.chain(grown).map(|place| (place, talk.body()));
    Filler::open(&url, &places).await?.fill(said).await?;

    let program = Program::new(&options.tidings, &server.folder("tidings")?, Some(&url));
    program.rebuild().await?;
    settle(&url).await?;
    let before = scans::of_large_tables(&url).await?;
    let target = Target::start(&program, "serve").await?;
    let mut askers = Vec::new();
    for (who, _) in people {
        askers.push(Asker::sign_in(&target, &program, &url, who, Role::Client).await?);
    }
    let path = |n: usize| {
        let place: &Place = places.get(n).context("so many conversations")?;
        let path = format!(
            "/api/messaging/conversations/{}/messages",
            place.conversation
        );
        anyhow::Ok(path)
    };
    let measured = measure(&options, &mut askers, [&path(0)?, &path(PAGE)?]).await;
    target.stop().await?;
    let pairs = measured?;
    // The connections are closed, so all that they read is counted.
    let after = scans::of_large_tables(&url).await?;
    Ok(report(&options, &pairs, &scans::between(&before, &after)))
}

/// `paths` are those of the messages in the long conversation and in the short one.
async fn measure(
    options: &Options,
    askers: &mut [Asker],
    paths: [&str; 2],
) -> anyhow::Result<Vec<Pair>> {
    let [long, short, many, few] = askers else {
        anyhow::bail!("four people ask");
    };
    let rounds = WARM + options.rounds;
    let list = "/api/messaging/conversations?limit=50";
    let [newest, other_newest] = paths.map(|path| format!("{path}?limit=50"));
    let middle = format!("{newest}&around={}", options.long / 2);
    let other_middle = format!("{other_newest}&around={}", options.short / 2);
    let body = Bytes::from(json!({"body": text::body()}).to_string());
    let mut pairs = Vec::new();
    for (name, path, other) in [
        ("the newest page", newest.as_str(), other_newest.as_str()),
        (
            "a page in the middle",
            middle.as_str(),
            other_middle.as_str(),
        ),
        ("the list with it", list, list),
    ] {
        let mut pair = Pair::new(name);
        for round in 0..rounds {
            let (much, _) = long.get(path, None).await?;
            let (little, _) = short.get(other, None).await?;
            pair.add(round, much, little);
        }
        pairs.push(pair);
    }
    let [path, other] = paths;
    let mut sends = Pair::new("a send");
    for round in 0..rounds {
        let much = long.send(path, body.clone()).await?;
        let little = short.send(other, body.clone()).await?;
        sends.add(round, much, little);
    }
    let mut lists = Pair {
        share: 0.95,
        most: 1.5,
        ..Pair::new("a list of many")
    };
    for round in 0..rounds {
        let (much, _) = many.get(list, None).await?;
        let (little, _) = few.get(list, None).await?;
        lists.add(round, much, little);
    }
    pairs.extend([sends, lists]);
    Ok(pairs)
}

impl Pair {
    const fn new(name: &'static str) -> Self {
        Self {
            name,
            share: 0.5,
            most: 1.2,
            much: Vec::new(),
            little: Vec::new(),
        }
    }

    fn add(&mut self, round: usize, one: f64, other: f64) {
        if round >= WARM {
            self.much.push(one);
            self.little.push(other);
        }
    }

    fn ratio(&self) -> f64 {
        within(&self.much, self.share) / within(&self.little, self.share)
    }

    fn row(&self) -> Vec<String> {
        let ms = |of: &[f64], share| format!("{:.2}", within(of, share));
        vec![
            self.name.to_owned(),
            ms(&self.much, 0.5),
            ms(&self.little, 0.5),
            ms(&self.much, 0.95),
            ms(&self.little, 0.95),
            format!("{:.2}", self.ratio()),
        ]
    }
}

fn report(options: &Options, pairs: &[Pair], scans: &BTreeMap<String, i64>) -> Report {
    let promises = pairs.iter().map(|pair| Promise {
        name: pair.name,
        measured: pair.ratio(),
        bound: Bound::Most(pair.most),
    });
    let read: i64 = scans.values().sum();
    let requests: usize = pairs.iter().map(|pair| 2 * pair.much.len()).sum();
    // The server's start reads some of them once.
    let indexed = Promise {
        name: "large tables read from end to end, a request",
        measured: read as f64 / requests as f64,
        bound: Bound::Most(0.01),
    };
    let times: Vec<Value> = pairs
        .iter()
        .map(|pair| json!({"name": pair.name, "much": pair.much, "little": pair.little}))
        .collect();
    Report {
        bench: "growth",
        header: vec![
            "",
            "p50 ms",
            "where little",
            "p95 ms",
            "where little",
            "ratio",
        ],
        rows: pairs.iter().map(Pair::row).collect(),
        promises: promises.chain([indexed]).collect(),
        details: json!({
            "long": options.long,
            "short": options.short,
            "many": options.many,
            "few": options.few,
            "others": options.others,
            "scans": scans,
            "milliseconds": times,
        }),
    }
}
