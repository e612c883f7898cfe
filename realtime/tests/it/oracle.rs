//! The stock client of npm, to which we have to be right.

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

struct Oracle {
    _process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Oracle {
    async fn start(app: &App, token: &str) -> Self {
        INSTALLED.get_or_init(install).await;
        let mut process = Command::new("node")
            .arg("client.mjs")
            .arg(format!("http://{}", app.address))
            .arg(token)
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node is there");
        Self {
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

    async fn hear(&mut self) -> Value {
        let line = timeout(SOON, self.output.next_line()).await;
        let line = line.expect("a line in time").unwrap().expect("a line");
        serde_json::from_str(&line).unwrap()
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
    let (log, app) = talk().await;
    let mut oracle = Oracle::start(&app, &app.token(user(1))).await;
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

#[tokio::test]
async fn the_stock_client_recovers_even_if_it_never_heard_a_message() {
    let (log, app) = talk().await;
    let mut oracle = Oracle::start(&app, &app.token(user(1))).await;
    oracle.connect(false).await;
    oracle.event("ready").await;
    oracle.cut().await;
    log.say(conversation(1), user(2), "missed");
    oracle.connect(true).await;
    assert_eq!(oracle.body().await, "missed");
}

#[tokio::test]
async fn the_stock_client_does_not_take_itself_for_recovered_after_a_resync() {
    let (log, app) = talk().await;
    let mut oracle = Oracle::start(&app, &app.token(user(1))).await;
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

#[tokio::test]
async fn the_stock_client_learns_why_it_is_refused_and_comes_back_with_another_token() {
    let (_log, app) = talk().await;
    let mut oracle = Oracle::start(&app, "junk").await;
    oracle.tell(json!({"do": "connect"})).await;
    assert_eq!(oracle.hear().await, json!({"refused": "unauthenticated"}));
    oracle
        .tell(json!({"do": "token", "token": app.token(user(1))}))
        .await;
    oracle.connect(false).await;
    oracle.event("ready").await;
}

#[tokio::test]
async fn the_stock_client_gets_its_answers_and_is_told_to_stay_away() {
    let (_log, app) = talk().await;
    let mut oracle = Oracle::start(&app, &app.token(user(1))).await;
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
