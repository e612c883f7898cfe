//! The stock clients of npm and PyPI, to which we have to be right.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::app::{App, SOON};
use crate::log::{FakeLog, conversation, user};

static INSTALLED: OnceCell<()> = OnceCell::const_new();

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/oracle")
}

async fn install() {
    if folder().join("node_modules/socket.io-client").exists() {
        return;
    }
    let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let npm = Command::new("npm")
        .args(install)
        .current_dir(folder())
        .stdout(Stdio::null())
        .status()
        .await;
    assert!(npm.expect("npm is there").success());
}

/// What a stock client may be told to use. By default it polls, and upgrades.
const TRANSPORTS: [&str; 3] = ["default", "websocket", "polling"];

struct Oracle {
    /// Whether it told that it is on a WebSocket since it last connected.
    is_upgraded: bool,
    _process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Oracle {
    async fn start(app: &App, token: &str, wishes: &[&str]) -> Self {
        INSTALLED.get_or_init(install).await;
        let mut node = Command::new("node");
        node.arg("client.mjs");
        Self::run(node, app, token, wishes)
    }

    /// The stock client of Python.
    fn python(app: &App, token: &str, transports: &str) -> Self {
        let mut python = Command::new("../../.tools/venv/bin/python");
        python.arg("client.py");
        Self::run(python, app, token, &[transports])
    }

    fn run(mut command: Command, app: &App, token: &str, wishes: &[&str]) -> Self {
        let mut process = command
            .arg(format!("http://{}", app.address))
            .arg(token)
            .args(wishes)
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the client's language is there; `make setup` gets it");
        Self {
            is_upgraded: false,
            input: process.stdin.take().unwrap(),
            output: BufReader::new(process.stdout.take().unwrap()).lines(),
            _process: process,
        }
    }

    async fn tell(&mut self, line: Value) {
        self.input
            .write_all(format!("{line}\n").as_bytes())
            .await
            .unwrap();
    }

    async fn line(&mut self) -> Value {
        let line = timeout(SOON, self.output.next_line()).await;
        let line = line.expect("a line in time").unwrap().expect("a line");
        let line: Value = serde_json::from_str(&line).unwrap();
        if line["upgraded"] == "websocket" {
            self.is_upgraded = true;
        } else if line.get("connect").is_some() {
            self.is_upgraded = false;
        }
        line
    }

    /// The next line, whenever the client happens to upgrade.
    async fn hear(&mut self) -> Value {
        loop {
            let line = self.line().await;
            if line.get("upgraded").is_none() {
                return line;
            }
        }
    }

    async fn until_upgraded(&mut self) {
        while !self.is_upgraded {
            let line = self.line().await;
            assert!(line.get("upgraded").is_some(), "{line}");
        }
    }

    async fn event(&mut self, name: &str) -> Value {
        let heard = self.hear().await;
        assert_eq!(heard["event"], name, "{heard}");
        heard
    }

    async fn body(&mut self) -> String {
        let heard = self.event("new-message").await;
        assert_eq!(heard["extra"], json!([heard["data"]["cursor"]]));
        heard["data"]["message"]["body"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    async fn connect(&mut self, recovered: bool) {
        self.tell(json!({"do": "connect"})).await;
        assert_eq!(
            self.hear().await,
            json!({"connect": {"recovered": recovered}})
        );
    }

    async fn cut(&mut self) {
        self.tell(json!({"do": "cut"})).await;
        assert_eq!(self.hear().await, json!({"disconnect": "forced close"}));
    }
}

async fn talk() -> (std::sync::Arc<FakeLog>, App) {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2)]);
    let app = App::over(&log).await;
    (log, app)
}

#[tokio::test]
async fn the_stock_client_hears_what_happens_and_recovers_what_it_missed() {
    for transports in TRANSPORTS {
        let (log, app) = talk().await;
        let mut oracle = Oracle::start(&app, &app.token(user(1)), &[transports]).await;
        oracle.connect(false).await;
        oracle.event("ready").await;
        log.say(conversation(1), user(2), "live");
        assert_eq!(oracle.body().await, "live");

        oracle.cut().await;
        log.say(conversation(1), user(2), "missed");
        log.say(conversation(1), user(2), "missed too");
        oracle.connect(true).await;
        assert_eq!(oracle.body().await, "missed");
        assert_eq!(oracle.body().await, "missed too");
        assert_eq!(oracle.event("ready").await["data"]["resumed"], json!(2));
    }
}

#[tokio::test]
async fn the_stock_client_recovers_even_if_it_never_heard_a_message() {
    for transports in TRANSPORTS {
        let (log, app) = talk().await;
        let mut oracle = Oracle::start(&app, &app.token(user(1)), &[transports]).await;
        oracle.connect(false).await;
        oracle.event("ready").await;
        oracle.cut().await;
        log.say(conversation(1), user(2), "missed");
        oracle.connect(true).await;
        assert_eq!(oracle.body().await, "missed");
    }
}

#[tokio::test]
async fn the_stock_client_does_not_take_itself_for_recovered_after_a_resync() {
    for transports in TRANSPORTS {
        let (log, app) = talk().await;
        let mut oracle = Oracle::start(&app, &app.token(user(1)), &[transports]).await;
        oracle.connect(false).await;
        oracle.event("ready").await;
        oracle.cut().await;
        for _ in 0..=10_000 {
            log.say(conversation(1), user(2), "x");
        }
        let end = log.len();
        crate::app::eventually("the hub is there", || app.realtime.position() == Some(end)).await;
        oracle.connect(false).await;
        assert_eq!(oracle.event("resync").await["data"]["reason"], "too-many");
        oracle.event("ready").await;
        // From here on it can recover again.
        oracle.cut().await;
        log.say(conversation(1), user(2), "missed");
        oracle.connect(true).await;
        assert_eq!(oracle.body().await, "missed");
    }
}

