//! Files and processes of an earlier run.

use crate::fixture::*;
use private_postgres::{PrivatePostgres, find_binaries};
use rustix::process::Signal;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Some other program, that must be left alone.
struct Bystander(Child);

impl Bystander {
    /// Of the database's own account: another's pid would not bother Postgres.
    fn start(data: &Path) -> Bystander {
        let mut command = Command::new("sleep");
        run_as_owner(&mut command, data);
        Bystander(command.arg("600").spawn().unwrap())
    }

    fn pid(&self) -> i32 {
        i32::try_from(self.0.id()).unwrap()
    }
}

impl Drop for Bystander {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[tokio::test]
async fn lock_files_that_name_another_program_are_removed_and_it_is_left_alone() {
    let folder = Folder::new();
    let data = folder.join("data");
    let server = PrivatePostgres::start(&data).unwrap();
    write_a_row(&server.url()).await;
    let pidfile = data.join("postgres/pgdata/postmaster.pid");
    let text = fs::read_to_string(&pidfile).unwrap();
    send(server.pid(), Signal::KILL);
    server.died().await;
    server.stop().await.unwrap();
    let bystander = Bystander::start(&data);
    let (_, rest) = text.split_once('\n').unwrap();
    let renamed = format!("{}\n{rest}", bystander.pid());
    fs::write(&pidfile, &renamed).unwrap();
    fs::write(data.join("postgres/run/.s.PGSQL.5432.lock"), &renamed).unwrap();

    let server = PrivatePostgres::start(&data).unwrap();

    assert!(has_the_row(&server.url()).await);
    assert!(is_alive(bystander.pid()));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_pidfile_that_is_rubbish_is_removed() {
    let folder = Folder::new();
    let data = folder.join("data");
    PrivatePostgres::start(&data).unwrap().stop().await.unwrap();
    fs::write(data.join("postgres/pgdata/postmaster.pid"), "").unwrap();

    let server = PrivatePostgres::start(&data).unwrap();

    connect(&server.url()).await;
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_lost_its_launcher_is_ended_before_the_next_starts() {
    let folder = Folder::new();
    let data = folder.join("data");
    let server = PrivatePostgres::start(&data).unwrap();
    write_a_row(&server.url()).await;
    server.stop().await.unwrap();
    let mut orphan = start_without_launcher(&data);
    let orphan_pid = i32::try_from(orphan.id()).unwrap();
    let pidfile = data.join("postgres/pgdata/postmaster.pid");
    eventually("the orphan is ready", || {
        fs::read_to_string(&pidfile).is_ok_and(|text| text.trim_end().ends_with("ready"))
    });

    let server = PrivatePostgres::start(&data).unwrap();

    assert!(!is_alive(orphan_pid));
    orphan.wait().unwrap();
    assert!(has_the_row(&server.url()).await);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn an_initdb_that_still_runs_is_ended_before_the_next_begins() {
    let folder = Folder::new();
    let data = folder.join("data");
    let half_made = data.join("postgres/pgdata.new");
    fs::create_dir_all(&half_made).unwrap();
    // All that is known of it is its name and where it works.
    let program = folder.join("initdb");
    std::os::unix::fs::symlink("/bin/sleep", &program).unwrap();
    let command = Command::new(&program)
        .arg("600")
        .current_dir(&half_made)
        .spawn()
        .unwrap();
    let initdb = Bystander(command);

    let server = PrivatePostgres::start(&data).unwrap();

    assert!(!is_alive(initdb.pid()));
    connect(&server.url()).await;
    server.stop().await.unwrap();
}

fn start_without_launcher(data: &Path) -> Child {
    let pgdata = data.join("postgres/pgdata");
    let made_by = fs::read_to_string(pgdata.join("PG_VERSION")).unwrap();
    let binaries = find_binaries(data)
        .unwrap()
        .into_iter()
        .find(|one| one.major.to_string() == made_by.trim() && !one.is_closed)
        .unwrap();
    let mut command = Command::new(binaries.folder.join("postgres"));
    command
        .arg("-D")
        .arg(&pgdata)
        .args(["-c", "listen_addresses=", "-c"])
        .arg(format!(
            "unix_socket_directories={}",
            data.join("postgres/run").display()
        ))
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    run_as_owner(&mut command, data);
    command.spawn().unwrap()
}

fn run_as_owner(command: &mut Command, data: &Path) {
    if is_root() {
        let owner = fs::metadata(data.join("postgres/pgdata")).unwrap();
        command.uid(owner.uid()).gid(owner.gid());
    }
}
