//! One Postgres for all tests, a database of its own for each.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use accounts::Accounts;
use private_postgres::PrivatePostgres;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Executor, PgPool};
use tokio::sync::OnceCell;

const LOG: &str = include_str!("../../../../migrations/sql/0001_log.sql");
const APP: &str = include_str!("../../../../migrations/sql/0002_app.sql");
const EXPORTS: &str = include_str!("../../../../migrations/sql/0007_exports.sql");
const ERASURE: &str = include_str!("../../../../migrations/sql/0009_erasure.sql");

pub struct Database {
    pub name: String,
}

/// Where the server is, once the template database has the schema.
async fn server() -> &'static str {
    static URL: OnceCell<String> = OnceCell::const_new();
    URL.get_or_init(|| async {
        let url = tokio::task::spawn_blocking(start).await.unwrap();
        // A template can be copied only while nobody is connected to it.
        let mut admin = options(&url, "tidings").connect().await.unwrap();
        admin.execute("create database template_app").await.unwrap();
        let mut template = options(&url, "template_app").connect().await.unwrap();
        template.execute(LOG).await.unwrap();
        template.execute(APP).await.unwrap();
        template.execute(EXPORTS).await.unwrap();
        template.execute(ERASURE).await.unwrap();
        sqlx::Connection::close(template).await.unwrap();
        url
    })
    .await
}

const FOLDER: &str = "tidings-accounts-";

/// The server outlives every test and stops with the process, so the next run takes its folder away.
fn clear_earlier_runs() {
    for entry in std::env::temp_dir().read_dir().unwrap().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(FOLDER));
        if pid.is_some_and(|pid| !std::path::Path::new("/proc").join(pid).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn start() -> String {
    clear_earlier_runs();
    // Never dropped: the kernel stops the server when the test process ends.
    static SERVER: OnceLock<PrivatePostgres> = OnceLock::new();
    let folder = std::env::temp_dir().join(format!("{FOLDER}{}", std::process::id()));
    SERVER
        .get_or_init(|| PrivatePostgres::start(&folder).unwrap())
        .url()
}

fn options(url: &str, database: &str) -> PgConnectOptions {
    url.parse::<PgConnectOptions>().unwrap().database(database)
}

impl Database {
    pub async fn new() -> Self {
        let name = format!("t_{}", uuid::Uuid::new_v4().simple());
        let mut admin = options(server().await, "tidings").connect().await.unwrap();
        admin
            .execute(format!("create database {name} template template_app").as_str())
            .await
            .unwrap();
        Self { name }
    }

    /// A pool as a service has it: the role cannot do more than its grants say.
    pub async fn pool(&self, role: &'static str) -> PgPool {
        PgPoolOptions::new()
            .max_connections(8)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    connection
                        .execute(format!("set role {role}").as_str())
                        .await
                        .map(|_| ())
                })
            })
            .connect_with(options(server().await, &self.name))
            .await
            .unwrap()
    }

    /// The accounts as one node has them.
    pub async fn accounts(&self) -> Accounts {
        Accounts::new(self.pool("tidings_append").await)
    }

    pub async fn superuser(&self) -> PgPool {
        self.pool("none").await
    }
}

/// Waits until something holds, and fails if it does not in time.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !holds().await {
        assert!(Instant::now() < deadline, "{what}: not in time");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
