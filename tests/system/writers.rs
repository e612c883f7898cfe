//! Several command-apis write to one log while a follower reads it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use event_store::{LogReader, Role};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::server::{Data, Server};
use crate::world::{Person, World, text};

const PROCESSES: usize = 3;
const CALLERS: usize = 16;
const LASTS: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn three_processes_write_one_log_and_a_tail_of_it_misses_nothing() {
    let data = Data::new();
    let database = harness::database().await;
    let servers: Vec<_> = (0..PROCESSES)
        .map(|_| Server::role("command-api", data.path(), &database.url))
        .collect();
    let queries = Server::role("query-api", data.path(), &database.url);
    let worlds: Vec<_> = servers
        .iter()
        .map(|server| World::new(&server.url))
        .collect();
    let reads = World::new(&queries.url);
    let admin = reads.person(data.path(), "ada", "admin").await;
    let clara = reads.person(data.path(), "clara", "client").await;
    let timo = reads.person(data.path(), "timo", "team").await;
    let project = worlds[0].project(&admin, &[&clara, &timo]).await;
    // One that everybody writes to, one for who comes and goes.
    let hot = worlds[0].conversation(&project, &[&clara]).await;
    let open = worlds[0].conversation(&project, &[&timo]).await;

    let stop = Arc::new(AtomicBool::new(false));
    let reader = LogReader::open(
        event_store::pool(&database.url, Role::Query, 2)
            .await
            .unwrap(),
    );
    let tail = tokio::spawn(follow(reader.await.unwrap(), stop.clone()));
    let callers: Vec<_> = (0..PROCESSES * CALLERS)
        .map(|n| {
            let world = worlds[n % PROCESSES].clone();
            tokio::spawn(talk(world, clara.clone(), hot.clone(), stop.clone()))
        })
        .collect();
    let doors = tokio::spawn(come_and_go(worlds.clone(), timo, clara, open, stop.clone()));
    tokio::time::sleep(LASTS).await;
    stop.store(true, Ordering::Relaxed);
    let mut acknowledged = BTreeSet::new();
    for caller in callers {
        acknowledged.extend(caller.await.unwrap());
    }
    let turns = doors.await.unwrap();
    let followed = tail.await.unwrap();

    assert!(turns > 10, "only {turns} turns at the door");
    assert!(
        acknowledged.len() > 200,
        "only {} messages",
        acknowledged.len()
    );
    let missing: Vec<_> = acknowledged.difference(&followed).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// The ids of all messages that a tail of the log saw; every position once and in order.
async fn follow(reader: LogReader, stop: Arc<AtomicBool>) -> BTreeSet<String> {
    let (mut seen, mut at) = (BTreeSet::new(), 0);
    loop {
        let is_last = stop.load(Ordering::Relaxed);
        let events = reader.read(at, 1_000).await.unwrap();
        for event in &events {
            assert_eq!(
                event.position,
                at + 1,
                "a tail sees every position in order"
            );
            at = event.position;
            if let Some(message) = event.message_id() {
                assert!(seen.insert(message.to_string()), "{message} is there twice");
            }
        }
        if events.is_empty() {
            // Callers end their last request after the signal: look once more after them.
            if is_last && at == reader.head().await.unwrap() {
                tokio::time::sleep(Duration::from_millis(500)).await;
                if at == reader.head().await.unwrap() {
                    return seen;
                }
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

async fn talk(world: World, by: Person, to: String, stop: Arc<AtomicBool>) -> Vec<String> {
    let path = format!("/messaging/conversations/{to}/messages");
    let mut acknowledged = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let sent = world.post(&by, &path, json!({"body": "again"})).await;
        acknowledged.push(text(&sent["message"]["id"]));
    }
    acknowledged
}

/// Somebody is let in through one process and heard through another at once; put out through one
/// and refused by another. Every answer is what a fresh read would give.
async fn come_and_go(
    worlds: Vec<World>,
    team: Person,
    client: Person,
    conversation: String,
    stop: Arc<AtomicBool>,
) -> usize {
    let people = format!("/messaging/conversations/{conversation}/participants");
    let messages = format!("/messaging/conversations/{conversation}/messages");
    let one = format!("{people}/{}", client.id);
    let mut turns = 0;
    while !stop.load(Ordering::Relaxed) {
        let world = |n: usize| &worlds[(turns + n) % worlds.len()];
        world(0)
            .post(&team, &people, json!({ "userId": client.id }))
            .await;
        world(1)
            .post(&client, &messages, json!({"body": "I am in"}))
            .await;
        let out = world(2)
            .ask(&team, Method::DELETE, &one, None)
            .await
            .unwrap();
        assert_eq!(out.0, StatusCode::OK, "{}", out.1);
        let ask = Some(json!({"body": "I am out"}));
        let refused = world(1)
            .ask(&client, Method::POST, &messages, ask)
            .await
            .unwrap();
        assert_eq!(refused.0, StatusCode::NOT_FOUND, "{}", refused.1);
        turns += 1;
    }
    turns
}
