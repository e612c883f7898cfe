//! kill -9 of everything under load: what was acknowledged is there once, and in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::server::{Data, Server, run, tidings};
use crate::world::{Person, World, text};

const ROUNDS: u64 = 10;
const CALLERS: usize = 16;
const CONVERSATIONS: usize = 4;

/// What one caller did: acknowledged messages with their seq, and those it never heard of.
#[derive(Default)]
struct Heard {
    acknowledged: BTreeMap<String, u64>,
    unknown: BTreeMap<String, (usize, String)>,
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_or_doubled_when_everything_is_killed_ten_times() {
    let data = Data::new();
    let mut server = Server::start(data.path());
    let world = World::new(&server.url);
    let admin = world.person(data.path(), "ada", "admin").await;
    let clara = world.person(data.path(), "clara", "client").await;
    let project = world.project(&admin, &[&clara]).await;
    let mut conversations = Vec::new();
    for _ in 0..CONVERSATIONS {
        conversations.push(world.conversation(&project, &[&clara]).await);
    }
    let conversations = Arc::new(conversations);
    let heard = Arc::new(Mutex::new(Heard::default()));
    for round in 0..ROUNDS {
        let world = World::new(&server.url);
        let stop = Arc::new(AtomicBool::new(false));
        let callers: Vec<_> = (0..CALLERS)
            .map(|n| {
                let (world, clara) = (world.clone(), clara.clone());
                let (stop, heard) = (stop.clone(), heard.clone());
                let conversations = conversations.clone();
                tokio::spawn(talk(
                    world,
                    clara,
                    conversations,
                    n % CONVERSATIONS,
                    stop,
                    heard,
                ))
            })
            .collect();
        // Not at the same moment of a commit each time.
        tokio::time::sleep(Duration::from_millis(400 + round * 37)).await;
        server.kill_everything(data.path());
        stop.store(true, Ordering::Relaxed);
        for caller in callers {
            caller.await.unwrap();
        }
        server = Server::start(data.path());
    }

    // Who never heard asks again, as a client would, and hears what became of it.
    let world = World::new(&server.url);
    let (acknowledged, unknown) = {
        let mut heard = heard.lock().unwrap();
        (
            std::mem::take(&mut heard.acknowledged),
            std::mem::take(&mut heard.unknown),
        )
    };
    assert!(
        acknowledged.len() > 100,
        "only {} were acknowledged",
        acknowledged.len()
    );
    let mut expected = acknowledged;
    for (id, (place, body)) in unknown {
        let sent = send(&world, &clara, &conversations[place], &id, &body).await;
        expected.insert(id, sent.expect("the server is there"));
    }

    let mut found = BTreeMap::new();
    for conversation in conversations.iter() {
        let messages = every_message(&world, &clara, conversation).await;
        let seqs: Vec<_> = messages
            .iter()
            .map(|message| message["seq"].as_u64().unwrap())
            .collect();
        let dense: Vec<_> = (2..2 + seqs.len() as u64).collect();
        assert_eq!(seqs, dense, "the seqs of a conversation have no holes");
        for message in messages {
            let twice = found.insert(text(&message["id"]), message["seq"].as_u64().unwrap());
            assert_eq!(twice, None, "{message} is there twice");
        }
    }
    let lost: BTreeSet<_> = expected
        .iter()
        .filter(|(id, seq)| found.get(*id) != Some(seq))
        .collect();
    assert_eq!(
        lost,
        BTreeSet::new(),
        "acknowledged, and not there as acknowledged"
    );
    assert_eq!(
        found.len(),
        expected.len(),
        "nothing is there that nobody sent"
    );

    server.end(rustix::process::Signal::TERM);
    let (code, out, err, _) = run(tidings(data.path(), "verify"));
    assert_eq!(code, 0, "{out}{err}");
}

/// Sends one message after the other until told to stop or the server is gone.
async fn talk(
    world: World,
    clara: Person,
    conversations: Arc<Vec<String>>,
    place: usize,
    stop: Arc<AtomicBool>,
    heard: Arc<Mutex<Heard>>,
) {
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        let (id, body) = (uuid::Uuid::now_v7().to_string(), format!("{count}"));
        let sent = send(&world, &clara, &conversations[place], &id, &body).await;
        let mut heard = heard.lock().unwrap();
        match sent {
            Some(seq) => heard.acknowledged.insert(id, seq).map_or((), drop),
            None => {
                heard.unknown.insert(id, (place, body));
                return;
            }
        }
        count += 1;
    }
}

/// The seq of an acknowledged message; none if nobody knows.
async fn send(world: &World, by: &Person, to: &str, id: &str, body: &str) -> Option<u64> {
    let path = format!("/messaging/conversations/{to}/messages");
    let ask = json!({ "messageId": id, "body": body });
    match world.ask(by, Method::POST, &path, Some(ask)).await {
        Ok((StatusCode::CREATED, answer)) => answer["message"]["seq"].as_u64(),
        Ok((StatusCode::SERVICE_UNAVAILABLE, _)) | Err(_) => None,
        Ok((status, answer)) => panic!("{status} {answer}"),
    }
}

/// All messages of a conversation, oldest first, page by page.
pub async fn every_message(world: &World, by: &Person, conversation: &str) -> Vec<Value> {
    let mut messages: Vec<Value> = Vec::new();
    loop {
        let after = messages
            .last()
            .map_or(0, |last| last["seq"].as_u64().unwrap());
        let path =
            format!("/messaging/conversations/{conversation}/messages?after={after}&limit=100");
        let page = world.get(by, &path).await;
        messages.extend(page["items"].as_array().unwrap().iter().cloned());
        if page["hasNewer"] == json!(false) {
            return messages;
        }
    }
}
