//! Messages through HTTP with everything running, beside one-row inserts of pgbench into a
//! Postgres of the same settings: what is lost, or won, between the socket and the disk.

mod pgbench;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::Args;
use hyper::StatusCode;
use serde_json::json;
use tokio::sync::Mutex;

use crate::caller::{Call, Round, cells, drive, rates};
use crate::report::{Bound, Promise, Report, median, ratio};
use crate::server::Server;
use crate::target::{Line, Program, Target, Tokens, prepare};
use crate::text;

/// How long and how much, and which server
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The program: started on a folder of its own, or asked for tokens of the server at --url
    #[arg(long, value_name = "PROGRAM", required_unless_present = "url")]
    tidings: Option<PathBuf>,
    /// A server that runs already, with --rate-limits off
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// That server's data folder, whose key signs the tokens
    #[arg(long, value_name = "DIR", requires = "tidings")]
    tidings_data: Option<PathBuf>,
    /// An admin's token, where none can be made
    #[arg(long, requires = "client_tokens")]
    admin_token: Option<String>,
    /// Tokens of several clients, where none can be made
    #[arg(long = "client-token", id = "client_tokens", requires = "admin_token")]
    client_token: Vec<String>,
    /// Who ask at once, each in a conversation of its own
    #[arg(long, default_value_t = 64)]
    callers: usize,
    /// People that the callers are
    #[arg(long, default_value_t = 16)]
    people: usize,
    /// Pairs of rounds that count; one more goes before them
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of each round
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let inserts = pgbench::Inserts::prepare(server).await?;
    let target = match (&options.url, &options.tidings) {
        (None, Some(path)) => {
            let program = Program::new(path, &server.folder("tidings")?, None);
            Target::start(&program, "serve").await?
        }
        (Some(url), _) => Target::at(url),
        (None, None) => anyhow::bail!("give --tidings or --url"),
    };
    let tokens = tokens(&options, &target)?;
    let lines = prepare(&target, &tokens, options.callers).await?;
    let measured = rounds(&options, &inserts, Arc::new(lines)).await;
    target.stop().await?;
    let (one, other) = measured?;
    let measured = ratio(&rates(&one), &other);
    let [rate, p50, p99] = cells(&one);
    let inserted = format!("{:.0}", median(other.iter().copied()));
    let blank = String::new;
    Ok(Report {
        bench: "http",
        header: vec!["", "a second", "p50 ms", "p99 ms", "ratio"],
        rows: vec![
            vec![
                "sends through HTTP".to_owned(),
                rate,
                p50,
                p99,
                format!("{measured:.2}"),
            ],
            vec![
                "pgbench inserts".to_owned(),
                inserted,
                blank(),
                blank(),
                "1".to_owned(),
            ],
        ],
        promises: vec![Promise {
            name: "ratio to pgbench",
            measured,
            bound: Bound::Least(0.8),
        }],
        details: json!({
            "callers": options.callers,
            "people": tokens.clients.len(),
            "perSecond": rates(&one),
            "pgbenchPerSecond": other,
        }),
    })
}

fn tokens(options: &Options, target: &Target) -> anyhow::Result<Tokens> {
    if let Some(admin) = &options.admin_token {
        return Ok(Tokens {
            admin: admin.clone(),
            clients: options.client_token.clone(),
        });
    }
    let program = options.tidings.as_deref();
    let program = program.context("give --tidings, or tokens for the server at --url")?;
    let data = options.tidings_data.as_deref().or(target.data());
    let data = data.context("give --tidings-data: the folder whose key signs the tokens")?;
    Tokens::make(&Program::new(program, data, None), options.people)
}

async fn rounds(
    options: &Options,
    inserts: &pgbench::Inserts,
    lines: Arc<Vec<Mutex<Line>>>,
) -> anyhow::Result<(Vec<Round>, Vec<f64>)> {
    let time = Duration::from_secs(options.seconds);
    let body = bytes::Bytes::from(serde_json::to_vec(&json!({"body": text::body()}))?);
    let (mut one, mut other) = (Vec::new(), Vec::new());
    for round in 0..=options.rounds {
        let (lines, body) = (Arc::clone(&lines), body.clone());
        let sent = drive(options.callers, time, move |caller, _, _| {
            let (lines, body) = (Arc::clone(&lines), body.clone());
            async move { send(&lines, caller, body).await }
        })
        .await?;
        let inserted = inserts.run(options.callers, time).await?;
        eprintln!(
            "round {round}: {:.0}/s, pgbench {inserted:.0}/s",
            sent.per_second
        );
        if round > 0 {
            one.push(sent);
            other.push(inserted);
        }
    }
    Ok((one, other))
}

/// The lock is the caller's own: nobody waits for it.
async fn send(lines: &[Mutex<Line>], caller: usize, body: bytes::Bytes) -> anyhow::Result<Call> {
    let line = lines.get(caller).context("a caller without a connection")?;
    let mut line = line.lock().await;
    let Line {
        connection,
        path,
        token,
    } = &mut *line;
    let (status, answer) = connection.post(path, token, body).await?;
    ensure!(
        status == StatusCode::CREATED,
        "a send was answered {status}: {}",
        String::from_utf8_lossy(&answer)
    );
    Ok(Call::Done)
}
