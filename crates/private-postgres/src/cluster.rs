//! Making the database: once, and whole or not at all.

use crate::StartError;
use crate::binaries::Binaries;
use crate::layout::Layout;
use crate::log::Log;
use crate::{child, death};
use rustix::process::Signal;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

/// The superuser, and the name of the database.
pub(crate) const NAME: &str = "tidings";

/// The major version that made the database, where there is one.
pub(crate) fn made_by(layout: &Layout) -> Result<Option<String>, StartError> {
    let pgdata = layout.pgdata();
    if let Ok(version) = fs::read_to_string(pgdata.join("PG_VERSION")) {
        return Ok(Some(version.trim().to_owned()));
    }
    let is_empty = fs::read_dir(&pgdata).map_or(true, |mut entries| entries.next().is_none());
    if is_empty {
        Ok(None)
    } else {
        Err(StartError::NotADatabase { pgdata })
    }
}

/// Makes the database beside its place and renames it at the end: who is killed half-way leaves
/// nothing half-made.
pub(crate) fn make(layout: &Layout, binaries: &Binaries, log: &Log) -> Result<(), StartError> {
    let (base, new, pgdata) = (layout.base(), layout.pgdata_new(), layout.pgdata());
    if new.exists() {
        fs::remove_dir_all(&new).map_err(StartError::io("remove", &new))?;
    }
    layout.make_private(&new)?;
    make_password(layout)?;
    initdb(layout, binaries, log, &new)?;
    create_database(layout, binaries, log, &new)?;
    if pgdata.exists() {
        fs::remove_dir(&pgdata).map_err(StartError::io("remove", &pgdata))?;
    }
    fs::rename(&new, &pgdata)
        .and_then(|()| File::open(&base)?.sync_all())
        .map_err(StartError::io("make", &pgdata))
}

/// The superuser's password, that `make` wrote.
pub(crate) fn load_password(layout: &Layout) -> Result<String, StartError> {
    let path = layout.password();
    let password = fs::read_to_string(&path).map_err(StartError::io("read", &path))?;
    Ok(password.trim().to_owned())
}

fn make_password(layout: &Layout) -> Result<(), StartError> {
    let path = layout.password();
    let mut random = [0_u8; 24];
    getrandom::fill(&mut random)
        .map_err(|reason| StartError::io("find randomness for", &path)(reason.into()))?;
    let password: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| {
            file.write_all(password.as_bytes())?;
            file.sync_all()
        })
        .map_err(StartError::io("write", &path))?;
    // initdb reads it, as the account.
    layout
        .account
        .as_ref()
        .map_or(Ok(()), |account| account.own(&path))
}

fn initdb(layout: &Layout, binaries: &Binaries, log: &Log, new: &Path) -> Result<(), StartError> {
    let mut command = program(layout, binaries, "initdb", log)?;
    command.arg("-D").arg(new);
    command.args(["-U", NAME, "-E", "UTF8", "-A", "scram-sha-256"]);
    command.args(["--data-checksums", "--no-instructions"]);
    command.arg("--pwfile").arg(layout.password());
    // The built-in locale gives the same order on every machine and needs no reindex after an
    // upgrade of the C library.
    if binaries.major >= 17 {
        command.args([
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ]);
    } else {
        command.arg("--locale=C.UTF-8");
    }
    let status = command
        .status()
        .map_err(StartError::io("run", &binaries.initdb()))?;
    succeeded(status, log)
}

/// In single-user mode, so that no client library is needed here.
fn create_database(
    layout: &Layout,
    binaries: &Binaries,
    log: &Log,
    new: &Path,
) -> Result<(), StartError> {
    let mut command = program(layout, binaries, "postgres", log)?;
    command.arg("--single").arg("-D").arg(new);
    // Without it a failed statement ends in success.
    command.args(["-c", "exit_on_error=on", "postgres"]);
    command.stdin(Stdio::piped());
    let failed = StartError::io("run", &binaries.postgres());
    let status = command.spawn().and_then(|mut postgres| {
        if let Some(mut statements) = postgres.stdin.take() {
            // If it ended early, its exit status tells more than a broken pipe.
            writeln!(statements, "create database {NAME};").ok();
        }
        postgres.wait()
    });
    succeeded(status.map_err(failed)?, log)
}

fn program(
    layout: &Layout,
    binaries: &Binaries,
    name: &str,
    log: &Log,
) -> Result<Command, StartError> {
    let program = binaries.folder.join(name);
    // It works in the folder it fills: that is how a left-over one is known.
    let mut command = child::command(&program, &layout.pgdata_new(), layout.account.as_ref());
    log.receive(&mut command)?;
    death::signal_when_parent_ends(&mut command, Signal::KILL);
    Ok(command)
}

fn succeeded(status: ExitStatus, log: &Log) -> Result<(), StartError> {
    if status.success() {
        return Ok(());
    }
    Err(StartError::NotMade {
        status: status.to_string(),
        words: log.last_words(),
        log: log.path.clone(),
    })
}
