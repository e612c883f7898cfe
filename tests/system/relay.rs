//! Roles as processes, with a real Kafka between them: through it while it is there, without it while it
//! is not, and nothing lost whoever dies.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use harness::{Broker, Database, first_occurrences, relayed};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::server::{Data, TIDINGS};
use crate::sockets::Socket;
use crate::world::{Person, World};

/// A start may have to wait for others that start.
const START_MAX: Duration = Duration::from_secs(60);
const DEADLINE: Duration = Duration::from_secs(30);

/// From when on, and how soon, frames come while Kafka is away.
const NOTICED: Duration = Duration::from_secs(3);
const SOON: Duration = Duration::from_secs(1);

/// What a deployment has in common.
struct House {
    data: Data,
    database: Database,
    broker: Broker,
    topic: String,
}

/// A process of one role. Ends with the test.
struct Role {
    child: Child,
    url: String,
    operator: String,
}

impl House {
    async fn new() -> Self {
        Self {
            data: Data::new(),
            database: harness::database().await,
            broker: Broker::start(),
            topic: "tidings.log".to_owned(),
        }
    }

    fn command(&self, role: &str) -> (Command, String, String) {
        let [listen, operator] = [0; 2].map(|port| {
            let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
            listener.local_addr().unwrap().to_string()
        });
        let mut line = Command::new(TIDINGS);
        line.env_clear();
        line.envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "HOME"));
        line.arg(role).arg("--data").arg(self.data.path());
        line.args(["--listen", &listen, "--operator-listen", &operator]);
        line.args(["--database-url", &self.database.url, "--rate-limits", "off"]);
        line.args(["--kafka-brokers", &self.broker.address()]);
        line.args(["--kafka-topic", &self.topic]);
        line.stdin(Stdio::null()).stdout(Stdio::null());
        (
            line,
            format!("http://{listen}"),
            format!("http://{operator}"),
        )
    }

    async fn role(&self, role: &str) -> Role {
        Role::start(self.command(role)).await
    }

    /// A projector that ends when it comes past this point.
    async fn dying(&self, point: &str) -> Role {
        let (mut line, url, operator) = self.command("projector");
        line.env("TIDINGS_CRASH_AT", point);
        Role::start((line, url, operator)).await
    }

    async fn person(&self, world: &World, name: &str, role: &str) -> Person {
        world.person(self.data.path(), name, role).await
    }
}

impl Role {
    async fn start((mut line, url, operator): (Command, String, String)) -> Self {
        let child = line.spawn().unwrap();
        let role = Self {
            child,
            url,
            operator,
        };
        role.until(START_MAX, "ready", || role.is_ready()).await;
        role
    }

    async fn ask(&self, path: &str) -> reqwest::Result<(u16, String)> {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client
            .get(format!("{}{path}", self.operator))
            .send()
            .await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }

    async fn is_ready(&self) -> bool {
        matches!(self.ask("/readyz").await, Ok((200, _)))
    }

    /// A metric of this process, by its whole name; 0 where it has none yet.
    async fn metric(&self, name: &str) -> u64 {
        let (_, all) = self.ask("/metrics").await.unwrap_or_default();
        let mut lines = all.lines().filter_map(|line| line.rsplit_once(' '));
        let value = lines.find(|(found, _)| *found == name);
        value.map_or(0, |(_, value)| value.parse::<f64>().unwrap() as u64)
    }

    /// How many events came through hints, and how many were read from the log.
    async fn ways(&self) -> (u64, u64) {
        let way = async |from| {
            let name = format!("tidings_follower_events_total{{from=\"{from}\"}}");
            self.metric(&name).await
        };
        (way("hints").await, way("log").await)
    }

    async fn hears_kafka(&self) {
        let is_heard = async || self.metric("tidings_kafka_is_heard").await == 1;
        self.until(DEADLINE, "hearing Kafka", is_heard).await;
    }

    /// What the relay of this process says of itself.
    async fn relay_says(&self) -> Option<String> {
        let (status, report) = self.ask("/readyz").await.unwrap();
        assert_eq!(status, 200, "late is not down: {report}");
        let report: Value = serde_json::from_str(&report).unwrap();
        report["checks"]["relay"]["reason"]
            .as_str()
            .map(str::to_owned)
    }

