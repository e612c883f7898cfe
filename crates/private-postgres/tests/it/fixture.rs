//! Folders that go away, deadlines, and looks at processes.

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A folder that everybody may reach, removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tidings-test-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        Folder(folder.canonicalize().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Waits until the claim holds.
pub(crate) fn eventually(claim: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "not in 60 s: {claim}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Alive and not a zombie.
pub(crate) fn is_alive(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let is_zombie = stat
        .rsplit(')')
        .next()
        .is_some_and(|rest| rest.trim().starts_with('Z'));
    test_kill_process(Pid::from_raw(pid).unwrap()).is_ok() && !is_zombie
}

pub(crate) fn send(pid: i32, signal: Signal) {
    kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
}

/// The uid of a process.
pub(crate) fn uid_of(pid: i32) -> u32 {
    fs::metadata(format!("/proc/{pid}")).unwrap().uid()
}

pub(crate) async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

/// Leaves a row that only a commit leaves.
pub(crate) async fn write_a_row(url: &str) {
    let mut connection = connect(url).await;
    connection
        .execute("create table kept (number int); insert into kept values (7)")
        .await
        .unwrap();
}

pub(crate) async fn has_the_row(url: &str) -> bool {
    let mut connection = connect(url).await;
    let rows: Vec<i32> = sqlx::query_scalar("select number from kept")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    rows == [7]
}

/// What the server has said since the log was last emptied.
pub(crate) fn log_of(data: &Path) -> String {
    fs::read_to_string(data.join("postgres/postgres.log")).unwrap()
}

pub(crate) fn empty_the_log_of(data: &Path) {
    fs::File::options()
        .write(true)
        .open(data.join("postgres/postgres.log"))
        .unwrap()
        .set_len(0)
        .unwrap();
}

/// A program that is a shell script.
pub(crate) fn write_program(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
}
