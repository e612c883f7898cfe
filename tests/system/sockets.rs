//! A socket of the plain dialect: live, and after a kill -9 of everything.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::server::{Data, Server};
use crate::world::{Person, World, text};

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub async fn open(world: &World, person: &Person, cursor: Option<&str>) -> Self {
        let url = format!("{}/ws", world.url.replacen("http", "ws", 1));
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
        let mut hello = json!({"type": "hello", "token": person.token});
        if let Some(cursor) = cursor {
            hello["cursor"] = json!(cursor);
        }
        socket.send(Message::text(hello.to_string())).await.unwrap();
        Self(socket)
    }

    /// The next event: its name and data.
    pub async fn next(&mut self) -> (String, Value) {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.0.next());
            let frame = next.await.expect("a frame comes").unwrap().unwrap();
            let frame: Value = serde_json::from_str(frame.to_text().unwrap()).unwrap();
            if frame["type"] == "event" {
                return (text(&frame["event"]), frame["data"].clone());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_hears_what_is_said_and_after_a_crash_all_that_it_missed() {
    let data = Data::new();
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let admin = world.person(data.path(), "ada", "admin").await;
    let clara = world.person(data.path(), "clara", "client").await;
    let timo = world.person(data.path(), "timo", "team").await;
    let project = world.project(&admin, &[&clara, &timo]).await;
    let conversation = world.conversation(&project, &[&clara, &timo]).await;
    let messages = format!("/messaging/conversations/{conversation}/messages");
    let first = world
        .post(&clara, &messages, json!({"body": "First"}))
        .await;
    world.shown(&timo, &first).await;
    // Without a race: fetch, then connect with what the answer says.
    let shown = world.get(&timo, &messages).await;
    let mut socket = Socket::open(&world, &timo, shown["resume"].as_str()).await;
    while socket.next().await.0 != "ready" {}

    let sent = world
        .post(&clara, &messages, json!({"body": "Hello"}))
        .await;
    let (event, heard) = socket.next().await;
    assert_eq!(event, "new-message");
    assert_eq!(heard["message"], sent["message"]);
    assert_eq!(heard["position"], sent["position"]);
    let read = format!("/messaging/conversations/{conversation}/read");
    world.post(&timo, &read, json!({"seq": 3})).await;
    let (event, heard) = socket.next().await;
    assert_eq!(
        (event.as_str(), &heard["readSeq"], &heard["unread"]),
        ("message-read", &json!(3), &json!(0))
    );
    let cursor = text(&heard["cursor"]);

    server.kill_everything(data.path());
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let mut missed = Vec::new();
    for n in 0..20 {
        let sent = world
            .post(&clara, &messages, json!({"body": format!("{n}")}))
            .await;
        missed.push(sent["message"].clone());
    }
    let mut socket = Socket::open(&world, &timo, Some(&cursor)).await;
    for message in missed {
        let (event, heard) = socket.next().await;
        assert_eq!(
            (event.as_str(), &heard["message"]),
            ("new-message", &message)
        );
    }
    let (event, ready) = socket.next().await;
    assert_eq!((event.as_str(), &ready["resumed"]), ("ready", &json!(20)));
}
