//! Two of each role behind the gateway, as `make cluster` starts them: what is said through one node
//! is heard on the other, and nodes are exchanged while people talk.

mod load;
mod polling;
mod running;
mod socket;

use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;
use polling::Polling;
use running::Cluster;
use socket::Socket;

/// Presence has ten seconds of grace, and a heartbeat more.
const SEEN_MAX: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_through_one_node_is_heard_and_shown_by_the_other() {
    let cluster = Cluster::start().await;
    let data = cluster.data();
    let world = World::new(&cluster.gateway());
    let admin = world.person(&data, "ada", "admin").await;
    let clara = world.person(&data, "clara", "client").await;
    let timo = world.person(&data, "timo", "team").await;
    let project = world.project(&admin, &[&clara, &timo]).await;
    let conversation = world.conversation(&project, &[&clara, &timo]).await;
    let path = format!("/messaging/conversations/{conversation}/messages");

    // Clara on the first node, by WebSocket; Timo on the second, through the gateway, where
    // polling alone works only if every request of his finds his node again.
    let mut clara_hears = Socket::open(&cluster.of("realtime-1"), &clara.token, None).await;
    clara_hears.until("ready").await;
    let mut timo_hears = Polling::open_at(&cluster.gateway(), "realtime-2", &timo.token).await;
    timo_hears.until("ready").await;
    let (_, joined) = clara_hears.until("user-joined").await;
    assert_eq!(joined["userId"], json!(timo.id), "presence crosses nodes");

    let second = World::new(&cluster.of("command-2"));
    let sent = second.post(&clara, &path, json!({"body": "Hello"})).await;
    for heard in [
        clara_hears.until("new-message").await.1,
        timo_hears.until("new-message").await.1,
    ] {
        assert_eq!(heard["message"], sent["message"]);
    }
    // Both query-apis show it, and that Clara is here.
    for node in ["query-1", "query-2"] {
        let reads = World::new(&cluster.of(node));
        reads.shown(&timo, &sent).await;
        let shown = reads.get(&timo, &path).await;
        let last = shown["items"].as_array().unwrap().last().cloned();
        assert_eq!(last.as_ref(), Some(&sent["message"]), "{node}");
        let began = Instant::now();
        while !is_online(&reads, &timo, &project, &clara.id).await {
            assert!(
                began.elapsed() < SEEN_MAX,
                "{node} does not know that Clara is here"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    clara_hears
        .ask(json!({"type": "typing", "conversationId": conversation}))
        .await;
    let (_, typing) = timo_hears.until("user-typing").await;
    assert_eq!(typing["userId"], json!(clara.id));
    timo_hears
        .say("typing", json!({"conversationId": conversation}))
        .await;
    let (_, typing) = clara_hears.until("user-typing").await;
    assert_eq!(typing["userId"], json!(timo.id));
}

async fn is_online(world: &World, asking: &crate::world::Person, project: &str, who: &str) -> bool {
    let people = world
        .get(asking, &format!("/messaging/people?projectId={project}"))
        .await;
    let found = people["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|person| person["id"] == who)
        .cloned();
    found.is_some_and(|person| person["online"] == Value::Bool(true))
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_at_one_node_closes_the_sockets_at_the_other() {
    let cluster = Cluster::start_without_kafka().await;
    let world = World::new(&cluster.gateway());
    let clara = world.person(&cluster.data(), "clara", "client").await;
    let session = format!("{}/api/session", cluster.gateway());
    let answer = world
        .http
        .post(&session)
        .bearer_auth(&clara.token)
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let mut sockets = Vec::new();
    for node in ["realtime-1", "realtime-2"] {
        let with = Some((cookie.as_str(), cluster.gateway()));
        let mut socket = Socket::open_with(&cluster.of(node), None, None, with).await;
        socket.until("ready").await;
        sockets.push(socket);
    }
    let signed_out = world
        .http
        .request(
            Method::DELETE,
            format!("{}/api/session", cluster.of("command-2")),
        )
        .header(COOKIE, &cookie)
        .header(ORIGIN, cluster.gateway())
        .send()
        .await
        .unwrap();
    assert_eq!(signed_out.status(), StatusCode::NO_CONTENT);
    for socket in sockets {
        assert_eq!(socket.closed().await, 4401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_are_exchanged_one_by_one_while_people_talk_and_nothing_fails() {
    let cluster = Cluster::start().await;
    let data = cluster.data();
    let world = World::new(&cluster.gateway());
    let admin = world.person(&data, "ada", "admin").await;
    let clara = world.person(&data, "clara", "client").await;
    let timo = world.person(&data, "timo", "team").await;
    let project = world.project(&admin, &[&clara, &timo]).await;
    let conversation = world.conversation(&project, &[&clara, &timo]).await;

    let listening = load::Listening::begin(&cluster.gateway(), &timo.token).await;
    let talk = load::Talk::begin(&world, &clara, &conversation);
    for node in [
        "command-1",
        "command-2",
        "query-1",
        "query-2",
        "projector-1",
        "projector-2",
        "realtime-1",
        "realtime-2",
    ] {
        cluster.tool(&["restart", node]).await;
    }
    let said = talk.end().await;
    let heard = listening.until(&said.last).await;

    assert!(said.messages.len() > 50, "only {}", said.messages.len());
    let mut wanted = said.messages;
    wanted.sort();
    let mut got = heard.messages.clone();
    got.sort();
    assert_eq!(got, wanted, "all that was acknowledged, once each");
    let holes: Vec<_> = heard
        .seqs
        .windows(2)
        .filter(|two| two[1] != two[0] + 1)
        .collect();
    assert_eq!(
        holes,
        Vec::<&[u64]>::new(),
        "in order and without a hole, over {} connections",
        heard.connections
    );
    assert!(heard.connections > 1, "its node was exchanged");
    assert_eq!(heard.resyncs, 0);
    println!(
        "{} messages, {} connections, tried again after {:?}",
        wanted.len(),
        heard.connections,
        said.refusals
    );
}
