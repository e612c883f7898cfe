//! `tools/cluster.sh` on ports and in a folder of a test's own. It ends with the test, also where
//! the test ends by a signal.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::server::{Data, TIDINGS};

/// Twelve processes start, beside other tests.
const START_MAX: Duration = Duration::from_secs(180);
/// The ports of a cluster are counted from the gateway's.
const PORTS: u16 = 20;

pub struct Cluster {
    child: Child,
    folder: Data,
    port: u16,
}

impl Cluster {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// For what has nothing to do with the log.
    pub async fn start_without_kafka() -> Self {
        Self::start_with(&[("TIDINGS_CLUSTER_KAFKA", "off")]).await
    }

    async fn start_with(settings: &[(&str, &str)]) -> Self {
        let folder = Data::new();
        let port = free_ports();
        let mut line = tool(folder.path());
        line.arg("run")
            .env("TIDINGS", TIDINGS)
            .env("TIDINGS_CLUSTER_PORT", port.to_string())
            .env("TIDINGS_CLUSTER_OF", std::process::id().to_string())
            .env("TIDINGS_CLUSTER_DEMO", "off")
            .env("TIDINGS_RATE_LIMITS", "off")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped());
        let mut child = line.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = async {
            while let Some(line) = out.next_line().await.unwrap() {
                if line.starts_with("ready ") {
                    return;
                }
            }
            panic!("the cluster ended before it was ready");
        };
        tokio::time::timeout(START_MAX, ready)
            .await
            .expect("the cluster is ready in time");
        // It tells of parts that end; nobody may fill its pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = out.next_line().await {} });
        Self {
            child,
            folder,
            port,
        }
    }

    pub fn gateway(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A node's own address, past the gateway.
    pub fn of(&self, node: &str) -> String {
        let nodes = [
            "command-1",
            "command-2",
            "query-1",
            "query-2",
            "realtime-1",
            "realtime-2",
        ];
        let at = nodes.iter().position(|name| *name == node).unwrap();
        format!("http://127.0.0.1:{}", self.port + 1 + at as u16)
    }

    /// The data folder that all nodes have.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Has the tool do something to a part.
    pub async fn tool(&self, arguments: &[&str]) {
        let status = tool(self.folder.path()).args(arguments).status().await;
        assert!(status.unwrap().success(), "cluster.sh {arguments:?}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some(pid) = self.child.id() else { return };
        let pid = rustix::process::Pid::from_raw(pid.cast_signed()).unwrap();
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        // The folder goes next, so nothing may be left in it.
        while let Ok(None) = self.child.try_wait() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn tool(folder: &Path) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/cluster.sh");
    let mut line = Command::new(script);
    line.env("TIDINGS_CLUSTER", folder).stdin(Stdio::null());
    line
}

/// Below the ports that the system gives to connections.
fn free_ports() -> u16 {
    for _ in 0..100 {
        let slot = u16::try_from(uuid::Uuid::new_v4().as_u128() % 500).unwrap();
        let first = 20_000 + slot * PORTS;
        let is_free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if (first..first + PORTS).all(is_free) {
            return first;
        }
    }
    panic!("there are no free ports");
}
