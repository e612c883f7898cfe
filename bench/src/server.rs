//! The Postgres that is measured: a private one, durable, as `tidings serve` starts it.

use std::fs::{File, Permissions};
use std::io::{Seek as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use private_postgres::PrivatePostgres;
use sqlx::{Connection as _, PgConnection};

use crate::report::median;

const PREFIX: &str = "tidings-bench-";
/// Flushes that are timed.
const FLUSHES: usize = 200;
/// A page of the write-ahead log.
const PAGE_BYTES: usize = 8_192;

/// A running server and the folder that goes with it.
pub(crate) struct Server {
    postgres: PrivatePostgres,
    folder: PathBuf,
}

impl Server {
    pub(crate) async fn start(within: Option<PathBuf>) -> anyhow::Result<Self> {
        let within = within.unwrap_or_else(std::env::temp_dir);
        sweep(&within);
        let folder = within.join(format!("{PREFIX}{}", std::process::id()));
        std::fs::create_dir_all(&folder).context("make the benchmark's folder")?;
        // As root, the server runs as another user, who must be able to enter.
        std::fs::set_permissions(&folder, Permissions::from_mode(0o711))?;
        let data = folder.clone();
        let postgres = tokio::task::spawn_blocking(move || PrivatePostgres::start(&data))
            .await?
            .context("start a private Postgres")?;
        Ok(Self { postgres, folder })
    }

    /// The superuser's URL of one of its databases.
    pub(crate) fn url_of(&self, name: &str) -> String {
        let url = self.postgres.url();
        url.replacen("/tidings?", &format!("/{name}?"), 1)
    }

    /// An empty database.
    pub(crate) async fn empty(&self, name: &str) -> anyhow::Result<String> {
        let mut connection = PgConnection::connect(&self.url_of("postgres")).await?;
        sqlx::raw_sql(&format!("create database {name}"))
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        Ok(self.url_of(name))
    }

    /// A database with the schema and a log identity. Refused where Postgres is not durable.
    pub(crate) async fn migrated(&self, name: &str) -> anyhow::Result<String> {
        let url = self.empty(name).await?;
        migrations::apply(&url).await?;
        event_store::establish(&url, None).await?;
        Ok(url)
    }

    /// How long the disk takes to keep one page, in milliseconds: a commit costs one of these at
    /// least, so every ratio depends on it.
    pub(crate) fn flush_ms(&self) -> anyhow::Result<f64> {
        let mut file = File::create(self.folder.join("flush"))?;
        let mut times = Vec::with_capacity(FLUSHES);
        for _ in 0..FLUSHES {
            let began = Instant::now();
            file.rewind()?;
            file.write_all(&[7; PAGE_BYTES])?;
            file.sync_data()?;
            times.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        Ok(median(times))
    }

    /// A program of a Postgres installation, such as pgbench.
    pub(crate) fn program(&self, name: &str) -> anyhow::Result<PathBuf> {
        let found = private_postgres::find_binaries(&self.folder)?;
        let mut programs = found.iter().map(|binaries| binaries.folder.join(name));
        programs
            .find(|program| program.is_file())
            .with_context(|| format!("find {name}: no Postgres installation here has it"))
    }

    /// A folder of the benchmark's own, removed with the rest.
    pub(crate) fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder)?;
        std::fs::set_permissions(&folder, Permissions::from_mode(0o711))?;
        Ok(folder)
    }

    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        let moved = self.postgres.data().to_owned();
        self.postgres.stop().await?;
        for folder in [&self.folder, &moved] {
            if folder.exists() {
                std::fs::remove_dir_all(folder).context("remove the benchmark's folder")?;
            }
        }
        Ok(())
    }
}

/// Removes what killed benchmarks left behind.
fn sweep(within: &Path) {
    let Ok(entries) = std::fs::read_dir(within) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid = name
            .strip_prefix(PREFIX)
            .and_then(|pid| pid.parse::<u32>().ok());
        if pid.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Waits until what was written is in the tables' files, so that a measurement does not pay for
/// what came before it.
pub(crate) async fn settle(url: &str) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    let fsync: String = sqlx::query_scalar("show fsync")
        .fetch_one(&mut connection)
        .await?;
    ensure!(fsync == "on", "Postgres runs with fsync off");
    for statement in ["vacuum analyze", "checkpoint"] {
        sqlx::raw_sql(statement).execute(&mut connection).await?;
    }
    connection.close().await?;
    Ok(())
}
