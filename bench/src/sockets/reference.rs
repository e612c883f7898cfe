//! The npm Socket.IO server, with rooms: it is told by HTTP what ours is told, and fans out frames
//! as long as ours. It keeps nothing.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::stage::Room;

const READY_MAX: Duration = Duration::from_secs(20);

/// The server, started here.
pub(super) struct Reference {
    pub(super) host: String,
    child: Child,
}

impl Reference {
    /// Starts it, after its packages were installed where they are missing. `sample` is a frame of
    /// ours, as Socket.IO carries it.
    pub(super) async fn start(sample: &str) -> anyhow::Result<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reference");
        install(&folder).await?;
        let mut child = Command::new("node")
            .arg("server.mjs")
            .arg(sample)
            .current_dir(&folder)
            .env("NODE_ENV", "production")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("start node")?;
        let out = child.stdout.take().context("its output")?;
        let mut lines = BufReader::new(out).lines();
        let line = timeout(READY_MAX, lines.next_line())
            .await
            .context("wait for the npm server")??;
        let host = line.as_deref().and_then(|line| line.strip_prefix("ready "));
        Ok(Self {
            host: host.context("the npm server did not start")?.to_owned(),
            child,
        })
    }

    pub(super) fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the npm server ended")
    }

    pub(super) async fn stop(mut self) -> anyhow::Result<()> {
        self.child.kill().await?;
        Ok(())
    }

    /// Rooms as ours; a person's token is the room's name.
    pub(super) fn rooms(like: &[Room]) -> Arc<Vec<Room>> {
        let rooms = like.iter().enumerate().map(|(number, room)| Room {
            path: format!("/{number}"),
            people: vec![number.to_string(); room.people.len()],
            sockets_each: room.sockets_each,
            last: AtomicU64::new(0),
        });
        Arc::new(rooms.collect())
    }
}

async fn install(folder: &Path) -> anyhow::Result<()> {
    if folder.join("node_modules/socket.io").is_dir() {
        return Ok(());
    }
    let status = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(["--loglevel=error", "--prefer-offline"])
        .current_dir(folder)
        .status()
        .await
        .context("run npm")?;
    ensure!(status.success(), "npm ci failed in bench/reference");
    Ok(())
}
