//! A process of one role: started, killed, paused, started again at the same address.

use std::fs::OpenOptions;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::sleep;

use super::READY_MAX;

/// A process that ended at its start is started again.
const RESTART_AFTER: Duration = Duration::from_millis(500);

/// A stop finishes what was begun.
const STOP_MAX: Duration = Duration::from_secs(20);

/// The roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    CommandApi,
    QueryApi,
    Projector,
    Realtime,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [
        Self::CommandApi,
        Self::QueryApi,
        Self::Projector,
        Self::Realtime,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::CommandApi => "command-api",
            Self::QueryApi => "query-api",
            Self::Projector => "projector",
            Self::Realtime => "realtime",
        }
    }
}

pub(crate) struct Role {
    pub(crate) kind: Kind,
    pub(crate) node: usize,
    port: u16,
    operator: u16,
    log: PathBuf,
    line: Vec<String>,
    binary: PathBuf,
    child: Option<Child>,
    /// How often it ended instead of being ready.
    pub(crate) restarts: u64,
}

impl Role {
    pub(super) fn new(
        kind: Kind,
        node: usize,
        binary: &Path,
        data: &Path,
        folder: &Path,
        stores: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        let (port, operator) = (free_port()?, free_port()?);
        let logs = folder.join("logs");
        std::fs::create_dir_all(&logs)?;
        let mut line = vec![
            kind.as_str().to_owned(),
            "--data".to_owned(),
            data.display().to_string(),
            "--rate-limits".to_owned(),
            "off".to_owned(),
            "--node".to_owned(),
            format!("{}-{node}", kind.as_str()),
            "--listen".to_owned(),
            format!("127.0.0.1:{port}"),
            "--operator-listen".to_owned(),
            format!("127.0.0.1:{operator}"),
        ];
        for (flag, url) in stores {
            line.extend([(*flag).to_owned(), url.clone()]);
        }
        Ok(Self {
            kind,
            node,
            port,
            operator,
            log: logs.join(format!("{}-{node}.log", kind.as_str())),
            line,
            binary: binary.to_owned(),
            child: None,
            restarts: 0,
        })
    }

    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.kind.as_str(), self.node)
    }

    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// Starts it, to end at a crash point if one is named.
    pub(crate) fn start(&mut self, crash_at: Option<&str>) -> anyhow::Result<()> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)?;
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("TIDINGS_") && name != "TIDINGS_POSTGRES_BIN" {
                command.env_remove(name);
            }
        }
        if let Some(point) = crash_at {
            command.env("TIDINGS_CRASH_AT", point);
        }
        let child = command
            .args(&self.line)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        self.child = Some(child.with_context(|| format!("start {}", self.name()))?);
        Ok(())
    }

    /// Waits until it says that it is ready; how long that took.
    pub(crate) async fn ready(&mut self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        while !self.is_ready().await {
            // As whoever watches over processes does; the check wants to know how often.
            if let Some(how) = self.ended()? {
                println!("{} ended with {how} instead of being ready", self.name());
                self.restarts += 1;
                sleep(RESTART_AFTER).await;
                self.start(None)?;
            }
            if began.elapsed() > READY_MAX {
                bail!(
                    "{} is not ready: its log is {}",
                    self.name(),
                    self.log.display()
                );
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(began.elapsed())
    }

    pub(crate) async fn is_ready(&self) -> bool {
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(1));
        let Ok(client) = client.build() else {
            return false;
        };
        let url = format!("http://127.0.0.1:{}/readyz", self.operator);
        let answer = client.get(url).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// How it ended, if it did by itself.
    pub(crate) fn ended(&mut self) -> anyhow::Result<Option<std::process::ExitStatus>> {
        match &mut self.child {
            Some(child) => Ok(child.try_wait()?),
            None => Ok(None),
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    pub(crate) fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        if let Some(child) = &self.child {
            kill_process(Pid::from_child(child), signal)?;
        }
        Ok(())
    }

    pub(super) fn ask_to_stop(&self) {
        let _ = self.signal(Signal::TERM);
    }

    pub(super) async fn until_ended(&mut self) {
        let began = Instant::now();
        while self.child.is_some() && began.elapsed() < STOP_MAX {
            match self.ended() {
                Ok(Some(_)) | Err(_) => break,
                Ok(None) => sleep(Duration::from_millis(20)).await,
            }
        }
        self.kill();
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that nobody listens on now.
fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
