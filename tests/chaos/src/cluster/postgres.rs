//! The database: made as the product makes its own, and run with room for many processes.

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use private_postgres::PrivatePostgres;
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection as _, PgConnection};
use tokio::time::sleep;

/// Eight processes, each with all its pools full. The private one takes 100, which is for one process.
const CONNECTIONS_MAX: u32 = 500;
/// A start after a crash reads the log since the last checkpoint.
const START_MAX: Duration = Duration::from_secs(60);

pub(crate) struct Postgres {
    program: PathBuf,
    cluster: PathBuf,
    sockets: PathBuf,
    log: PathBuf,
    url: String,
    child: Option<Child>,
}

impl Postgres {
    pub(super) async fn start(data: &Path) -> anyhow::Result<Self> {
        let made = data.to_owned();
        let private = tokio::task::spawn_blocking(move || PrivatePostgres::start(&made)).await??;
        let (url, base) = (private.url(), private.data().join("postgres"));
        // The very program that was started: one that its account cannot reach has been copied.
        let program = std::fs::read_link(format!("/proc/{}/exe", private.pid()))?;
        private.stop().await?;
        let mut postgres = Self {
            program,
            cluster: base.join("pgdata"),
            sockets: base.join("run"),
            log: data.join("postgres.log"),
            url,
            child: None,
        };
        postgres.revive().await?;
        Ok(postgres)
    }

    /// The superuser's URL.
    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// Starts it and waits until it takes connections.
    async fn revive(&mut self) -> anyhow::Result<()> {
        let owner = std::fs::metadata(&self.cluster)?;
        let began = Instant::now();
        loop {
            let ended = self.child.as_mut().map(Child::try_wait).transpose()?;
            // What is left of a killed one must be gone first: until then the new one ends at once.
            if !matches!(ended, Some(None)) {
                self.child = Some(self.spawn(owner.uid(), owner.gid())?);
            }
            if let Ok(connection) = PgConnection::connect(&self.url).await {
                connection.close().await?;
                return Ok(());
            }
            if began.elapsed() > START_MAX {
                bail!("Postgres does not start: its log is {}", self.log.display());
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    fn spawn(&self, uid: u32, gid: u32) -> anyhow::Result<Child> {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)?;
        let mut command = Command::new(&self.program);
        command
            .arg("-D")
            .arg(&self.cluster)
            .arg("-k")
            .arg(&self.sockets)
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "unix_socket_permissions=0700",
            ])
            .args(["-c", &format!("max_connections={CONNECTIONS_MAX}")])
            .args([
                "-c",
                "max_wal_size=2GB",
                "-c",
                "timezone=UTC",
                "-c",
                "jit=off",
            ])
            .current_dir(&self.cluster)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        if rustix::process::geteuid().is_root() {
            command.uid(uid).gid(gid);
        }
        command.spawn().context("start Postgres")
    }

    /// `kill -9` of the postmaster and a new start; how long until it takes connections.
    pub(crate) async fn kill(&mut self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        self.revive().await?;
        Ok(began.elapsed())
    }

    pub(super) async fn stop(mut self) -> anyhow::Result<()> {
        let Some(mut child) = self.child.take() else {
            return Ok(());
        };
        kill_process(Pid::from_child(&child), Signal::INT)?;
        while child.try_wait()?.is_none() {
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = kill_process(Pid::from_child(&child), Signal::QUIT);
            let _ = child.wait();
        }
    }
}
