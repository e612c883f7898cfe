//! A launcher in a process of its own, so that it can be killed.

use crate::fixture::eventually;
use private_postgres::PrivatePostgres;
use rustix::process::Signal;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const DATA: &str = "TIDINGS_TEST_DATA";
const ANSWER: &str = "TIDINGS_TEST_ANSWER";

/// Not a test: what the other process runs. It answers in a file, serves until its input ends, and
/// then stops the server.
#[test]
#[ignore = "run by the tests of this crate, in a process of its own"]
fn serve_until_the_input_ends() {
    let data = PathBuf::from(std::env::var_os(DATA).unwrap());
    let answer = PathBuf::from(std::env::var_os(ANSWER).unwrap());
    let say = |text: String| {
        let half = answer.with_extension("half");
        fs::write(&half, text).unwrap();
        fs::rename(&half, &answer).unwrap();
    };
    let server = match PrivatePostgres::start(&data) {
        Ok(server) => server,
        Err(refusal) => return say(refusal.to_string()),
    };
    say(format!(
        "ready\n{}\n{}\n{}",
        server.pid(),
        server.data().display(),
        server.url()
    ));
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(server.stop()).unwrap();
}

/// How to run it.
pub(crate) struct Plan {
    pub(crate) command: Command,
    answer: PathBuf,
}

impl Plan {
    /// `folder` is where it answers; whoever it runs as must be able to write there.
    pub(crate) fn new(folder: &Path, data: &Path) -> Plan {
        Plan::of_program(&std::env::current_exe().unwrap(), folder, data)
    }

    pub(crate) fn of_program(program: &Path, folder: &Path, data: &Path) -> Plan {
        let answer = folder.join(format!("answer-{}", data.file_name().unwrap().display()));
        let mut command = Command::new(program);
        command
            .args([
                "--ignored",
                "--exact",
                "launcher::serve_until_the_input_ends",
            ])
            .env(DATA, data)
            .env(ANSWER, &answer)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Plan { command, answer }
    }

    /// The running launcher, or the sentence it refused with.
    pub(crate) fn start(mut self) -> Result<Launcher, String> {
        let child = self.command.spawn().unwrap();
        eventually("the launcher answers", || self.answer.exists());
        let answer = fs::read_to_string(&self.answer).unwrap();
        fs::remove_file(&self.answer).unwrap();
        let mut launcher = Launcher {
            child,
            pid: 0,
            data: PathBuf::new(),
            url: String::new(),
        };
        let mut lines = answer.lines();
        if lines.next() != Some("ready") {
            return Err(answer);
        }
        launcher.pid = lines.next().unwrap().parse().unwrap();
        launcher.data = PathBuf::from(lines.next().unwrap());
        launcher.url = lines.next().unwrap().to_owned();
        Ok(launcher)
    }
}

pub(crate) struct Launcher {
    child: Child,
    /// The server's.
    pub(crate) pid: i32,
    pub(crate) data: PathBuf,
    pub(crate) url: String,
}

impl Launcher {
    pub(crate) fn start(folder: &Path, data: &Path) -> Launcher {
        Plan::new(folder, data).start().unwrap()
    }

    pub(crate) fn own_pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }

    pub(crate) fn kill(&mut self) {
        crate::fixture::send(self.own_pid(), Signal::KILL);
        self.child.wait().unwrap();
    }

    pub(crate) fn stop(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Launcher {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
