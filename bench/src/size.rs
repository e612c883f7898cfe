//! What a message takes on disk: its event, its key, its row, and the indexes over all of these.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use domain::{Body, ConversationCommand, MessageId, Private};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::report::{Bound, Promise, Report};
use crate::server::{Server, settle};
use crate::target::{Program, Target};
use crate::text::{self, CHARS, Talk};
use crate::world::{Place, World};

/// Words of the language.
const WORDS: usize = 20_000;
/// Sends under way at once.
const AT_ONCE: usize = 128;
/// How long the tables may take to have all of them, and how often that is asked.
const CATCH_UP_MAX: Duration = Duration::from_secs(300);
const CATCH_UP_ASK: Duration = Duration::from_millis(100);

/// How much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The program, which projects what is sent
    #[arg(long, value_name = "PROGRAM")]
    tidings: PathBuf,
    /// Messages
    #[arg(long, default_value_t = 100_000)]
    messages: usize,
    /// Conversations that they are in
    #[arg(long, default_value_t = 1_000)]
    conversations: usize,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let url = server.migrated("ours").await?;
    let world = World::settle(&url, false).await?;
    let places = world.converse(options.conversations).await?;
    let program = Program::new(&options.tidings, &server.folder("tidings")?, Some(&url));
    let target = Target::start(&program, "serve").await?;
    caught_up(&url).await?;
    settle(&url).await?;
    let before = sizes(&url).await?;
    talk(&world, &places, options.messages).await?;
    world.writer.close().await;
    caught_up(&url).await?;
    target.stop().await?;
    settle(&url).await?;
    let after = sizes(&url).await?;

    let count = options.messages as f64;
    let mut grown: Vec<(String, f64)> = after
        .into_iter()
        .map(|(name, bytes)| {
            let before = before.get(&name).copied().unwrap_or_default();
            (name, (bytes - before) as f64 / count)
        })
        .filter(|(_, bytes)| bytes.abs() >= 0.5)
        .collect();
    grown.sort_by(|one, other| other.1.total_cmp(&one.1));
    let all: f64 = grown.iter().map(|(_, bytes)| bytes).sum();
    let rows = grown.iter().map(|(name, bytes)| (name.as_str(), *bytes));
    let rows = rows.chain([("all", all)]);
    Ok(Report {
        bench: "size",
        header: vec!["", "bytes a message"],
        rows: rows
            .map(|(name, bytes)| vec![name.to_owned(), format!("{bytes:.0}")])
            .collect(),
        promises: vec![Promise {
            name: "bytes a message",
            measured: all,
            bound: Bound::Most(2_000.0),
        }],
        details: json!({
            "messages": options.messages,
            "conversations": options.conversations,
            "characters": CHARS,
            "bytes": grown.into_iter().collect::<BTreeMap<_, _>>(),
        }),
    })
}

/// Sends messages with keys, in any of the conversations.
async fn talk(world: &World, places: &[Place], messages: usize) -> anyhow::Result<()> {
    let mut talk = Talk::new(WORDS);
    let sends = (0..messages).map(|_| (talk.any(places.len()), talk.body()));
    stream::iter(sends)
        .map(|(place, body)| async move {
            let place = places
                .get(place)
                .copied()
                .context("so many conversations")?;
            let command = ConversationCommand::SendMessage {
                id: MessageId::new(Uuid::now_v7()),
                body: Private::new(Body::parse(body)?, text::salt()?),
                files: Vec::new(),
                reply_to: None,
            };
            world.submit(place, command, true).await
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

/// Waits until the tables have the whole log.
async fn caught_up(url: &str) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    let wait = async {
        loop {
            let is_there: bool = sqlx::query_scalar(
                "select coalesce((select position from read.checkpoint), 0)
                   >= (select max(position) from log.events)",
            )
            .fetch_one(&mut connection)
            .await?;
            if is_there {
                return anyhow::Ok(());
            }
            tokio::time::sleep(CATCH_UP_ASK).await;
        }
    };
    match tokio::time::timeout(CATCH_UP_MAX, wait).await {
        Ok(done) => done?,
        Err(_) => bail!("the tables do not have the log after {CATCH_UP_MAX:?}"),
    }
    connection.close().await?;
    Ok(())
}

/// Bytes of each table, with what belongs to it, and of each index.
async fn sizes(url: &str) -> anyhow::Result<BTreeMap<String, i64>> {
    let mut connection = PgConnection::connect(url).await?;
    let sizes = sqlx::query_as(
        "select n.nspname || '.' || c.relname,
                case c.relkind when 'i' then pg_relation_size(c.oid) else pg_table_size(c.oid) end
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('log', 'read', 'app')
           and c.relkind in ('r', 'i')",
    )
    .fetch_all(&mut connection)
    .await?;
    connection.close().await?;
    Ok(sizes.into_iter().collect())
}
