//! A conversation as it was, folded anew from its events.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use domain::{Body, ConversationCommand, MessageId, Private, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::asker::Asker;
use crate::report::{Bound, Promise, Report, within};
use crate::server::{Server, settle};
use crate::target::{Program, Target};
use crate::text;
use crate::world::{Place, World};

/// Of so many messages one is said in other words, and another deleted.
const CHANGED: usize = 20;
/// Rounds before those that count.
const WARM: usize = 3;

/// How much
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The program
    #[arg(long, value_name = "PROGRAM")]
    tidings: PathBuf,
    /// Events of the conversation
    #[arg(long, default_value_t = 10_000)]
    events: usize,
    /// Rounds that count
    #[arg(long, default_value_t = 40)]
    rounds: usize,
}

pub(crate) async fn run(server: &Server, options: Options) -> anyhow::Result<Report> {
    let url = server.migrated("ours").await?;
    let world = World::settle(&url, true).await?;
    let places = world.converse(1).await?;
    let place = *places.first().context("a conversation")?;
    live(&world, place, options.events).await?;
    world.writer.close().await;
    let program = Program::new(&options.tidings, &server.folder("tidings")?, Some(&url));
    program.rebuild().await?;
    settle(&url).await?;

    let target = Target::start(&program, "query-api").await?;
    let mut admin = Asker::sign_in(&target, &program, &url, world.admin(), Role::Admin).await?;
    let mut times = Vec::new();
    let mut messages = 0;
    for round in 0..WARM + options.rounds {
        let id = place.conversation;
        let path = format!(
            "/api/admin/messaging/conversations/{id}/state?asOfSeq={}",
            options.events
        );
        let (took, answer) = admin.get(&path, Some("benchmark")).await?;
        if round >= WARM {
            times.push(took);
        } else {
            let answer: Value = serde_json::from_slice(&answer)?;
            let items = answer.get("messages").and_then(Value::as_array);
            messages = items.context("messages")?.len();
        }
    }
    target.stop().await?;
    let cell = |share| format!("{:.1}", within(&times, share));
    Ok(Report {
        bench: "replay",
        header: vec!["events", "messages", "p50 ms", "p95 ms"],
        rows: vec![vec![
            options.events.to_string(),
            messages.to_string(),
            cell(0.5),
            cell(0.95),
        ]],
        promises: vec![Promise {
            name: "p95 ms",
            measured: within(&times, 0.95),
            bound: Bound::Most(200.0),
        }],
        details: json!({"events": options.events, "messages": messages, "milliseconds": times}),
    })
}

/// Lets so many events happen: messages, of which some are edited and some deleted.
async fn live(world: &World, place: Place, events: usize) -> anyhow::Result<()> {
    // Who starts it has made one.
    let mut happened = 1;
    let mut said = 0;
    while happened < events {
        let id = MessageId::new(Uuid::now_v7());
        let body = text::private_body()?;
        let mut asked = vec![ConversationCommand::SendMessage {
            id,
            body,
            files: Vec::new(),
            reply_to: None,
        }];
        if said % CHANGED == 0 {
            let body = Private::new(Body::parse("It is small.".to_owned())?, text::salt()?);
            asked.push(ConversationCommand::EditMessage {
                id,
                body,
                if_match: None,
            });
        } else if said % CHANGED == 1 {
            asked.push(ConversationCommand::DeleteMessage { id, if_match: None });
        }
        said += 1;
        for command in asked.into_iter().take(events - happened) {
            world.submit(place, command, false).await?;
            happened += 1;
        }
    }
    Ok(())
}