    async fn until(&self, within: Duration, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        let began = Instant::now();
        while !is_so().await {
            assert!(began.elapsed() < within, "{} is not {what}", self.operator);
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until it has ended by itself.
    async fn ends(mut self) {
        let began = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < DEADLINE, "{} goes on", self.operator);
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn leads(&self) {
        let leads = async || self.metric("tidings_relay_is_leader").await == 1;
        self.until(DEADLINE, "leading", leads).await;
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says something, and how long that took and its frame after it.
async fn say(
    (world, by, messages): (&World, &Person, &str),
    socket: &mut Socket,
) -> (Duration, Duration) {
    let began = Instant::now();
    let sent = world.post(by, messages, json!({"body": "Hello"})).await;
    let answered = began.elapsed();
    loop {
        let (event, heard) = socket.next().await;
        if event == "new-message" {
            // In order, and none twice: it is the very next one.
            assert_eq!(heard["message"], sent["message"]);
            return (answered, began.elapsed());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_come_through_kafka_and_without_it_and_sends_never_notice() {
    let house = House::new().await;
    let commands = house.role("command-api").await;
    let queries = house.role("query-api").await;
    let projector = house.role("projector").await;
    let sockets = house.role("realtime").await;
    let (reads, writes) = (World::new(&queries.url), World::new(&commands.url));
    let admin = house.person(&reads, "ada", "admin").await;
    let clara = house.person(&reads, "clara", "client").await;
    let timo = house.person(&reads, "timo", "team").await;
    let project = writes.project(&admin, &[&clara, &timo]).await;
    let conversation = writes.conversation(&project, &[&clara, &timo]).await;
    let messages = format!("/messaging/conversations/{conversation}/messages");
    let mut socket = Socket::open(&World::new(&sockets.url), &timo, None).await;
    while socket.next().await.0 != "ready" {}
    let clara = (&writes, &clara, messages.as_str());
    sockets.hears_kafka().await;
    projector.hears_kafka().await;

    // Through Kafka, unless it is late once on a busy machine.
    say(clara, &mut socket).await;
    let (through, read) = sockets.ways().await;
    for _ in 0..20 {
        say(clara, &mut socket).await;
    }
    let (after, read_after) = sockets.ways().await;
    assert_eq!(after + read_after, through + read + 20);
    assert!(after >= through + 15, "{} of 20", after - through);

    // Without Kafka: a frame is late for a moment, and a send never.
    house.broker.kill();
    let killed = Instant::now();
    let mut slowest = (Duration::ZERO, Duration::ZERO);
    while killed.elapsed() < Duration::from_secs(8) {
        let noticed = killed.elapsed() > NOTICED;
        let (answered, heard) = say(clara, &mut socket).await;
        slowest.0 = slowest.0.max(answered);
        if noticed {
            slowest.1 = slowest.1.max(heard);
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert!(slowest.0 < SOON, "a send took {:?}", slowest.0);
    assert!(slowest.1 < SOON, "a frame took {:?}", slowest.1);
    let said = projector.relay_says().await.unwrap_or_default();
    assert!(said.contains("not acknowledged"), "{said:?}");

    // And through Kafka again.
    house.broker.run();
    sockets.hears_kafka().await;
    say(clara, &mut socket).await;
    let (through, _) = sockets.ways().await;
    for _ in 0..20 {
        say(clara, &mut socket).await;
    }
    let (after, _) = sockets.ways().await;
    assert!(after >= through + 15, "{} of 20", after - through);
    let is_content = async || projector.relay_says().await.is_none();
    projector.until(DEADLINE, "content", is_content).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_dies_anywhere_is_followed_by_another_that_leaves_nothing_out() {
    let house = House::new().await;
    let commands = house.role("command-api").await;
    let queries = house.role("query-api").await;
    let (reads, writes) = (World::new(&queries.url), World::new(&commands.url));
    let mut leader = house.role("projector").await;
    leader.leads().await;
    let admin = house.person(&reads, "ada", "admin").await;
    let clara = house.person(&reads, "clara", "client").await;
    let project = writes.project(&admin, &[&clara]).await;
    let conversation = writes.conversation(&project, &[&clara]).await;
    let messages = format!("/messaging/conversations/{conversation}/messages");
    let stop = Arc::new(AtomicBool::new(false));
    let saying = tokio::spawn({
        let stop = Arc::clone(&stop);
        async move {
            let mut count = 0;
            while !stop.load(Ordering::Relaxed) {
                let body = json!({"body": "Hello"});
                writes.post(&clara, &messages, body).await;
                count += 1;
            }
            count
        }
    });

    for point in ["read", "sent", "acknowledged", "kept"] {
        let dying = house.dying(&format!("relay.{point}:3")).await;
        // By kill -9, and its successor there.
        leader.kill();
        dying.ends().await;
        leader = house.role("projector").await;
        let killed = Instant::now();
        leader.leads().await;
        let took = killed.elapsed();
        assert!(took < Duration::from_secs(4), "{point}: {took:?}");
    }
    stop.store(true, Ordering::Relaxed);
    let count = saying.await.unwrap();
    assert!(count > 100, "only {count} messages");

    let pool = event_store::pool(&house.database.url, event_store::Role::Query, 1);
    let log = event_store::LogReader::open(pool.await.unwrap()).await;
    let head = log.unwrap().head().await.unwrap();
    let is_done = async || leader.metric("tidings_relay_position").await == head;
    leader.until(Duration::from_secs(5), "done", is_done).await;
    let content = relayed(&house.broker.address(), &house.topic).await;
    assert_eq!(first_occurrences(&content), (1..=head).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_of_another_log_is_refused_at_the_start() {
    let house = House::new().await;
    let first = house.role("projector").await;
    first.hears_kafka().await;
    let other = House {
        data: Data::new(),
        database: harness::database().await,
        ..house
    };
    for role in ["projector", "realtime"] {
        let output = other.command(role).0.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("tidings.log is of another log"), "{said}");
    }
    // Whoever only writes has nothing to do with it.
    other.role("command-api").await;
}
