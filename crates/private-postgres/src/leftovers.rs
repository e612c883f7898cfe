//! What an earlier run left: a server that still runs, and files that keep the next from starting.

use crate::StartError;
use crate::layout::Layout;
use crate::socket::SocketFolder;
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How an old server is asked to end, and from which second on: fast, immediate, killed.
const STEPS: [(u64, Signal); 3] = [(0, Signal::INT), (30, Signal::QUIT), (40, Signal::KILL)];

/// An old server that lives this long is not ours to end.
const SECS_MAX: u64 = 50;

/// Ends old servers and removes their lock files. The launcher's lock must be held: then no other
/// tidings owns the folder, and whatever is in it was left.
///
/// Postgres alone would refuse to start while the pid in `postmaster.pid`, or in the socket's lock
/// file, names any process at all: a number used again after a container's restart, or a zombie
/// that nobody reaps. To remove these files is safe once no live server works in the folder.
pub(crate) fn clear(layout: &Layout, socket: &SocketFolder) -> Result<(), StartError> {
    let pgdata = layout.pgdata();
    let pidfile = pgdata.join("postmaster.pid");
    // An initdb that lost its launcher writes on for a moment, and when it fails it empties the
    // folder: it must be gone before the next one begins there.
    end_all(&layout.pgdata_new(), &["initdb", "sh", "postgres"], None)?;
    let postmaster = fs::read_to_string(&pidfile)
        .ok()
        .and_then(|text| text.lines().next()?.trim().parse().ok());
    end_all(&pgdata, &["postgres"], postmaster)?;
    if !cfg!(target_os = "linux") {
        // Without /proc nobody knows who works there: Postgres decides by itself.
        return Ok(());
    }
    for left in [pidfile, socket.lock(), socket.socket()] {
        match fs::remove_file(&left) {
            Ok(()) => tracing::info!("removed {}, left by an earlier run", left.display()),
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {}
            Err(reason) => return Err(StartError::io("remove", &left)(reason)),
        }
    }
    Ok(())
}

/// Ends the database processes that work in `folder`: the postmaster first, which ends the rest.
fn end_all(folder: &Path, names: &[&str], postmaster: Option<i32>) -> Result<(), StartError> {
    let began = Instant::now();
    let mut sent = None;
    loop {
        let pids = working_in(folder, names);
        if pids.is_empty() {
            return Ok(());
        }
        let secs = began.elapsed().as_secs();
        if secs >= SECS_MAX {
            return Err(StartError::StillRunning { pids });
        }
        let step = STEPS
            .iter()
            .rev()
            .find(|(from, _)| secs >= *from)
            .map(|(_, signal)| *signal);
        if let Some(signal) = step
            && sent != step
        {
            sent = step;
            tracing::warn!(
                "database processes of an earlier run still work in {} (pids {pids:?}): ending them",
                folder.display()
            );
            let head = postmaster.filter(|pid| pids.contains(pid) && signal != Signal::KILL);
            for pid in head
                .map_or(pids, |head| vec![head])
                .into_iter()
                .filter_map(Pid::from_raw)
            {
                // It may have ended in between.
                kill_process(pid, signal).ok();
            }
        }
        sleep(Duration::from_millis(20));
    }
}

/// Live processes of these programs with this working folder. A zombie has none, so it does not count.
fn working_in(folder: &Path, names: &[&str]) -> Vec<i32> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .filter_map(|process| {
            let process = process.ok()?;
            let pid = process.file_name().to_str()?.parse().ok()?;
            let is_there = fs::read_link(process.path().join("cwd")).ok()? == folder;
            let name = fs::read_to_string(process.path().join("comm")).ok()?;
            (is_there && names.contains(&name.trim())).then_some(pid)
        })
        .collect()
}
