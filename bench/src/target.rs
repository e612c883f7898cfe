//! The server that is asked: started here, or running already; and the people on it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use domain::Role;
use hyper::Method;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::client::Connection;

/// A first start makes a database.
const READY_MAX: Duration = Duration::from_secs(60);
/// A stop finishes what was begun.
const STOP_MAX: Duration = Duration::from_secs(60);

/// The program, with a data folder, and a database if not its own.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    path: PathBuf,
    data: PathBuf,
    database: Option<String>,
}

impl Program {
    pub(crate) fn new(path: &Path, data: &Path, database: Option<&str>) -> Self {
        Self {
            path: path.to_owned(),
            data: data.to_owned(),
            database: database.map(str::to_owned),
        }
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.path);
        command.arg(name).arg("--data").arg(&self.data);
        if let Some(url) = &self.database {
            command.arg("--database-url").arg(url);
        }
        command
    }

    /// Builds the read tables anew, and says how long that took, the start of the program included.
    pub(crate) async fn rebuild(&self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let output = self.command("rebuild").output().await?;
        ensure!(
            output.status.success(),
            "the rebuild failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(began.elapsed())
    }
}

/// A server.
pub(crate) struct Target {
    host: String,
    child: Option<(Child, PathBuf)>,
}

impl Target {
    /// The server at a URL.
    pub(crate) fn at(url: &str) -> Self {
        let host = url.trim_start_matches("http://").trim_end_matches('/');
        Self {
            host: host.to_owned(),
            child: None,
        }
    }

    /// Starts `serve`, or one role that listens, without rate limits.
    pub(crate) async fn start(program: &Program, role: &str) -> anyhow::Result<Self> {
        Self::start_with(program, role, "off").await
    }

    /// The same with rate limits.
    pub(crate) async fn start_limited(program: &Program, role: &str) -> anyhow::Result<Self> {
        Self::start_with(program, role, "on").await
    }

    async fn start_with(program: &Program, role: &str, limits: &str) -> anyhow::Result<Self> {
        let mut child = program
            .command(role)
            .args(["--rate-limits", limits])
            .args(["--listen", "127.0.0.1:0"])
            .args(["--operator-listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("start {}", program.path.display()))?;
        let out = child.stdout.take().context("its output")?;
        let mut lines = BufReader::new(out).lines();
        let line = timeout(READY_MAX, lines.next_line())
            .await
            .context("wait until it is ready")??;
        let line = line.context("it ended before it was ready")?;
        let url = line.strip_prefix("ready ");
        let url = url.with_context(|| format!("it said {line:?} instead of ready"))?;
        Ok(Self {
            child: Some((child, program.data.clone())),
            ..Self::at(url)
        })
    }

    /// A connection to it.
    pub(crate) async fn connect(&self) -> anyhow::Result<Connection> {
        Connection::open(&self.host).await
    }

    /// Where it is: `host:port`.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The process, of a server that was started here.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.child.as_ref().and_then(|(child, _)| child.id())
    }

    /// The data folder, of a server that was started here.
    pub(crate) fn data(&self) -> Option<&Path> {
        self.child.as_ref().map(|(_, data)| data.as_path())
    }

    /// Stops what was started here.
    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        let Some((mut child, _)) = self.child else {
            return Ok(());
        };
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(pid) = id.and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM)?;
        }
        let status = timeout(STOP_MAX, child.wait())
            .await
            .context("wait for the server to stop")??;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

/// Who may ask.
pub(crate) struct Tokens {
    pub(crate) admin: String,
    pub(crate) clients: Vec<String>,
}

impl Tokens {
    /// Has them signed with the server's development key.
    pub(crate) fn make(program: &Program, people: usize) -> anyhow::Result<Self> {
        let clients =
            (0..people.max(1)).map(|n| token(program, &format!("client-{n}"), Role::Client));
        Ok(Self {
            admin: token(program, "bench-admin", Role::Admin)?,
            clients: clients.collect::<anyhow::Result<_>>()?,
        })
    }
}

/// A token, signed with the development key in the data folder.
pub(crate) fn token(program: &Program, subject: &str, role: Role) -> anyhow::Result<String> {
    let output = std::process::Command::new(&program.path)
        .args(["token", "--user", subject, "--role", role.as_str()])
        .args(["--name", subject, "--ttl", "1d", "--data"])
        .arg(&program.data)
        .output()
        .context("have a token signed")?;
    ensure!(
        output.status.success(),
        "no token was signed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// A caller's connection, and the request it repeats.
pub(crate) struct Line {
    pub(crate) connection: Connection,
    pub(crate) path: String,
    pub(crate) token: String,
}

/// A project with everybody in it, and for each caller a conversation and a connection.
pub(crate) async fn prepare(
    target: &Target,
    tokens: &Tokens,
    callers: usize,
) -> anyhow::Result<Vec<Mutex<Line>>> {
    let mut connection = Connection::open(&target.host).await?;
    let create = json!({"name": "Benchmark"});
    let path = "/api/admin/directory/projects";
    let made = post(&mut connection, path, &tokens.admin, &create).await?;
    let project = text(&made, "/project/id")?;
    for client in &tokens.clients {
        let session = connection
            .value(Method::GET, "/api/session", client, None)
            .await?;
        let member = json!({"userId": text(&session, "/person/id")?});
        let path = format!("{path}/{project}/members");
        post(&mut connection, &path, &tokens.admin, &member).await?;
    }
    let mut lines = Vec::with_capacity(callers);
    for client in tokens.clients.iter().cycle().take(callers) {
        let start = json!({"projectId": project, "subject": "Benchmark", "participantIds": []});
        let path = "/api/messaging/conversations";
        let started = post(&mut connection, path, client, &start).await?;
        let id = text(&started, "/conversation/id")?;
        lines.push(Mutex::new(Line {
            connection: Connection::open(&target.host).await?,
            path: format!("{path}/{id}/messages"),
            token: client.clone(),
        }));
    }
    Ok(lines)
}

/// Posts what must be taken.
pub(crate) async fn post(
    connection: &mut Connection,
    path: &str,
    token: &str,
    body: &Value,
) -> anyhow::Result<Value> {
    connection
        .value(Method::POST, path, token, Some(body))
        .await
}

/// The text at a place of an answer.
pub(crate) fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let text = value.pointer(pointer).and_then(Value::as_str);
    let text = text.with_context(|| format!("an answer without {pointer}: {value}"))?;
    Ok(text.to_owned())
}
