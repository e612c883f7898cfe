//! What cannot be done is said in one sentence, and soon.

use crate::fixture::*;
use crate::launcher::{Launcher, Plan};
use private_postgres::PrivatePostgres;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The refusal, which must come within 5 seconds.
fn refusal(data: &Path) -> String {
    let began = Instant::now();
    let refusal = PrivatePostgres::start(data).unwrap_err().to_string();
    assert!(began.elapsed() < Duration::from_secs(5), "{refusal}");
    refusal
}

/// A `postgres` that answers with this version and does nothing else.
fn fake_binaries(folder: &Path, version: &str) {
    fs::create_dir_all(folder).unwrap();
    for name in ["postgres", "initdb"] {
        write_program(
            &folder.join(name),
            &format!("echo 'postgres (PostgreSQL) {version}'"),
        );
    }
}

#[tokio::test]
async fn a_second_launcher_on_the_same_folder_is_told_who_has_it() {
    let folder = Folder::new();
    let data = folder.join("data");
    let launcher = Launcher::start(folder.path(), &data);

    let refusal = refusal(&data);

    assert_eq!(
        refusal,
        format!(
            "the data folder {} is in use by another tidings (pid {}); stop it, or give this one a folder of its own with --data",
            data.display(),
            launcher.own_pid()
        )
    );
    connect(&launcher.url).await;
    launcher.stop();
}

#[test]
fn a_database_of_a_version_that_is_not_here_is_left_alone() {
    let folder = Folder::new();
    let pgdata = folder.join("data/postgres/pgdata");
    fs::create_dir_all(&pgdata).unwrap();
    fs::write(pgdata.join("PG_VERSION"), "99\n").unwrap();

    let refusal = refusal(&folder.join("data"));

    let expected = format!(
        "{} was made by Postgres 99, and here there is only ",
        pgdata.display()
    );
    assert!(refusal.starts_with(&expected), "{refusal}");
    assert_eq!(fs::read_dir(&pgdata).unwrap().count(), 1);
}

#[test]
fn files_that_are_no_database_are_left_alone() {
    let folder = Folder::new();
    let pgdata = folder.join("data/postgres/pgdata");
    fs::create_dir_all(&pgdata).unwrap();
    fs::write(pgdata.join("letter.txt"), "dear").unwrap();

    assert_eq!(
        refusal(&folder.join("data")),
        format!(
            "{} holds files but no database; move it away, or name another folder with --data",
            pgdata.display()
        )
    );
    assert!(pgdata.join("letter.txt").exists());
}

#[test]
fn binaries_that_were_named_and_are_too_old_are_refused_and_not_passed_over() {
    let folder = Folder::new();
    let old = folder.join("old");
    fake_binaries(&old, "14.9");
    let mut plan = Plan::new(folder.path(), &folder.join("data"));
    plan.command.env("TIDINGS_POSTGRES_BIN", &old);

    let refusal = plan.start().err().unwrap();

    let expected = format!(
        "TIDINGS_POSTGRES_BIN names {}, where no Postgres 15 or newer can be run",
        old.display()
    );
    assert!(refusal.starts_with(&expected), "{refusal}");
}

#[test]
fn an_initdb_that_makes_nothing_is_reported_with_the_log() {
    let folder = Folder::new();
    let broken = folder.join("broken");
    fake_binaries(&broken, "18.0");
    write_program(
        &broken.join("initdb"),
        "echo 'initdb: error: no room left' >&2; exit 1",
    );
    let mut plan = Plan::new(folder.path(), &folder.join("data"));
    plan.command.env("TIDINGS_POSTGRES_BIN", &broken);

    let refusal = plan.start().err().unwrap();

    assert_eq!(
        refusal,
        format!(
            "the database could not be made (exit status: 1): error: no room left; the log is {}",
            folder.join("data/postgres/postgres.log").display()
        )
    );
    assert!(!folder.join("data/postgres/pgdata").exists());
}

#[tokio::test]
async fn a_server_that_does_not_start_is_reported_with_the_reason() {
    let folder = Folder::new();
    let data = folder.join("data");
    PrivatePostgres::start(&data).unwrap().stop().await.unwrap();
    let conf = data.join("postgres/pgdata/postgresql.conf");
    let text = fs::read_to_string(&conf).unwrap();
    fs::write(&conf, format!("{text}\nno_such_setting = 1\n")).unwrap();

    let refusal = refusal(&data);

    assert!(
        refusal.starts_with("Postgres stopped while starting (exit status: 1): "),
        "{refusal}"
    );
    assert!(
        refusal.contains("postgresql.conf\" contains errors"),
        "{refusal}"
    );
    fs::write(&conf, text).unwrap();
    PrivatePostgres::start(&data).unwrap().stop().await.unwrap();
}

#[test]
fn a_data_folder_that_is_a_file_is_refused() {
    let folder = Folder::new();
    let file = folder.join("data");
    fs::write(&file, "").unwrap();

    let refusal = refusal(&file);

    assert!(refusal.starts_with("cannot "), "{refusal}");
    assert!(refusal.contains(&file.display().to_string()), "{refusal}");
}
