//! The programs this crate runs: as the right account, in an environment of their own.

use crate::account::Account;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program that reads nothing, works in `folder` and runs as `account`, or as this process's.
///
/// Variables that would reach into Postgres stay outside: those of its clients, the locale, which
/// initdb would write into the database, and the library path, which would swap its libraries.
pub(crate) fn command(program: &Path, folder: &Path, account: Option<&Account>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let reaches_in = text.starts_with("PG")
            || text.starts_with("LC_")
            || matches!(&*text, "LANG" | "LANGUAGE" | "LD_LIBRARY_PATH");
        if reaches_in {
            command.env_remove(&name);
        }
    }
    command.env("LC_ALL", "C").env("TZ", "UTC");
    if let Some(account) = account {
        // The standard library leaves root's groups too when it changes the uid.
        command.uid(account.uid).gid(account.gid);
    }
    command
}
