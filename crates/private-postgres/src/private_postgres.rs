//! The running server, as its owner sees it.

use crate::binaries;
use crate::cluster;
use crate::layout::Layout;
use crate::leftovers;
use crate::lock::Lock;
use crate::log::Log;
use crate::postmaster::Postmaster;
use crate::socket::{PORT, SocketFolder};
use crate::{StartError, StopError};
use rustix::process::Signal;
use std::path::Path;
use std::time::Duration;

/// How a server is ended, and how long each way has: fast, immediate, killed. After the second and
/// third it recovers at its next start, and loses nothing.
const STEPS: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(30)),
    (Signal::QUIT, Duration::from_secs(10)),
    (Signal::KILL, Duration::from_secs(5)),
];

/// The same in a hurry, where nobody could be told.
const DROP_STEPS: [(Signal, Duration); 2] = [
    (Signal::INT, Duration::from_secs(5)),
    (Signal::KILL, Duration::from_secs(5)),
];

/// A Postgres that belongs to this process. Dropping it ends the server too, and blocks meanwhile:
/// whoever drops it may remove the data folder next. [`PrivatePostgres::stop`] does it well.
#[derive(Debug)]
pub struct PrivatePostgres {
    layout: Layout,
    socket: SocketFolder,
    password: String,
    postmaster: Postmaster,
}

impl PrivatePostgres {
    /// Starts the server on the data folder, and makes the database first where there is none.
    ///
    /// Blocks, for a tenth of a second where the database exists, a second or two where it does
    /// not, longer after a crash. Listen for signals before, so that one in between is not lost.
    pub fn start(data: &Path) -> Result<PrivatePostgres, StartError> {
        let layout = Layout::open(data)?;
        let lock = Lock::take(&layout)?;
        let made_by = cluster::made_by(&layout)?;
        let binaries = binaries::choose(&layout, made_by.as_deref())?;
        let socket = SocketFolder::make(&layout)?;
        leftovers::clear(&layout, &socket)?;
        let log = Log::open(&layout)?;
        if made_by.is_none() {
            tracing::info!("making a database in {}", layout.data.display());
            cluster::make(&layout, &binaries, &log)?;
        }
        let password = cluster::load_password(&layout)?;
        let postmaster = Postmaster::start(&layout, &binaries, &socket, log, lock)?;
        tracing::info!(
            "Postgres {} runs as pid {} from {}",
            binaries.version,
            postmaster.pid,
            binaries.folder.display()
        );
        Ok(PrivatePostgres {
            layout,
            socket,
            password,
            postmaster,
        })
    }

    /// Where clients connect, as the superuser, to the database `tidings`.
    pub fn url(&self) -> String {
        url(&self.socket, &self.password)
    }

    /// The same of a server that another process runs on this data folder, for whoever looks at it
    /// meanwhile; none where nobody runs one.
    pub fn url_of_running(data: &Path) -> Result<Option<String>, StartError> {
        let layout = Layout::open(data)?;
        match Lock::take(&layout) {
            Ok(_unused) => Ok(None),
            Err(StartError::InUse { .. }) => {
                let socket = SocketFolder::make(&layout)?;
                Ok(Some(url(&socket, &cluster::load_password(&layout)?)))
            }
            Err(error) => Err(error),
        }
    }

    /// Where the data folder really is: root's may have moved to a place that the database's
    /// account can reach.
    pub fn data(&self) -> &Path {
        &self.layout.data
    }

    /// The server's process.
    pub fn pid(&self) -> i32 {
        self.postmaster.pid
    }

    /// Resolves when the server ends by itself, with a sentence that says how.
    pub async fn died(&self) -> String {
        let how = self.postmaster.ended().await;
        format!(
            "Postgres (pid {}) ended by itself ({how}); its log is {}",
            self.pid(),
            self.layout.log().display()
        )
    }

    /// Ends the server and waits for it: cleanly, and harder where that takes too long.
    pub async fn stop(self) -> Result<(), StopError> {
        for (signal, patience) in STEPS {
            self.postmaster.signal(signal);
            if tokio::time::timeout(patience, self.postmaster.ended())
                .await
                .is_ok()
            {
                return Ok(());
            }
            tracing::warn!(
                "Postgres (pid {}) did not end in {} s",
                self.pid(),
                patience.as_secs()
            );
        }
        Err(StopError::StillRunning { pid: self.pid() })
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        for (signal, patience) in DROP_STEPS {
            self.postmaster.signal(signal);
            if self.postmaster.ends_within(patience) {
                return;
            }
        }
    }
}

fn url(socket: &SocketFolder, password: &str) -> String {
    let name = cluster::NAME;
    // The socket's folder stands in the query: a path cannot stand where the host does.
    let folder = percent_encoded(&socket.as_path().to_string_lossy());
    format!("postgres://{name}:{password}@localhost:{PORT}/{name}?host={folder}")
}

fn percent_encoded(path: &str) -> String {
    path.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::percent_encoded;

    #[test]
    fn a_path_with_spaces_marks_and_accents_survives_the_url() {
        assert_eq!(percent_encoded("/a b/c&d=é"), "/a%20b/c%26d%3D%C3%A9");
    }
}
