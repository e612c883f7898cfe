//! Presence across nodes. Each node writes one entry, the people on it, which expires; a set names
//! the nodes. Hints over pub/sub make it quick, the heartbeat makes it right.

mod entry;
mod hint;
mod look;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, RedisError, cmd, pipe};
use async_trait::async_trait;
use domain::UserId;
use futures_util::StreamExt as _;
use tokio::sync::{Notify, broadcast, mpsc};
use tokio::time::{Duration, Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::board::Board;
use crate::{Arrival, News, Pace, Presence, Typing};
use hint::Hint;

/// Typing that waits to be told on.
const TYPING_MAX: usize = 1_024;

/// Nodes of one log. What names itself beyond is not read.
const NODES_MAX: usize = 256;

/// Failures in a row after which presence is unknown.
const FAILURES_MAX: u32 = 3;

/// How long to wait for a new connection, and between tries.
const CONNECT_MAX: Duration = Duration::from_secs(2);
const RETRY_PAUSE: Duration = Duration::from_secs(1);

pub use look::version_of;

/// The URL of Redis cannot be used.
#[derive(Debug)]
pub struct Unusable(RedisError);

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the URL of Redis cannot be used")
    }
}

impl std::error::Error for Unusable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Why Redis did not do it.
enum Failed {
    Late,
    Refused(RedisError),
}

/// Presence of one node among several.
pub struct RedisPresence {
    board: Arc<Board>,
    client: Client,
    connection: ConnectionManager,
    node: String,
    prefix: String,
    pace: Pace,
    /// Typing that others are to hear of; taken by `run`.
    outgoing: Mutex<Option<mpsc::Receiver<Typing>>>,
    /// Nodes whose entries changed since they were read.
    stale: Mutex<HashSet<String>>,
    hinted: Notify,
}

