use std::io;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Scanner, Verdict};

/// A daemon that is there takes a connection at once.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(2);

/// The daemon's own limit for a file is 120 s; one of 10 MiB takes it a second or two.
const SCAN_TIME_MAX: Duration = Duration::from_secs(60);

/// An answer is one short line.
const ANSWER_BYTES_MAX: u64 = 1_024;

/// ClamAV's daemon over TCP, by its command INSTREAM.
#[derive(Clone, Debug)]
pub struct Clamd {
    host: String,
    port: u16,
}

impl Clamd {
    /// The daemon at this address.
    #[must_use]
    pub fn new(host: &str, port: u16) -> Self {
        Self {
            host: host.to_owned(),
            port,
        }
    }

    async fn ask(&self, mut bytes: BoxStream<'_, io::Result<Bytes>>) -> io::Result<Verdict> {
        let address = (self.host.as_str(), self.port);
        let mut daemon = timeout(CONNECT_TIME_MAX, TcpStream::connect(address))
            .await
            .map_err(|_| io::ErrorKind::TimedOut)??;
        let (mut from, mut to) = daemon.split();
        let send = async {
            to.write_all(b"zINSTREAM\0").await?;
            while let Some(piece) = bytes.next().await {
                let piece = piece?;
                // A piece of no bytes would be the end.
                if piece.is_empty() {
                    continue;
                }
                let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
                to.write_all(&length.to_be_bytes()).await?;
                to.write_all(&piece).await?;
            }
            to.write_all(&0_u32.to_be_bytes()).await?;
            to.flush().await
        };
        let mut answer = Vec::new();
        let mut from = (&mut from).take(ANSWER_BYTES_MAX);
        let receive = from.read_to_end(&mut answer);
        // Together: a daemon that has seen enough answers and closes before everything is sent.
        let (sent, received) = tokio::join!(send, receive);
        match (parse(&answer), sent.and(received)) {
            (Some(verdict), _) => Ok(verdict),
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => Err(io::Error::other(format!(
                "clamd answered {:?}",
                String::from_utf8_lossy(&answer)
            ))),
        }
    }
}

#[async_trait]
impl Scanner for Clamd {
    async fn scan(&self, bytes: BoxStream<'_, io::Result<Bytes>>) -> Verdict {
        let answer = timeout(SCAN_TIME_MAX, self.ask(bytes)).await;
        match answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok(verdict) => verdict,
            Err(error) => {
                tracing::warn!(%error, "a file cannot be scanned now");
                Verdict::Unavailable
            }
        }
    }
}

/// `stream: OK` or `stream: NAME FOUND`; everything else is no verdict.
fn parse(answer: &[u8]) -> Option<Verdict> {
    let answer = std::str::from_utf8(answer).ok()?;
    let answer = answer.trim_end_matches(['\0', '\n', '\r']);
    let verdict = answer.strip_prefix("stream: ")?;
    if verdict == "OK" {
        return Some(Verdict::Clean);
    }
    let name = verdict.strip_suffix(" FOUND")?;
    Some(Verdict::Infected(name.to_owned()))
}
