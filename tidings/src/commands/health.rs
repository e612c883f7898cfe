//! `tidings health`: what a process says of itself on its operator's port, for containers and scripts
//! that have no HTTP client.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use chassis::config::Settings;
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::trouble::Trouble;

/// Who takes longer than this is not well.
const ANSWER_MAX: Duration = Duration::from_secs(3);
/// A report has a line for each part.
const ANSWER_BYTES_MAX: u64 = 256 * 1024;

/// What `/readyz` says.
#[derive(Deserialize)]
pub struct Report {
    /// Whether every part is.
    pub ready: bool,
    log: Option<Log>,
    checks: BTreeMap<String, Check>,
    places: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Log {
    id: String,
    incarnation: u32,
}

#[derive(Deserialize)]
struct Check {
    reason: Option<String>,
}

/// Asks, and prints how things stand.
pub async fn run(settings: &Settings) -> Result<ExitCode, Trouble> {
    match of(settings.operator_listen).await {
        Ok(report) => {
            println!("{report}");
            Ok(match report.ready {
                true => ExitCode::SUCCESS,
                false => ExitCode::FAILURE,
            })
        }
        Err(wrong) => {
            println!("{wrong}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What the process says whose operator's port this is.
pub async fn of(listen: SocketAddr) -> Result<Report, String> {
    let at = reachable(listen);
    match tokio::time::timeout(ANSWER_MAX, ask(at)).await {
        Ok(Ok(answer)) => parse(&answer).ok_or_else(|| format!("{at} is not ours")),
        Ok(Err(error)) => Err(format!("{at} cannot be asked: {error}")),
        Err(_) => Err(format!("{at} did not answer in time")),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.ready { "ready" } else { "not ready" })?;
        if let Some(Log { id, incarnation }) = &self.log {
            write!(out, "; log {id} incarnation {incarnation}")?;
        }
        for (name, place) in &self.places {
            write!(out, "; {} {place}", name.replace('_', " "))?;
        }
        for (part, check) in &self.checks {
            if let Some(reason) = &check.reason {
                write!(out, "; {part}: {reason}")?;
            }
        }
        Ok(())
    }
}

/// Where to ask a process that listens on every address.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(at: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(at).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream
        .take(ANSWER_BYTES_MAX)
        .read_to_string(&mut answer)
        .await?;
    Ok(answer)
}

/// The body is short and comes in one piece, with its length before it.
fn parse(answer: &str) -> Option<Report> {
    let (_, body) = answer.split_once("\r\n\r\n")?;
    serde_json::from_str(body).ok()
}