#[tokio::test]
async fn the_stock_client_learns_why_it_is_refused_and_comes_back_with_another_token() {
    for transports in TRANSPORTS {
        let (_log, app) = talk().await;
        let mut oracle = Oracle::start(&app, "junk", &[transports]).await;
        oracle.tell(json!({"do": "connect"})).await;
        assert_eq!(oracle.hear().await, json!({"refused": "unauthenticated"}));
        oracle
            .tell(json!({"do": "token", "token": app.token(user(1))}))
            .await;
        oracle.connect(false).await;
        oracle.event("ready").await;
    }
}

#[tokio::test]
async fn the_stock_client_gets_its_answers_and_is_told_to_stay_away() {
    for transports in TRANSPORTS {
        let (_log, app) = talk().await;
        let mut oracle = Oracle::start(&app, &app.token(user(1)), &[transports]).await;
        oracle.connect(false).await;
        oracle.event("ready").await;
        oracle
            .tell(json!({"do": "ask", "name": "watch", "data": {"conversationId": "x"}}))
            .await;
        assert_eq!(
            oracle.hear().await,
            json!({"answer": {"ok": false, "code": "not-found"}})
        );
        app.realtime.close_person(user(1));
        let closing = oracle.event("closing").await;
        assert_eq!(closing["data"], json!({"code": 4403, "retry": false}));
        // With any other reason the client would come back by itself.
        assert_eq!(
            oracle.hear().await,
            json!({"disconnect": "io server disconnect"})
        );
    }
}

#[tokio::test]
async fn the_stock_client_upgrades_by_default_and_loses_nothing_by_it() {
    let (log, app) = talk().await;
    let mut oracle = Oracle::start(&app, &app.token(user(1)), &["default"]).await;
    oracle.connect(false).await;
    oracle.event("ready").await;
    let count = 200;
    for number in 0..count {
        log.say(conversation(1), user(2), &number.to_string());
        tokio::task::yield_now().await;
    }
    for number in 0..count {
        assert_eq!(oracle.body().await, number.to_string());
    }
    oracle.until_upgraded().await;
    log.say(conversation(1), user(2), "by WebSocket");
    assert_eq!(oracle.body().await, "by WebSocket");
}

#[tokio::test]
async fn the_stock_client_comes_back_by_itself_after_a_restart_with_an_object_for_auth() {
    for transports in TRANSPORTS {
        let (log, app) = talk().await;
        let wishes = [transports, "static", "returns"];
        let mut oracle = Oracle::start(&app, &app.token(user(1)), &wishes).await;
        oracle.connect(false).await;
        oracle.event("ready").await;
        log.say(conversation(1), user(2), "before");
        assert_eq!(oracle.body().await, "before");
        if transports == "default" {
            oracle.until_upgraded().await;
        }
        app.shutdown.begin();
        // It hears why, unless it was between two polls.
        let mut heard = oracle.hear().await;
        if heard.get("event").is_some() {
            assert_eq!(heard["data"], json!({"code": 1012, "retry": true}));
            heard = oracle.hear().await;
        }
        assert!(heard.get("disconnect").is_some(), "{heard}");
        let end = app.shutdown.clone().finish(SOON).await;
        assert_eq!(end, Ok(()));
        log.say(conversation(1), user(2), "meanwhile");
        let app = App::again(&log, app).await;
        // It tries until somebody is there.
        let mut heard = oracle.hear().await;
        while heard.get("refused").is_some() {
            heard = oracle.hear().await;
        }
        assert_eq!(heard, json!({"connect": {"recovered": true}}));
        log.say(conversation(1), user(2), "after");
        assert_eq!(oracle.body().await, "meanwhile");
        let ready = oracle.event("ready").await;
        assert_eq!(ready["data"]["resumed"], json!(1));
        assert_eq!(oracle.body().await, "after");
        drop(app);
    }
}

#[tokio::test]
async fn the_client_of_python_connects_hears_asks_and_comes_back() {
    for transports in TRANSPORTS {
        let (log, app) = talk().await;
        let mut oracle = Oracle::python(&app, &app.token(user(1)), transports);
        oracle.tell(json!({"do": "connect"})).await;
        let connect = oracle.hear().await;
        assert!(connect.get("connect").is_some(), "{connect}");
        oracle.event("ready").await;
        log.say(conversation(1), user(2), "live");
        assert_eq!(oracle.body().await, "live");
        oracle
            .tell(json!({"do": "ask", "name": "typing", "data": {"conversationId": "x"}}))
            .await;
        let answer = json!({"answer": {"ok": false, "code": "not-found"}});
        assert_eq!(oracle.hear().await, answer);
        app.shutdown.begin();
        assert_eq!(app.shutdown.clone().finish(SOON).await, Ok(()));
        let _app = App::again(&log, app).await;
        while oracle.hear().await.get("connect").is_none() {}
        oracle.event("ready").await;
        log.say(conversation(1), user(2), "again");
        assert_eq!(oracle.body().await, "again");
    }
}
