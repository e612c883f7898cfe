//! A child does not outlive this process: the crate's one piece of unsafe code.

use rustix::process::Signal;
use std::process::Command;

/// Has the kernel send `signal` to the child when the *thread* that started it ends, however it
/// ends. So the thread must live as long as the child should.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "code between fork and exec is unsafe by nature")]
pub(crate) fn signal_when_parent_ends(command: &mut Command, signal: Signal) {
    use rustix::process::{Pid, getppid, set_parent_process_death_signal};
    use std::os::unix::process::CommandExt;

    let parent = i32::try_from(std::process::id()).ok();
    let arm = move || {
        set_parent_process_death_signal(Some(signal))?;
        // If the parent ended before that line, nobody will ever send the signal.
        if getppid().map(Pid::as_raw_pid) == parent {
            Ok(())
        } else {
            Err(std::io::Error::from_raw_os_error(
                rustix::io::Errno::SRCH.raw_os_error(),
            ))
        }
    };
    // SAFETY: between fork and exec only async-signal-safe functions may run. `arm` makes two plain
    // system calls, allocates nothing and takes no lock. The standard library runs it after it has
    // changed the uid, which is needed too: that change clears the signal.
    unsafe { command.pre_exec(arm) };
}

/// Elsewhere there is no such thing: the next start clears what was left.
#[cfg(not(target_os = "linux"))]
pub(crate) fn signal_when_parent_ends(_command: &mut Command, _signal: Signal) {}
