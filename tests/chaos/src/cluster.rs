//! The system as it is run at scale, on this machine: Postgres, Redis, and two processes of each role.

mod kafka;
mod postgres;
mod redis;
mod role;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, ensure};

pub(crate) use kafka::Kafka;
pub(crate) use postgres::Postgres;
pub(crate) use redis::Redis;
pub(crate) use role::{Kind, Role};

/// How long a process may take to be ready again, before the run is given up.
pub(crate) const READY_MAX: Duration = Duration::from_secs(60);

/// Processes of each role.
pub(crate) const NODES: usize = 2;

/// Where everything of one run is, and what runs.
pub(crate) struct Cluster {
    pub(crate) postgres: Postgres,
    pub(crate) redis: Redis,
    /// Without it readers tail the log.
    pub(crate) kafka: Option<Kafka>,
    pub(crate) roles: Vec<Role>,
    binary: PathBuf,
    data: PathBuf,
}

impl Cluster {
    /// Starts everything in a folder, which it may fill.
    pub(crate) async fn start(
        binary: &Path,
        kafka: Option<&Path>,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        // As root, Postgres runs as another user, who must be able to enter.
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o711))?;
        let data = folder.join("data");
        std::fs::create_dir_all(&data)?;
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o711))?;
        let postgres = Postgres::start(&data).await?;
        let redis = Redis::start(folder)?;
        let kafka = kafka
            .map(|starter| Kafka::start(starter, folder))
            .transpose()?;
        let mut stores = vec![
            ("--database-url", postgres.url()),
            ("--redis-url", redis.url()),
        ];
        stores.extend(
            kafka
                .as_ref()
                .map(|kafka| ("--kafka-brokers", kafka.brokers())),
        );
        let mut roles = Vec::new();
        for kind in Kind::ALL {
            for node in 0..NODES {
                let role = Role::new(kind, node, binary, &data, folder, &stores);
                roles.push(role?);
            }
        }
        let mut cluster = Self {
            postgres,
            redis,
            kafka,
            roles,
            binary: binary.to_owned(),
            data,
        };
        // One after the other at first: the first one migrates and makes the keys.
        for role in &mut cluster.roles {
            role.start(None)?;
            role.ready().await?;
        }
        Ok(cluster)
    }

    /// The process of a role.
    pub(crate) fn role(&mut self, kind: Kind, node: usize) -> anyhow::Result<&mut Role> {
        let mut roles = self.roles.iter_mut();
        let role = roles.find(|role| role.kind == kind && role.node == node);
        role.context("there is such a process")
    }

    /// The public addresses of a role's processes.
    pub(crate) fn addresses(&self, kind: Kind) -> Vec<String> {
        let roles = self.roles.iter().filter(|role| role.kind == kind);
        roles.map(Role::address).collect()
    }

    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// A token, signed with the development key.
    pub(crate) fn token(&self, subject: &str, role: &str) -> anyhow::Result<String> {
        let output = Command::new(&self.binary)
            .args(["token", "--user", subject, "--role", role])
            .args(["--name", subject, "--ttl", "1d", "--data"])
            .arg(&self.data)
            .output()
            .context("have a token signed")?;
        ensure!(output.status.success(), "no token was signed");
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// The product's own look at the log: every hash, signature and stream.
    pub(crate) fn verify(&self) -> anyhow::Result<bool> {
        let output = Command::new(&self.binary)
            .arg("verify")
            .arg("--data")
            .arg(&self.data)
            .args(["--database-url", &self.postgres.url()])
            .output()
            .context("verify the log")?;
        if !output.status.success() {
            println!("{}", String::from_utf8_lossy(&output.stdout));
        }
        Ok(output.status.success())
    }

    /// Ends the processes, which sign what they have not signed yet.
    pub(crate) async fn stop_roles(&mut self) {
        for role in &mut self.roles {
            role.ask_to_stop();
        }
        for role in &mut self.roles {
            role.until_ended().await;
        }
    }

    /// Ends all that is left.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        self.stop_roles().await;
        self.redis.kill();
        self.postgres.stop().await
    }
}
