//! A real S3 server on loopback.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use blobs::Blobs;

use crate::desk::Folder;

const BUCKET: &str = "files";

/// Ends with the test.
pub(crate) struct Server {
    child: Child,
    url: String,
}

/// `make setup-test` puts it into `.tools`.
fn program() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let own = root.join(".tools/venv/bin/moto_server");
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::iter::once(own)
        .chain(std::env::split_paths(&path).map(|folder| folder.join("moto_server")))
        .find(|program| program.is_file())
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Server {
    /// None where there is no server to start: `make test` always has one.
    pub(crate) async fn start() -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("S3 was not tried: moto_server is not installed; run `make setup-test`");
            return None;
        };
        let port = free_port();
        let child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let server = Self { child, url };
        let deadline = Instant::now() + Duration::from_secs(60);
        let client = reqwest::Client::new();
        loop {
            let made = client.put(format!("{}/{BUCKET}", server.url)).send().await;
            if made.is_ok_and(|answer| answer.status().is_success()) {
                return Some(server);
            }
            assert!(
                Instant::now() < deadline,
                "the S3 server did not start in time"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn blobs(&self, prefix: &str, scratch: &Folder) -> Blobs {
        self.bucket(BUCKET, prefix, scratch).await
    }

    pub(crate) async fn bucket(&self, bucket: &str, prefix: &str, scratch: &Folder) -> Blobs {
        let environment = [
            ("AWS_ENDPOINT_URL", self.url.as_str()),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_REGION", "us-east-1"),
            ("HOME", "/"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let url = format!("s3://{bucket}/{prefix}");
        Blobs::open(&url, scratch.path(), environment)
            .await
            .unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
