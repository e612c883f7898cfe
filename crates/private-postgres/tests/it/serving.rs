//! What one gets.

use crate::fixture::*;
use crate::launcher::Plan;
use private_postgres::{PrivatePostgres, find_binaries};
use rustix::process::{Pid, getpgid};
use sqlx::Row;
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn a_database_of_our_own_name_takes_connections() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();

    let mut connection = connect(&server.url()).await;
    let row = sqlx::query("select current_database(), current_user::text, pg_encoding_to_char(encoding) from pg_database where datname = current_database()")
        .fetch_one(&mut connection)
        .await
        .unwrap();

    let said: Vec<String> = (0..3).map(|column| row.get::<String, _>(column)).collect();
    assert_eq!(said, ["tidings", "tidings", "UTF8"]);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn whoever_asks_is_told_where_the_server_of_another_is_and_that_none_runs() {
    let folder = Folder::new();
    let data = folder.join("data");
    assert_eq!(PrivatePostgres::url_of_running(&data).unwrap(), None);
    let server = PrivatePostgres::start(&data).unwrap();

    let url = PrivatePostgres::url_of_running(&data).unwrap();

    assert_eq!(url, Some(server.url()));
    connect(&url.unwrap()).await;
    server.stop().await.unwrap();
    assert_eq!(PrivatePostgres::url_of_running(&data).unwrap(), None);
}

