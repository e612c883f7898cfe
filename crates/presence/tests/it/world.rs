//! People, nodes, and what is heard of them.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::{ConversationId, UserId};
use presence::{News, Pace, Presence, RedisPresence, Typing};
use tokio::sync::broadcast;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::server::Server;

/// What everything in these tests happens within, or the test fails.
pub const SOON: Duration = Duration::from_secs(20);

/// The interface's, ten times as fast, but patient with a busy machine.
pub const QUICK: Pace = Pace {
    heartbeat: Duration::from_millis(400),
    expiry: Duration::from_millis(3_000),
    grace: Duration::from_millis(1_000),
    pause: Duration::from_millis(10),
    answer_within: Duration::from_millis(1_000),
};

pub fn user(number: u128) -> UserId {
    UserId::new(Uuid::from_u128(number))
}

pub fn typing(is_typing: bool) -> Typing {
    Typing {
        conversation: ConversationId::new(Uuid::from_u128(7)),
        user: user(1),
        is_typing,
    }
}

/// A node that runs.
pub struct Node {
    pub presence: Arc<dyn Presence>,
    pub news: broadcast::Receiver<News>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Node {
    pub fn of(presence: Arc<dyn Presence>) -> Self {
        let stop = CancellationToken::new();
        let news = presence.listen();
        let task = {
            let (presence, stop) = (presence.clone(), stop.clone());
            tokio::spawn(async move { presence.run(stop).await })
        };
        Self {
            presence,
            news,
            stop,
            task,
        }
    }

    /// A node on this Redis, whose presence is known.
    pub async fn on(server: &Server, log: &str, name: &str, pace: Pace) -> Self {
        let presence = RedisPresence::new(&server.url(), log, name, pace).unwrap();
        let mut node = Self::of(Arc::new(presence));
        node.hear(News::Known).await;
        node
    }

    /// What is told next.
    pub async fn next(&mut self) -> News {
        let news = timeout(SOON, self.news.recv()).await;
        news.expect("news in time").unwrap()
    }

    pub async fn hear(&mut self, expected: News) {
        assert_eq!(self.next().await, expected);
    }

    pub fn hears_nothing(&mut self) {
        let news = self.news.try_recv();
        assert_eq!(news, Err(broadcast::error::TryRecvError::Empty));
    }

    /// Which of the first ten people are online.
    pub fn online(&self) -> Option<HashSet<UserId>> {
        self.presence.online(&(0..10).map(user).collect())
    }

    pub fn sees(&self, users: &[UserId]) {
        assert_eq!(self.online(), Some(users.iter().copied().collect()));
    }

    /// As by kill -9.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }

    pub async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

pub async fn eventually<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let deadline = tokio::time::Instant::now() + SOON;
    while !is_so().await {
        assert!(
            tokio::time::Instant::now() < deadline,
            "not in time: {what}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
