//! People who talk and listen as good clients do: they try again with the same message id, and come
//! back with their cursor.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::socket::Socket;
use crate::world::{Person, World, text};

const TALKERS: usize = 4;
/// A light load: the nodes are exchanged, not tried for speed.
const BETWEEN: Duration = Duration::from_millis(25);
/// When a client gives up, and a command has failed.
const TRIES_MAX: usize = 8;
const PAUSE: Duration = Duration::from_millis(250);
const CATCH_UP_MAX: Duration = Duration::from_secs(60);

/// What was acknowledged.
pub struct Said {
    pub messages: Vec<String>,
    /// Said when all others were.
    pub last: String,
    /// What was answered to tries that were not.
    pub refusals: Vec<String>,
}

pub struct Talk {
    stop: Arc<AtomicBool>,
    talkers: Vec<JoinHandle<(Vec<String>, Vec<String>)>>,
    last: (World, Person, String),
}

impl Talk {
    pub fn begin(world: &World, by: &Person, conversation: &str) -> Self {
        let path = format!("/messaging/conversations/{conversation}/messages");
        let stop = Arc::new(AtomicBool::new(false));
        let talkers = (0..TALKERS)
            .map(|_| {
                let (world, by) = (world.clone(), by.clone());
                let (path, stop) = (path.clone(), stop.clone());
                tokio::spawn(async move {
                    let (mut messages, mut refusals) = (Vec::new(), Vec::new());
                    while !stop.load(Ordering::Relaxed) {
                        messages.push(say(&world, &by, &path, &mut refusals).await);
                        tokio::time::sleep(BETWEEN).await;
                    }
                    (messages, refusals)
                })
            })
            .collect();
        let last = (world.clone(), by.clone(), path);
        Self {
            stop,
            talkers,
            last,
        }
    }

    pub async fn end(self) -> Said {
        self.stop.store(true, Ordering::Relaxed);
        let (mut messages, mut refusals) = (Vec::new(), Vec::new());
        for talker in self.talkers {
            let (said, refused) = talker.await.unwrap();
            messages.extend(said);
            refusals.extend(refused);
        }
        let (world, by, path) = self.last;
        let last = say(&world, &by, &path, &mut refusals).await;
        messages.push(last.clone());
        Said {
            messages,
            last,
            refusals,
        }
    }
}

/// One message, tried again until it is acknowledged: its id.
async fn say(world: &World, by: &Person, path: &str, refusals: &mut Vec<String>) -> String {
    let id = uuid::Uuid::now_v7().to_string();
    for _ in 0..TRIES_MAX {
        let body = json!({"messageId": id, "body": "again"});
        match world.ask(by, Method::POST, path, Some(body)).await {
            Ok((status, _)) if status.is_success() => return id,
            Ok((status, body)) => {
                assert!(status.is_server_error(), "{status} {body}");
                refusals.push(format!("{status} {}", body["detail"]));
            }
            Err(error) => refusals.push(error.to_string()),
        }
        tokio::time::sleep(PAUSE).await;
    }
    panic!("a command failed: {refusals:?}");
}

/// What was heard.
#[derive(Default)]
pub struct Heard {
    pub messages: Vec<String>,
    pub seqs: Vec<u64>,
    pub connections: usize,
    pub resyncs: usize,
}

/// Somebody who listens from now on, as long as it takes.
pub struct Listening {
    last: watch::Sender<Option<String>>,
    listener: JoinHandle<Heard>,
}

impl Listening {
    pub async fn begin(gateway: &str, token: &str) -> Self {
        let mut socket = Socket::open(gateway, token, None).await;
        let (_, ready) = socket.until("ready").await;
        let listener = Listener {
            gateway: gateway.to_owned(),
            token: token.to_owned(),
            socket,
            cursor: text(&ready["cursor"]),
            heard: Heard {
                connections: 1,
                ..Heard::default()
            },
        };
        let (last, told) = watch::channel(None);
        let listener = tokio::spawn(listener.listen(told));
        Self { last, listener }
    }

    /// Waits until this message has come too.
    pub async fn until(self, last: &str) -> Heard {
        self.last.send_replace(Some(last.to_owned()));
        let heard = tokio::time::timeout(CATCH_UP_MAX, self.listener).await;
        heard.expect("the last message comes").unwrap()
    }
}

struct Listener {
    gateway: String,
    token: String,
    socket: Socket,
    cursor: String,
    heard: Heard,
}

impl Listener {
    async fn listen(mut self, mut told: watch::Receiver<Option<String>>) -> Heard {
        loop {
            let last = told.borrow_and_update().clone();
            if last.is_some() && self.heard.messages.last() == last.as_ref() {
                return self.heard;
            }
            let next = tokio::select! {
                next = self.socket.next() => next,
                _ = told.changed() => continue,
            };
            match next {
                Some((event, data)) => self.note(&event, &data),
                None => self.come_back().await,
            }
        }
    }

    fn note(&mut self, event: &str, data: &Value) {
        if let Some(cursor) = data["cursor"].as_str() {
            self.cursor = cursor.to_owned();
        }
        match event {
            "new-message" => {
                self.heard.messages.push(text(&data["message"]["id"]));
                let seq = data["message"]["seq"].as_u64().unwrap();
                self.heard.seqs.push(seq);
            }
            "resync" => self.heard.resyncs += 1,
            _ => {}
        }
    }

    async fn come_back(&mut self) {
        for _ in 0..TRIES_MAX {
            let (token, cursor) = (Some(self.token.as_str()), Some(self.cursor.as_str()));
            if let Ok(socket) = Socket::try_open(&self.gateway, token, cursor, None).await {
                self.socket = socket;
                self.heard.connections += 1;
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("no node lets it in");
    }
}
