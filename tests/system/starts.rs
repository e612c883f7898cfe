//! What goes wrong at a start is said in one sentence, within five seconds, with exit code 1.

use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;
use sqlx::Connection as _;

use crate::server::{Data, Server, run, tidings};

/// The one sentence that a refused start says.
fn refused(line: Command) -> String {
    let (code, out, err, took) = run(line);
    assert_eq!(code, 1, "{out}{err}");
    assert_eq!(out, "");
    assert!(took < Duration::from_secs(5), "it took {took:?}");
    let said: Vec<_> = err
        .lines()
        .filter(|line| line.starts_with("tidings: "))
        .collect();
    assert_eq!(said.len(), 1, "{err}");
    said[0].to_owned()
}

fn assert_says(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "{said:?} does not say {word:?}");
    }
}

#[test]
fn a_taken_port_is_named() {
    let data = Data::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut line = Command::new(crate::server::TIDINGS);
    line.args(["serve", "--listen", &address, "--data"])
        .arg(data.path());
    assert_says(&refused(line), &[&address, "--listen"]);
}

#[test]
fn a_data_folder_in_use_names_who_uses_it() {
    let data = Data::new();
    let server = Server::start(data.path());
    let said = refused(tidings(data.path(), "serve"));
    assert_says(&said, &[&server.pid().to_string(), "--data"]);
}

#[test]
fn missing_postgres_binaries_are_named() {
    let data = Data::new();
    let mut line = tidings(data.path(), "serve");
    line.env("TIDINGS_POSTGRES_BIN", "/nonexistent");
    assert_says(&refused(line), &["TIDINGS_POSTGRES_BIN"]);
}

#[test]
fn a_wrong_database_url_is_named() {
    let data = Data::new();
    for url in ["postgres://nobody@127.0.0.1:1/nothing", "nonsense"] {
        let mut line = tidings(data.path(), "serve");
        line.args(["--database-url", url]);
        assert_says(&refused(line), &["DATABASE_URL"]);
    }
}

#[test]
fn a_role_alone_needs_a_database() {
    let data = Data::new();
    assert_says(
        &refused(tidings(data.path(), "command-api")),
        &["DATABASE_URL"],
    );
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let data = Data::new();
    let database = harness::database().await;
    execute(&database.url, "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'later', true, '', 0)").await;
    let mut line = tidings(data.path(), "serve");
    line.args(["--database-url", &database.url]);
    assert_says(&refused(line), &["newer", "update tidings"]);
}

#[tokio::test]
async fn a_restored_log_is_refused_until_it_is_adopted() {
    let data = Data::new();
    let database = harness::database().await;
    execute(
        &database.url,
        "update log.identity set system_identifier = '1'",
    )
    .await;
    let mut line = tidings(data.path(), "serve");
    line.args(["--database-url", &database.url]);
    assert_says(&refused(line), &["restored", "tidings adopt"]);
    let mut line = tidings(data.path(), "adopt");
    line.args(["--database-url", &database.url]);
    let (code, out, err, _) = run(line);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("incarnation 2"), "{out}");
    let _server = Server::start_with(data.path(), &["--database-url", &database.url]);
}

#[tokio::test]
async fn unsafe_settings_are_refused() {
    let data = Data::new();
    let database = harness::database().await;
    let name =
        "(select format('alter database %I set synchronous_commit = off', current_database()))";
    let mut connection = sqlx::PgConnection::connect(&database.url).await.unwrap();
    let statement: String = sqlx::query_scalar(name)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    sqlx::raw_sql(&statement)
        .execute(&mut connection)
        .await
        .unwrap();
    let mut line = tidings(data.path(), "serve");
    line.args(["--database-url", &database.url]);
    assert_says(&refused(line), &["synchronous_commit"]);
}

#[test]
fn a_signal_ends_it_cleanly_and_its_postgres_too() {
    for signal in [Signal::INT, Signal::TERM] {
        let data = Data::new();
        let server = Server::start(data.path());
        assert!(server.end(signal).success());
        assert!(!data.path().join("postgres/pgdata/postmaster.pid").exists());
    }
}

#[test]
fn the_demo_is_refused_where_others_could_reach_it() {
    let data = Data::new();
    let mut line = Command::new(crate::server::TIDINGS);
    line.args(["serve", "--demo", "--listen", "0.0.0.0:0", "--data"])
        .arg(data.path());
    assert_says(&refused(line), &["--demo", "loopback"]);
}

async fn execute(url: &str, statement: &str) {
    let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(statement)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}
