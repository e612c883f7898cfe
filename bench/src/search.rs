//! A search among a million messages, by somebody who sees a part of them.

use std::iter::repeat_n;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use domain::Role;
use serde_json::{Value, json};

use crate::asker::Asker;
use crate::fill::Filler;
use crate::report::{Bound, Promise, Report, within};
use crate::server::{Server, settle};
use crate::target::{Program, Target};
use crate::text::{Talk, word};
use crate::world::World;

/// Words of the language. The last is in one of some thousands of messages.
const WORDS: usize = 20_000;
/// The others who start conversations, besides the one who seeks.
const OTHERS: usize = 31;
/// Rounds before those that count.
const WARM: usize = 5;

/// How much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The program
    #[arg(long, value_name = "PROGRAM")]
    tidings: PathBuf,
    /// Messages in all
    #[arg(long, default_value_t = 1_000_000)]
    messages: usize,
    /// Conversations that they are in
    #[arg(long, default_value_t = 10_000)]
    conversations: usize,
    /// Conversations that the one who seeks sees
    #[arg(long, default_value_t = 100)]
    seen: usize,
    /// Rounds that count, of every kind of words
    #[arg(long, default_value_t = 100)]
    rounds: usize,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let url = server.migrated("ours").await?;
    let world = World::settle(&url, true).await?;
    let seeker = world.client(0)?;
    let mut starters: Vec<_> = repeat_n(seeker, options.seen).collect();
    for n in 0..options.conversations.saturating_sub(options.seen) {
        starters.push(world.client(1 + n % OTHERS)?);
    }
    let places = world.converse_as(starters).await?;
    world.writer.close().await;
    let (mut talk, count) = (Talk::new(WORDS), places.len());
    let said = (0..options.messages).map(|_| (talk.any(count), talk.body()));
    Filler::open(&url, &places).await?.fill(said).await?;
    eprintln!("filled with {} messages", options.messages);

    let program = Program::new(&options.tidings, &server.folder("tidings")?, Some(&url));
    let took = program.rebuild().await?.as_secs_f64();
    eprintln!("the read tables were built in {took:.1} s");
    settle(&url).await?;
    let target = Target::start(&program, "query-api").await?;
    let mut asker = Asker::sign_in(&target, &program, &url, seeker, Role::Client).await?;
    let measured = measure(&options, &mut asker).await;
    target.stop().await?;
    let kinds = measured?;
    let slowest = kinds.iter().map(Kind::p95).fold(f64::NAN, f64::max);
    Ok(Report {
        bench: "search",
        header: vec!["", "sought", "hits", "p50 ms", "p95 ms"],
        rows: kinds.iter().map(Kind::row).collect(),
        promises: vec![Promise {
            name: "p95 ms, slowest kind",
            measured: slowest,
            bound: Bound::Most(50.0),
        }],
        details: json!({
            "messages": options.messages,
            "conversations": options.conversations,
            "seen": options.seen,
            "rebuildSeconds": took,
            "p95": kinds.iter().map(|kind| json!({"q": kind.q, "ms": kind.p95()})).collect::<Vec<_>>(),
        }),
    })
}

/// Words of some kind.
struct Kind {
    name: &'static str,
    q: String,
    hits: usize,
    times: Vec<f64>,
}

impl Kind {
    fn p95(&self) -> f64 {
        within(&self.times, 0.95)
    }

    fn row(&self) -> Vec<String> {
        vec![
            self.name.to_owned(),
            self.q.clone(),
            self.hits.to_string(),
            format!("{:.2}", within(&self.times, 0.5)),
            format!("{:.2}", self.p95()),
        ]
    }
}

/// A word at its end is unfinished, unless a blank follows it.
fn kinds() -> Vec<Kind> {
    let prefix: String = word(WORDS / 2).chars().take(3).collect();
    let kind = |name, q| Kind {
        name,
        q,
        hits: 0,
        times: Vec::new(),
    };
    vec![
        kind("absent", "quixotic ".to_owned()),
        kind("rare", format!("{} ", word(WORDS - 1))),
        kind("common", format!("{} ", word(100))),
        kind("very common", format!("{} ", word(0))),
        kind("unfinished", prefix),
        kind(
            "a rare phrase",
            format!("\"{} {}\"", word(1), word(WORDS / 10)),
        ),
        kind("a common phrase", format!("\"{} {}\"", word(0), word(1))),
        kind(
            "a phrase of common words that nobody said",
            format!("\"{0} {0} {0} {0}\"", word(2)),
        ),
        kind("very common, without", format!("{} -{} ", word(0), word(1))),
    ]
}

/// All kinds in turn.
async fn measure(options: &Options, asker: &mut Asker) -> anyhow::Result<Vec<Kind>> {
    let mut kinds = kinds();
    for round in 0..WARM + options.rounds {
        for kind in &mut kinds {
            let q = kind.q.replace(' ', "%20").replace('"', "%22");
            let path = format!("/api/messaging/search?q={q}");
            let (took, answer) = asker.get(&path, None).await?;
            if round >= WARM {
                kind.times.push(took);
            } else {
                let answer: Value = serde_json::from_slice(&answer)?;
                let items = answer.get("items").and_then(Value::as_array);
                kind.hits = items.context("a page of hits")?.len();
            }
        }
    }
    Ok(kinds)
}
