//! The server: started, waited for, asked to end.

use crate::StartError;
use crate::binaries::Binaries;
use crate::layout::Layout;
use crate::lock::Lock;
use crate::log::Log;
use crate::socket::{PORT, SocketFolder};
use crate::{child, cluster, death};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Given on the command line, so that no file in the data folder can weaken them.
const SETTINGS: [(&str, &str); 19] = [
    ("listen_addresses", ""),
    ("unix_socket_permissions", "0700"),
    ("cluster_name", cluster::NAME),
    ("max_connections", "100"),
    ("shared_buffers", "128MB"),
    ("password_encryption", "scram-sha-256"),
    // What was acknowledged survives a crash.
    ("fsync", "on"),
    ("synchronous_commit", "on"),
    ("full_page_writes", "on"),
    // Full pages are most of the log and compress well; a larger log means fewer of them.
    ("wal_compression", "on"),
    ("max_wal_size", "2GB"),
    // Short statements only: compiling them costs more than it gains.
    ("jit", "off"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("logging_collector", "off"),
    ("log_destination", "stderr"),
    ("log_line_prefix", "%m [%p] %q%u@%d "),
    ("idle_in_transaction_session_timeout", "60s"),
    ("restart_after_crash", "on"),
];

/// Recovery after a crash replays up to `max_wal_size` of log, on a slow disk too.
const READY_SECS_MAX: u64 = 300;

/// A running server. Its thread holds the launcher's lock until the server has ended.
#[derive(Debug)]
pub(crate) struct Postmaster {
    pub(crate) pid: i32,
    ended: watch::Receiver<Option<String>>,
}

impl Postmaster {
    /// Starts the server and waits until it takes connections.
    pub(crate) fn start(
        layout: &Layout,
        binaries: &Binaries,
        socket: &SocketFolder,
        log: Log,
        lock: Lock,
    ) -> Result<Postmaster, StartError> {
        let command = command(layout, binaries, socket, &log)?;
        let postmaster = Self::spawn(command, binaries, socket.clone(), lock)?;
        postmaster.wait_until_ready(layout, &log)?;
        Ok(postmaster)
    }

    /// The kernel's signal at our end goes by the thread that forked, so one thread starts the
    /// server and then lives as long as it: on a thread of a pool, Postgres would be ended when
    /// the pool lets an idle thread go.
    fn spawn(
        mut command: Command,
        binaries: &Binaries,
        socket: SocketFolder,
        lock: Lock,
    ) -> Result<Postmaster, StartError> {
        let (started, has_started) = mpsc::channel();
        let (end, ended) = watch::channel(None);
        let run = move || {
            let mut server = match command.spawn() {
                Ok(server) => server,
                Err(reason) => {
                    started.send(Err(reason)).ok();
                    return;
                }
            };
            started.send(Ok(server.id())).ok();
            let status = server.wait();
            socket.clear();
            drop(lock);
            let how = status.map_or_else(|reason| reason.to_string(), |status| status.to_string());
            end.send(Some(how)).ok();
        };
        let failed = |reason| StartError::io("run", &binaries.postgres())(reason);
        thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(run)
            .map_err(failed)?;
        let pid = has_started
            .recv()
            .map_err(std::io::Error::other)
            .and_then(|started| started)
            .and_then(|pid| i32::try_from(pid).map_err(std::io::Error::other))
            .map_err(failed)?;
        Ok(Postmaster { pid, ended })
    }

    /// Ready is when the last line of `postmaster.pid` says so; `pg_ctl` waits the same way.
    fn wait_until_ready(&self, layout: &Layout, log: &Log) -> Result<(), StartError> {
        let pidfile = layout.pgdata().join("postmaster.pid");
        let began = Instant::now();
        loop {
            let text = fs::read_to_string(&pidfile).unwrap_or_default();
            let line = |line: Option<&str>| line.unwrap_or_default().trim().to_owned();
            let is_its_own = line(text.lines().next()) == self.pid.to_string();
            if is_its_own && line(text.lines().last()) == "ready" {
                return Ok(());
            }
            if let Some(status) = self.has_ended() {
                let (words, log) = (log.last_words(), log.path.clone());
                return Err(StartError::Ended { status, words, log });
            }
            if began.elapsed() > Duration::from_secs(READY_SECS_MAX) {
                self.signal(Signal::INT);
                return Err(StartError::NotReady {
                    secs: READY_SECS_MAX,
                    log: log.path.clone(),
                });
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end without a runtime; says whether it came in time.
    pub(crate) fn ends_within(&self, patience: Duration) -> bool {
        let began = Instant::now();
        while self.has_ended().is_none() {
            if began.elapsed() > patience {
                return false;
            }
            thread::sleep(Duration::from_millis(5));
        }
        true
    }

    fn has_ended(&self) -> Option<String> {
        self.ended.borrow().clone()
    }

    /// Sends the signal, unless the server has ended: then its pid may be another's.
    pub(crate) fn signal(&self, signal: Signal) {
        if let (None, Some(pid)) = (self.has_ended(), Pid::from_raw(self.pid)) {
            // It may end in between.
            kill_process(pid, signal).ok();
        }
    }

    /// How the server ended, once it has.
    pub(crate) async fn ended(&self) -> String {
        let mut ended = self.ended.clone();
        let how = ended.wait_for(Option::is_some).await;
        how.ok()
            .and_then(|how| how.clone())
            .unwrap_or_else(|| "nobody watched it".to_owned())
    }
}

fn command(
    layout: &Layout,
    binaries: &Binaries,
    socket: &SocketFolder,
    log: &Log,
) -> Result<Command, StartError> {
    let mut command = child::command(
        &binaries.postgres(),
        &layout.base(),
        layout.account.as_ref(),
    );
    log.receive(&mut command)?;
    command.arg("-D").arg(layout.pgdata());
    let mut set = |name: &str, value: &str| {
        command.arg("-c").arg(format!("{name}={value}"));
    };
    // A list of folders: quoted for the comma, and a quote in it doubled.
    let folder = socket.as_path().to_string_lossy().replace('"', "\"\"");
    set("unix_socket_directories", &format!("\"{folder}\""));
    set("port", &PORT.to_string());
    for (name, value) in SETTINGS {
        set(name, value);
    }
    // Ctrl-C at the terminal reaches tidings alone, which ends Postgres last.
    command.process_group(0);
    // A fast shutdown: sessions end, and the files are left clean.
    death::signal_when_parent_ends(&mut command, Signal::INT);
    Ok(command)
}
