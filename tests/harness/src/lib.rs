//! What tests stand on: a real Postgres per test binary, a fresh database per test, and people
//! in a project to begin with.
//!
//! The server starts with the first test that asks and ends with the test process. Databases are
//! copied from a migrated template, which costs a tenth of migrating each. A real Kafka broker comes the
//! same way, for those who ask.
//!
//! To give every test more to begin with: a builder in `people.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests only"
)]

mod kafka;
mod people;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use private_postgres::PrivatePostgres;
use sqlx::{Connection as _, PgConnection};
use tokio::sync::OnceCell;

pub use kafka::{Broker, broker, first_occurrences, relayed, remove_topic};
pub use people::{People, salt, text};

/// The server of this test binary. It is never dropped: the kernel ends it with the process.
static SERVER: OnceLock<PrivatePostgres> = OnceLock::new();
static TEMPLATE: OnceCell<()> = OnceCell::const_new();

fn server() -> &'static PrivatePostgres {
    SERVER.get_or_init(|| {
        sweep();
        let data = folder(std::process::id());
        std::fs::create_dir_all(&data).unwrap();
        // As root, the server runs as another user, who must be able to enter.
        std::fs::set_permissions(&data, Permissions::from_mode(0o711)).unwrap();
        // A thread of its own: tests run inside a runtime, and starting blocks.
        std::thread::spawn(move || PrivatePostgres::start(&data))
            .join()
            .unwrap()
            .expect("start a private Postgres")
    })
}

fn folder(pid: u32) -> PathBuf {
    std::env::temp_dir().join(format!("tidings-test-{pid}"))
}

/// Removes what ended test processes left behind: a static is never dropped.
fn sweep() {
    for entry in std::fs::read_dir(std::env::temp_dir()).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid = name
            .strip_prefix("tidings-test-")
            .and_then(|pid| pid.parse::<u32>().ok());
        if pid.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// The superuser's URL of a database on the test server.
fn url_of(name: &str) -> String {
    let url = server().url();
    url.replacen("/tidings?", &format!("/{name}?"), 1)
}

/// The database that a URL names.
fn name_of(url: &str) -> String {
    let path = url.split_once('?').map_or(url, |(path, _)| path);
    path.rsplit_once('/').unwrap().1.to_owned()
}

/// A migrated database of a test's own.
#[derive(Clone, Debug)]
pub struct Database {
    /// The superuser's URL.
    pub url: String,
}

/// Makes a fresh database with the schema and a log identity in it.
pub async fn database() -> Database {
    TEMPLATE.get_or_init(template).await;
    let name = format!("t{}", uuid::Uuid::new_v4().simple());
    create(&name, "template").await;
    let url = url_of(&name);
    // Nothing is left to migrate, but grants on a database are not copied with it.
    migrations::apply(&url).await.unwrap();
    event_store::establish(&url, None).await.unwrap();
    Database { url }
}

/// Makes an empty database, without a schema.
pub async fn empty_database() -> Database {
    let name = format!("t{}", uuid::Uuid::new_v4().simple());
    create(&name, "template1").await;
    Database { url: url_of(&name) }
}

/// A database with everything that is in another one. Nobody may be connected to that.
pub async fn copy_of(database: &Database) -> Database {
    let of = name_of(&database.url);
    let name = format!("t{}", uuid::Uuid::new_v4().simple());
    create(&name, &of).await;
    Database { url: url_of(&name) }
}

async fn template() {
    create("template", "template1").await;
    migrations::apply(&url_of("template")).await.unwrap();
}

async fn create(name: &str, template: &str) {
    let mut connection = PgConnection::connect(&url_of("postgres")).await.unwrap();
    // Copies of one template at once are refused: one after the other.
    let statement = format!(
        "select pg_advisory_lock(1); create database {name} template {template}; \
         select pg_advisory_unlock(1)"
    );
    for part in statement.split(';') {
        sqlx::raw_sql(part).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}
