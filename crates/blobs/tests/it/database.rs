//! One Postgres for all tests, a database of its own for each.

use std::sync::OnceLock;

use private_postgres::PrivatePostgres;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Executor, PgPool};
use tokio::sync::OnceCell;
use uuid::Uuid;

const TEMPLATE: &str = "template_uploads";
const FOLDER: &str = "tidings-blobs-";

pub(crate) struct Database {
    name: String,
}

/// Where the server is, once the template database has the schema.
async fn server() -> &'static str {
    static URL: OnceCell<String> = OnceCell::const_new();
    URL.get_or_init(|| async {
        let url = tokio::task::spawn_blocking(start).await.unwrap();
        // A template can be copied only while nobody is connected to it.
        let mut admin = options(&url, "tidings").connect().await.unwrap();
        let create = format!("create database {TEMPLATE}");
        admin.execute(create.as_str()).await.unwrap();
        let template = url.replacen("/tidings?", &format!("/{TEMPLATE}?"), 1);
        migrations::apply(&template).await.unwrap();
        url
    })
    .await
}

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
    pub(crate) async fn new() -> Self {
        let name = format!("t_{}", Uuid::new_v4().simple());
        let mut admin = options(server().await, "tidings").connect().await.unwrap();
        // Copies of one template at once are refused: one after the other.
        for statement in [
            "select pg_advisory_lock(1)".to_owned(),
            format!("create database {name} template {TEMPLATE}"),
        ] {
            admin.execute(statement.as_str()).await.unwrap();
        }
        sqlx::Connection::close(admin).await.unwrap();
        Self { name }
    }

    /// A pool as a service has it: the role cannot do more than its grants say.
    pub(crate) async fn pool(&self, role: &'static str) -> PgPool {
        PgPoolOptions::new()
            .max_connections(8)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    let set = format!("set role {role}");
                    connection.execute(set.as_str()).await.map(|_| ())
                })
            })
            .connect_with(options(server().await, &self.name))
            .await
            .unwrap()
    }

    /// Changes rows as nobody but a test may.
    pub(crate) async fn alter(&self, statement: &str) {
        let pool = self.pool("none").await;
        pool.execute(statement).await.unwrap();
        pool.close().await;
    }

    pub(crate) async fn count(&self, from: &str) -> i64 {
        let pool = self.pool("none").await;
        let count = sqlx::query_scalar(&format!("select count(*) from {from}"))
            .fetch_one(&pool)
            .await
            .unwrap();
        pool.close().await;
        count
    }
}
