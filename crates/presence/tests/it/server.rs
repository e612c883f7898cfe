//! A Redis of one test, on a socket in a folder of its own.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use redis::Client;
use uuid::Uuid;

use crate::world::SOON;

pub struct Server {
    folder: PathBuf,
    process: Child,
}

fn start(folder: &std::path::Path) -> Child {
    Command::new("redis-server")
        .args(["--port", "0", "--save", "", "--appendonly", "no"])
        .arg("--unixsocket")
        .arg(folder.join("redis.sock"))
        .arg("--dir")
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is there; `make setup` gets it")
}

impl Server {
    pub async fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("tidings-presence-{}", Uuid::new_v4()));
        std::fs::create_dir_all(&folder).unwrap();
        let process = start(&folder);
        let server = Self { folder, process };
        server.until_it_answers().await;
        server
    }

    pub fn url(&self) -> String {
        format!("redis+unix://{}", self.folder.join("redis.sock").display())
    }

    pub async fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> redis::RedisResult<T> {
        let client = Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await?;
        let mut ask = redis::cmd(words[0]);
        for word in &words[1..] {
            ask.arg(*word);
        }
        ask.query_async(&mut connection).await
    }

    async fn until_it_answers(&self) {
        let deadline = tokio::time::Instant::now() + SOON;
        while self.ask::<String>(&["PING"]).await.is_err() {
            assert!(
                tokio::time::Instant::now() < deadline,
                "redis does not start"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends it, with all that it knew.
    pub fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub async fn start_again(&mut self) {
        self.process = start(&self.folder);
        self.until_it_answers().await;
    }

    /// From now on it takes what is said and answers nothing; or goes on.
    pub fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