#[tokio::test]
async fn every_safety_setting_is_on_and_no_file_can_turn_it_off() {
    let folder = Folder::new();
    let data = folder.join("data");
    PrivatePostgres::start(&data).unwrap().stop().await.unwrap();
    fs::write(
        data.join("postgres/pgdata/postgresql.auto.conf"),
        "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nlisten_addresses = '127.0.0.1'\n",
    )
    .unwrap();

    let server = PrivatePostgres::start(&data).unwrap();

    let mut connection = connect(&server.url()).await;
    let mut settings = Vec::new();
    for name in [
        "fsync",
        "full_page_writes",
        "synchronous_commit",
        "data_checksums",
        "listen_addresses",
        "unix_socket_permissions",
        "password_encryption",
        "max_connections",
        "shared_buffers",
        "max_wal_size",
        "TimeZone",
    ] {
        let value: String = sqlx::query_scalar("select current_setting($1)")
            .bind(name)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        settings.push(format!("{name}={value}"));
    }
    assert_eq!(
        settings,
        [
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "data_checksums=on",
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "password_encryption=scram-sha-256",
            "max_connections=100",
            "shared_buffers=128MB",
            "max_wal_size=2GB",
            "TimeZone=UTC",
        ]
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();
    let password = fs::read_to_string(server.data().join("postgres/password")).unwrap();

    let wrong = server.url().replace(&password, "wrong");
    let refusal = <sqlx::PgConnection as sqlx::Connection>::connect(&wrong)
        .await
        .unwrap_err();

    assert!(
        refusal
            .to_string()
            .contains("password authentication failed"),
        "{refusal}"
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_secret_is_closed_to_others() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();

    let mode = |name: &str| {
        let path = server.data().join("postgres").join(name);
        format!(
            "{name} {:o}",
            fs::metadata(path).unwrap().permissions().mode() & 0o777
        )
    };

    let modes: Vec<String> = ["password", "launcher.lock", "postgres.log", "run", "pgdata"]
        .map(mode)
        .to_vec();
    assert_eq!(
        modes,
        [
            "password 600",
            "launcher.lock 600",
            "postgres.log 600",
            "run 700",
            "pgdata 700"
        ]
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_stop_leaves_the_files_clean_and_the_next_start_finds_all() {
    let folder = Folder::new();
    let data = folder.join("data");
    let server = PrivatePostgres::start(&data).unwrap();
    write_a_row(&server.url()).await;
    let pid = server.pid();

    server.stop().await.unwrap();

    assert!(!is_alive(pid));
    assert!(!data.join("postgres/pgdata/postmaster.pid").exists());
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
async fn dropping_it_ends_the_server_before_it_returns() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();
    let pid = server.pid();

    drop(server);

    assert!(!is_alive(pid));
}

#[tokio::test]
async fn ctrl_c_at_the_terminal_does_not_reach_the_server() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();

    let group = getpgid(Pid::from_raw(server.pid())).unwrap();

    assert_eq!(group.as_raw_pid(), server.pid());
    server.stop().await.unwrap();
}

#[tokio::test]
async fn it_serves_longer_than_the_thread_that_started_it_lives() {
    let folder = Folder::new();
    let data = folder.join("data");
    let server = std::thread::spawn(move || PrivatePostgres::start(&data))
        .join()
        .unwrap()
        .unwrap();

    write_a_row(&server.url()).await;

    assert!(has_the_row(&server.url()).await);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn every_installation_on_this_machine_serves() {
    let folder = Folder::new();
    let installations = find_binaries(&folder.join("data")).unwrap();
    assert!(!installations.is_empty());
    for installation in installations.iter().filter(|one| !one.is_closed) {
        let mut plan = Plan::new(folder.path(), &folder.join(&installation.version));
        plan.command
            .env("TIDINGS_POSTGRES_BIN", &installation.folder);
        let launcher = plan.start().unwrap();
        let mut connection = connect(&launcher.url).await;
        let version: String = sqlx::query_scalar("select current_setting('server_version')")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert!(
            version.starts_with(&installation.version),
            "{version} {installation:?}"
        );
        drop(connection);
        launcher.stop();
    }
}

#[tokio::test]
async fn the_environment_does_not_reach_into_the_server() {
    let folder = Folder::new();
    let bin = folder.join("bin");
    let seen = folder.join("seen");
    for open in [&bin, &seen] {
        fs::create_dir(open).unwrap();
        fs::set_permissions(open, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let installations = find_binaries(&folder.join("data")).unwrap();
    let real = installations.iter().find(|one| !one.is_closed).unwrap();
    for name in ["postgres", "initdb"] {
        let program = real.folder.join(name);
        let script = format!(
            "env >'{}'/{name}-$$; exec '{}' \"$@\"",
            seen.display(),
            program.display()
        );
        write_program(&bin.join(name), &script);
    }
    let mut plan = Plan::new(folder.path(), &folder.join("data"));
    plan.command
        .env("TIDINGS_POSTGRES_BIN", &bin)
        .env("PGDATA", "/nowhere")
        .env("PGDATESTYLE", "German")
        .env("LC_COLLATE", "de_DE.UTF-8")
        .env("LANG", "de_DE.UTF-8")
        .env("LD_LIBRARY_PATH", "/nowhere")
        .env("TZ", "Asia/Tokyo");

    plan.start().unwrap().stop();

    let mut programs = 0;
    for entry in fs::read_dir(&seen).unwrap() {
        let environment = fs::read_to_string(entry.unwrap().path()).unwrap();
        let reached: Vec<&str> = environment
            .lines()
            .filter(|line| {
                ["PG", "LC_COLLATE", "LANG", "LD_"]
                    .iter()
                    .any(|name| line.starts_with(name))
            })
            .collect();
        assert_eq!(reached, Vec::<&str>::new());
        assert!(environment.contains("LC_ALL=C\n") && environment.contains("TZ=UTC\n"));
        programs += 1;
    }
    // Asked for its version, initdb, the making of the database, the server.
    assert_eq!(programs, 4);
}

#[tokio::test]
async fn text_is_ordered_alike_on_every_machine() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();

    let mut connection = connect(&server.url()).await;
    let order: Vec<String> =
        sqlx::query_scalar("select name from (values ('a'), ('B'), ('ä')) v(name) order by name")
            .fetch_all(&mut connection)
            .await
            .unwrap();

    assert_eq!(order, ["B", "a", "ä"]);
    server.stop().await.unwrap();
}
