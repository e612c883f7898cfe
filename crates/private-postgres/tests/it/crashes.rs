//! Processes that end in the middle.

use crate::fixture::*;
use crate::launcher::{Launcher, Plan};
use private_postgres::PrivatePostgres;
use rustix::process::Signal;
use std::fs;
use std::path::Path;
use std::time::Duration;

#[tokio::test]
async fn when_the_launcher_is_killed_the_server_shuts_down_cleanly() {
    let folder = Folder::new();
    let data = folder.join("data");
    let mut launcher = Launcher::start(folder.path(), &data);
    write_a_row(&launcher.url).await;

    launcher.kill();

    eventually("the server ends", || !is_alive(launcher.pid));
    assert!(
        log_of(&data).contains("received fast shutdown request"),
        "{}",
        log_of(&data)
    );
    empty_the_log_of(&data);
    let server = PrivatePostgres::start(&data).unwrap();
    assert!(has_the_row(&server.url()).await);
    assert!(
        !log_of(&data).contains("not properly shut down"),
        "{}",
        log_of(&data)
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_start_right_after_the_launcher_was_killed_waits_for_its_server() {
    let folder = Folder::new();
    let data = folder.join("data");
    let mut launcher = Launcher::start(folder.path(), &data);
    write_a_row(&launcher.url).await;

    launcher.kill();

    let server = PrivatePostgres::start(&data).unwrap();
    assert!(has_the_row(&server.url()).await);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn when_both_are_killed_the_next_start_recovers_everything() {
    let folder = Folder::new();
    let data = folder.join("data");
    let mut launcher = Launcher::start(folder.path(), &data);
    write_a_row(&launcher.url).await;

    // The server first, so that the launcher's end has nobody left to tell.
    send(launcher.own_pid(), Signal::STOP);
    send(launcher.pid, Signal::KILL);
    launcher.kill();

    empty_the_log_of(&data);
    let server = PrivatePostgres::start(&data).unwrap();
    assert!(has_the_row(&server.url()).await);
    assert!(
        log_of(&data).contains("not properly shut down"),
        "{}",
        log_of(&data)
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn when_the_server_alone_is_killed_its_owner_is_told() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();

    send(server.pid(), Signal::KILL);

    let told = tokio::time::timeout(Duration::from_secs(5), server.died())
        .await
        .unwrap();
    assert_eq!(
        told,
        format!(
            "Postgres (pid {}) ended by itself (signal: 9 (SIGKILL)); its log is {}",
            server.pid(),
            folder.join("data/postgres/postgres.log").display()
        )
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn when_a_session_is_killed_the_server_goes_on() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();
    write_a_row(&server.url()).await;
    let mut connection = connect(&server.url()).await;
    let session: i32 = sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(&mut connection)
        .await
        .unwrap();

    send(session, Signal::KILL);

    eventually("it takes connections again", || {
        let log = log_of(server.data());
        let again = log.rsplit_once("reinitializing");
        again.is_some_and(|(_, log)| log.contains("ready to accept connections"))
    });
    assert!(has_the_row(&server.url()).await);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn an_initdb_that_was_killed_half_way_leaves_nothing_half_made() {
    let folder = Folder::new();
    let data = folder.join("data");
    let mut plan = Plan::new(folder.path(), &data);
    let mut child = plan.command.spawn().unwrap();
    let half_made = data.join("postgres/pgdata.new/global");
    eventually("initdb is at work", || half_made.exists());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!data.join("postgres/pgdata").exists());

    let server = PrivatePostgres::start(&data).unwrap();

    write_a_row(&server.url()).await;
    assert!(!data.join("postgres/pgdata.new").exists());
    assert_eq!(
        names_in(&data.join("postgres")),
        ["launcher.lock", "password", "pgdata", "postgres.log", "run"]
    );
    server.stop().await.unwrap();
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
