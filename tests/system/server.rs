//! A `tidings serve` of a test's own, as an operator would start it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The binary under test.
pub const TIDINGS: &str = env!("CARGO_BIN_EXE_tidings");

/// A start may have to make a database, beside other tests that do the same.
const START_MAX: Duration = Duration::from_secs(90);

/// A folder that goes away with the test.
pub struct Data(PathBuf);

impl Data {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("tidings-system-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&path).unwrap();
        // As root, Postgres runs as another user, who must be able to enter.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o711)).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A command line with nothing of the test's own environment in it.
pub fn tidings(data: &Path, command: &str) -> Command {
    let mut line = Command::new(TIDINGS);
    line.arg(command).arg("--data").arg(data);
    line.args([
        "--listen",
        "127.0.0.1:0",
        "--operator-listen",
        "127.0.0.1:0",
    ]);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("TIDINGS_") && name != "TIDINGS_POSTGRES_BIN" || name == "DATABASE_URL"
        {
            line.env_remove(&name);
        }
    }
    line.stdin(Stdio::null());
    line
}

/// A running server. Ends with the test.
pub struct Server {
    child: Child,
    pub url: String,
}

impl Server {
    /// Starts all roles on a data folder and waits for the line that says it is ready.
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    pub fn start_with(data: &Path, arguments: &[&str]) -> Self {
        let mut line = tidings(data, "serve");
        line.args(["--rate-limits", "off"]).args(arguments);
        Self::spawn(line)
    }

    /// One role on a database of its own.
    pub fn role(role: &str, data: &Path, database_url: &str) -> Self {
        let mut line = tidings(data, role);
        line.args(["--rate-limits", "off", "--database-url", database_url]);
        Self::spawn(line)
    }

    /// The same, which sends its traces somewhere, soon.
    pub fn traced_role(role: &str, data: &Path, database_url: &str, collector: &str) -> Self {
        let mut line = tidings(data, role);
        line.args(["--rate-limits", "off", "--database-url", database_url]);
        line.args(["--otlp", collector])
            .env("OTEL_BSP_SCHEDULE_DELAY", "100");
        Self::spawn(line)
    }

    /// The same with its log in a file.
    pub fn start_logging_to(data: &Path, log: &Path) -> Self {
        let mut line = tidings(data, "serve");
        line.args(["--rate-limits", "off"]);
        line.env("TIDINGS_LOG", "debug");
        line.stderr(std::fs::File::create(log).unwrap());
        Self::spawn(line)
    }

    fn spawn(mut line: Command) -> Self {
        let mut child = line.stdout(Stdio::piped()).spawn().unwrap();
        let (say, hear) = mpsc::channel();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            let mut first = String::new();
            let _ = out.read_line(&mut first);
            let _ = say.send(first);
            let _ = out.read_to_string(&mut String::new());
        });
        let first = hear
            .recv_timeout(START_MAX)
            .expect("the server says that it is ready");
        let url = first
            .strip_prefix("ready ")
            .unwrap_or_else(|| panic!("it said {first:?}"));
        let url = url.trim().to_owned();
        Self { child, url }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal and waits for the end.
    pub fn end(mut self, signal: rustix::process::Signal) -> ExitStatus {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
        self.child.wait().unwrap()
    }

    /// kill -9, the private Postgres first: nothing gets to say good-bye.
    pub fn kill_everything(mut self, data: &Path) {
        let postmaster =
            std::fs::read_to_string(data.join("postgres/pgdata/postmaster.pid")).unwrap();
        let postmaster: i32 = postmaster.lines().next().unwrap().trim().parse().unwrap();
        let postmaster = rustix::process::Pid::from_raw(postmaster).unwrap();
        rustix::process::kill_process(postmaster, rustix::process::Signal::KILL).unwrap();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command to its end: exit code, stdout, stderr, and how long it took.
pub fn run(mut line: Command) -> (i32, String, String, Duration) {
    let began = Instant::now();
    let output = line.output().unwrap();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
        began.elapsed(),
    )
}
