//! A real Kafka broker, started by `tools/kafka.sh`. It ends with the test process, however that ends.

mod topic;

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use rustix::process::{Pid, Signal, kill_process};

pub use topic::{first_occurrences, relayed, remove_topic};

const PREFIX: &str = "tidings-kafka-";

static SHARED: OnceLock<Broker> = OnceLock::new();
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The broker of this test binary, for tests that let it live. A topic for each, please.
pub fn broker() -> &'static Broker {
    SHARED.get_or_init(Broker::start)
}

/// A broker on ports and in a folder of its own.
#[derive(Debug)]
pub struct Broker {
    folder: PathBuf,
    ports: [u16; 2],
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    script: Child,
    // Open as long as the broker is to run.
    stdin: ChildStdin,
}

impl Broker {
    /// Starts one. Fails with the script's sentence where there is no Java or no Kafka.
    #[must_use]
    pub fn start() -> Self {
        sweep();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}-{count}", std::process::id());
        let broker = Self {
            folder: std::env::temp_dir().join(name),
            ports: free_ports(),
            running: Mutex::new(None),
        };
        broker.run();
        broker
    }

    /// Where clients find it.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.ports[0])
    }

    /// kill -9.
    pub fn kill(&self) {
        self.signal(Signal::KILL);
        let mut running = self.running.lock().unwrap();
        let Running { mut script, stdin } = running.take().expect("the broker runs");
        drop(stdin);
        script.wait().unwrap();
    }

    /// Stops it in its tracks: connections stay open and nothing answers.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    /// After [`Broker::pause`].
    pub fn go_on(&self) {
        self.signal(Signal::CONT);
    }

    /// Starts it where it was, after [`Broker::kill`].
    pub fn run(&self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/kafka.sh");
        let mut script = Command::new(script)
            .arg("run")
            .arg(&self.folder)
            .args(self.ports.map(|port| port.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = script.stdin.take().unwrap();
        let mut said = String::new();
        let mut stdout = BufReader::new(script.stdout.take().unwrap());
        stdout.read_line(&mut said).unwrap();
        let address = self.address();
        assert_eq!(
            said.trim(),
            format!("ready {address}"),
            "no broker: see above"
        );
        *self.running.lock().unwrap() = Some(Running { script, stdin });
    }

    fn signal(&self, signal: Signal) {
        let pid = std::fs::read_to_string(self.folder.join("pid")).unwrap();
        let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.lock().unwrap().take() {
            // At once: nobody wants what it has.
            if let Ok(pid) = std::fs::read_to_string(self.folder.join("pid")) {
                let pid = pid.trim().parse().ok().and_then(Pid::from_raw);
                let _ = pid.map(|pid| kill_process(pid, Signal::KILL));
            }
            drop(running.stdin);
            let _ = running.script.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Two ports that nobody listens on. Somebody may yet, before the broker does; it then says so.
fn free_ports() -> [u16; 2] {
    let listeners = [0; 2].map(|port| TcpListener::bind(("127.0.0.1", port)).unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// Removes what ended test processes left behind.
fn sweep() {
    for entry in std::fs::read_dir(std::env::temp_dir()).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid = name
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split('-').next());
        if pid.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
