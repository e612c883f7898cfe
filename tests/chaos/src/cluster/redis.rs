//! Redis: presence and typing, and nothing that has to be there.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};

pub(crate) struct Redis {
    folder: PathBuf,
    child: Option<Child>,
}

impl Redis {
    pub(super) fn start(folder: &Path) -> anyhow::Result<Self> {
        let mut redis = Self {
            folder: folder.to_owned(),
            child: None,
        };
        redis.revive()?;
        Ok(redis)
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("redis.sock")
    }

    pub(super) fn url(&self) -> String {
        format!("redis+unix://{}", self.socket().display())
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Starts it anew, empty.
    pub(crate) fn revive(&mut self) -> anyhow::Result<()> {
        let child = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no"])
            .arg("--unixsocket")
            .arg(self.socket())
            .arg("--dir")
            .arg(&self.folder)
            .stdout(Stdio::null())
            .spawn();
        self.child = Some(child.context("start redis-server; `make setup` gets it")?);
        Ok(())
    }

    /// Everything in it is gone.
    pub(crate) fn flush(&self) -> anyhow::Result<()> {
        let output = Command::new("redis-cli")
            .arg("-s")
            .arg(self.socket())
            .arg("FLUSHALL")
            .output()
            .context("flush Redis")?;
        ensure!(output.status.success(), "Redis was not flushed");
        Ok(())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
