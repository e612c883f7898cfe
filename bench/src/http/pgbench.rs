//! One-row inserts by pgbench, each a transaction: the least that a send could cost a plain table.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use sqlx::{Connection as _, PgConnection};
use tokio::process::Command;

use crate::server::Server;
use crate::text;

/// Threads of pgbench; it drives its clients without blocking.
const THREADS: &str = "2";

/// A table, and the script that fills it.
pub(super) struct Inserts {
    program: PathBuf,
    script: PathBuf,
    url: String,
}

impl Inserts {
    pub(super) async fn prepare(server: &Server) -> anyhow::Result<Self> {
        let program = server.program("pgbench")?;
        let url = server.empty("inserts").await?;
        let mut connection = PgConnection::connect(&url).await?;
        sqlx::raw_sql("create table messages (id uuid primary key, seq bigint, body text)")
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        let script = server.folder("pgbench")?.join("insert.sql");
        let body = text::body().replace('\'', "''");
        let insert = format!(
            "\\set seq random(1, 1000000)\n\
             insert into messages values (gen_random_uuid(), :seq, '{body}');\n"
        );
        std::fs::write(&script, insert)?;
        Ok(Self {
            program,
            script,
            url,
        })
    }

    /// Transactions a second.
    pub(super) async fn run(&self, clients: usize, time: Duration) -> anyhow::Result<f64> {
        let output = Command::new(&self.program)
            .args(["--no-vacuum", "--protocol", "prepared"])
            .args(["--client", &clients.to_string(), "--jobs", THREADS])
            .args(["--time", &time.as_secs().max(1).to_string()])
            .arg("--file")
            .arg(&self.script)
            .arg(&self.url)
            .kill_on_drop(true)
            .output()
            .await
            .context("run pgbench")?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(
            output.status.success(),
            "pgbench failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        rate(&said).with_context(|| format!("read what pgbench says: {said}"))
    }
}

/// The rate in `tps = 1234.567 (without initial connection time)`.
fn rate(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn the_rate_is_read_from_what_pgbench_says() {
        let said = "latency average = 10.123 ms\ntps = 6321.5 (without initial connection time)\n";
        assert_eq!(rate(said), Some(6_321.5));
        assert_eq!(rate("pgbench: error"), None);
    }
}
