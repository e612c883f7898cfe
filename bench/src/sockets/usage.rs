//! What a process takes of the machine, as the kernel counts it.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The kernel counts processors' time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// Descriptors that are not sockets of the crowd.
const SPARE: usize = 512;

/// Processors' time that a process has used, without that of its children.
pub(super) fn cpu(pid: u32) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, in brackets, may hold anything.
    let (_, fields) = stat.rsplit_once(')').context("a process without a name")?;
    let ticks: Vec<u32> = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    Ok(TICK * ticks.iter().sum())
}

/// Memory that a process holds, in KiB.
pub(super) fn memory_kib(pid: u32) -> anyhow::Result<f64> {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:"));
    let kib = line.and_then(|rest| rest.trim().strip_suffix("kB"));
    Ok(kib.context("a process without memory")?.trim().parse()?)
}

/// Has as many descriptors as so many sockets need, or refuses. The server inherits the limit.
pub(super) fn raise_descriptors(sockets: usize) -> anyhow::Result<()> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum {
        let raised = Rlimit {
            current: maximum,
            maximum,
        };
        setrlimit(Resource::Nofile, raised).context("raise the limit of open files")?;
    }
    // The server keeps an eighth of its own for everything else.
    let needed = SPARE + sockets + sockets / 7;
    let allowed = maximum.map_or(usize::MAX, |most| {
        usize::try_from(most).unwrap_or(usize::MAX)
    });
    ensure!(
        allowed >= needed,
        "{sockets} sockets need {needed} open files, and {allowed} are allowed: raise `ulimit -Hn`"
    );
    Ok(())
}