impl RedisPresence {
    /// Presence of the node of this name, for the log of this name. Connects when it runs.
    ///
    /// # Errors
    /// The URL is not one of Redis.
    pub fn new(url: &str, log: &str, node: &str, pace: Pace) -> Result<Self, Unusable> {
        let client = Client::open(url).map_err(Unusable)?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(CONNECT_MAX))
            .set_response_timeout(Some(pace.answer_within));
        let connection =
            ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(Unusable)?;
        let (send, receive) = mpsc::channel(TYPING_MAX);
        Ok(Self {
            board: Arc::new(Board::new(pace.grace, false, Some(send))),
            client,
            connection,
            node: node.to_owned(),
            prefix: format!("tidings:{log}"),
            pace,
            outgoing: Mutex::new(Some(receive)),
            stale: Mutex::default(),
            hinted: Notify::new(),
        })
    }

    /// Writes and reads at every heartbeat, and soon after something moved.
    async fn keep_in_step(&self) {
        let mut failures = 0_u32;
        let mut heartbeat = Instant::now();
        let mut has_moved = true;
        loop {
            let is_heartbeat = heartbeat <= Instant::now();
            match self.step(is_heartbeat, has_moved).await {
                Ok(()) => {
                    if failures >= FAILURES_MAX {
                        tracing::info!(failures, "presence is known again");
                    }
                    failures = 0;
                    has_moved = false;
                    if is_heartbeat {
                        heartbeat = Instant::now() + self.pace.heartbeat;
                        self.board.set_known(true);
                    }
                }
                Err(failed) => {
                    failures = failures.saturating_add(1);
                    if failures == FAILURES_MAX {
                        tracing::warn!(reason = %failed, "presence is unknown");
                        self.board.set_known(false);
                    }
                    heartbeat = Instant::now();
                    if failures >= FAILURES_MAX {
                        sleep(RETRY_PAUSE).await;
                    }
                }
            }
            sleep(self.pace.pause).await;
            if failures == 0 {
                tokio::select! {
                    () = sleep_until(heartbeat) => {}
                    () = self.board.moved.notified() => has_moved = true,
                    () = self.hinted.notified() => {}
                }
            }
        }
    }

    async fn step(&self, is_heartbeat: bool, has_moved: bool) -> Result<(), Failed> {
        let nodes = if is_heartbeat || has_moved {
            self.write(has_moved).await?
        } else {
            Vec::new()
        };
        let stale = std::mem::take(&mut *self.stale());
        let wanted: Vec<String> = if is_heartbeat {
            nodes.clone()
        } else {
            stale.into_iter().collect()
        };
        self.read(&wanted, is_heartbeat).await
    }

    /// Writes who is here. Answers which nodes there are.
    async fn write(&self, has_moved: bool) -> Result<Vec<String>, Failed> {
        let entry = entry::write(&self.board.here());
        let milliseconds = u64::try_from(self.pace.expiry.as_millis()).unwrap_or(u64::MAX);
        let mut pipe = pipe();
        pipe.cmd("SET")
            .arg(self.key(&self.node))
            .arg(entry)
            .arg("PX")
            .arg(milliseconds)
            .ignore();
        pipe.cmd("SADD")
            .arg(self.nodes_key())
            .arg(&self.node)
            .ignore();
        if has_moved {
            let hint = Hint::Moved(self.node.clone()).to_string();
            pipe.cmd("PUBLISH").arg(self.channel()).arg(hint).ignore();
        }
        pipe.cmd("SMEMBERS").arg(self.nodes_key());
        let mut connection = self.connection.clone();
        let asked = pipe.query_async::<(Vec<String>,)>(&mut connection);
        let (mut nodes,) = self.within(asked).await?;
        nodes.retain(|node| *node != self.node);
        nodes.truncate(NODES_MAX);
        Ok(nodes)
    }

    async fn read(&self, nodes: &[String], are_all: bool) -> Result<(), Failed> {
        if !nodes.is_empty() {
            let mut ask = cmd("MGET");
            for node in nodes {
                ask.arg(self.key(node));
            }
            let mut connection = self.connection.clone();
            let asked = ask.query_async::<Vec<Option<Vec<u8>>>>(&mut connection);
            let entries = self.within(asked).await?;
            let mut gone = cmd("SREM");
            gone.arg(self.nodes_key());
            let mut is_any_gone = false;
            for (node, entry) in nodes.iter().zip(entries) {
                if entry.is_none() {
                    gone.arg(node);
                    is_any_gone = true;
                }
                self.board
                    .note(node, entry::read(&entry.unwrap_or_default()));
            }
            if is_any_gone {
                let asked = gone.query_async::<()>(&mut connection);
                self.within(asked).await?;
            }
        }
        if are_all {
            self.board.keep_nodes(nodes);
        }
        Ok(())
    }

    async fn tell_on(&self, mut outgoing: mpsc::Receiver<Typing>) {
        while let Some(typing) = outgoing.recv().await {
            let hint = Hint::Typing(self.node.clone(), typing).to_string();
            let mut publish = cmd("PUBLISH");
            publish.arg(self.channel()).arg(hint);
            let mut connection = self.connection.clone();
            // Of the moment: what does not get through is left out.
            let _ = self
                .within(publish.query_async::<()>(&mut connection))
                .await;
        }
    }

    async fn listen_to_hints(&self) {
        loop {
            match timeout(CONNECT_MAX, self.subscribe()).await {
                Ok(Ok(mut messages)) => {
                    while let Some(message) = messages.next().await {
                        if let Ok(text) = message.get_payload::<String>() {
                            self.hear(&text);
                        }
                    }
                }
                Ok(Err(error)) => tracing::debug!(%error, "hints cannot be heard"),
                Err(_) => tracing::debug!("hints cannot be heard: no answer"),
            }
            sleep(RETRY_PAUSE).await;
        }
    }

    async fn subscribe(&self) -> Result<::redis::aio::PubSubStream, RedisError> {
        let mut hints = self.client.get_async_pubsub().await?;
        hints.subscribe(self.channel()).await?;
        Ok(hints.into_on_message())
    }

    fn hear(&self, text: &str) {
        match text.parse() {
            Ok(Hint::Moved(node)) if node != self.node => {
                let mut stale = self.stale();
                // Beyond, the heartbeat will find it.
                if stale.len() < NODES_MAX {
                    stale.insert(node);
                }
                self.hinted.notify_one();
            }
            Ok(Hint::Typing(node, typing)) if node != self.node => self.board.hear(typing),
            Ok(Hint::Moved(_) | Hint::Typing(..)) => {}
            // Of a newer node.
            Err(hint::Unheard) => tracing::debug!("a hint that is not understood"),
        }
    }

    /// Nobody is here any more. The others need not wait for it to expire.
    async fn leave(&self) {
        let mut pipe = pipe();
        pipe.cmd("DEL").arg(self.key(&self.node)).ignore();
        pipe.cmd("SREM")
            .arg(self.nodes_key())
            .arg(&self.node)
            .ignore();
        let hint = Hint::Moved(self.node.clone()).to_string();
        pipe.cmd("PUBLISH").arg(self.channel()).arg(hint).ignore();
        let mut connection = self.connection.clone();
        let _ = self.within(pipe.query_async::<()>(&mut connection)).await;
    }

    async fn within<T>(
        &self,
        asked: impl Future<Output = Result<T, RedisError>>,
    ) -> Result<T, Failed> {
        match timeout(self.pace.answer_within, asked).await {
            Ok(answer) => answer.map_err(Failed::Refused),
            Err(_) => Err(Failed::Late),
        }
    }

    fn stale(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.stale.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, node: &str) -> String {
        format!("{}:presence:{node}", self.prefix)
    }

    fn nodes_key(&self) -> String {
        format!("{}:nodes", self.prefix)
    }

    fn channel(&self) -> String {
        format!("{}:hints", self.prefix)
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Late => f.write_str("no answer in time"),
            Self::Refused(error) => std::fmt::Display::fmt(error, f),
        }
    }
}

#[async_trait]
impl Presence for RedisPresence {
    fn arrive(&self, user: UserId) -> Arrival {
        Arrival::new(&self.board, user)
    }

    fn online(&self, users: &HashSet<UserId>) -> Option<HashSet<UserId>> {
        self.board.online(users)
    }

    fn type_in(&self, typing: Typing) {
        self.board.type_in(typing);
    }

    fn listen(&self) -> broadcast::Receiver<News> {
        self.board.listen()
    }

    async fn run(&self, stop: CancellationToken) {
        let outgoing = self
            .outgoing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(outgoing) = outgoing else {
            tracing::error!("presence runs already");
            return;
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.board.settle() => {}
            () = self.keep_in_step() => {}
            () = self.tell_on(outgoing) => {}
            () = self.listen_to_hints() => {}
        }
        self.leave().await;
    }
}
