//! People at their sockets: they hear, lose the line, and come back with the last cursor they held.

mod dialect;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::chance::Chance;
use crate::door::{Door, Person};
use crate::recorder::Recorder;
use crate::world::World;
use dialect::{Dialect, Heard};

/// A greeting that takes longer is given up.
const GREET_MAX: Duration = Duration::from_secs(8);
/// The server pings every 10 s; without one for so long nobody is there.
const SILENCE_MAX: Duration = Duration::from_secs(15);
/// A line that is cut on purpose lasts so long, in milliseconds.
const CUT_AFTER_MS: (u64, u64) = (4_000, 20_000);
/// How long somebody stays away: long enough to miss something.
const AWAY_MS: (u64, u64) = (50, 1_500);

/// All sockets of a run.
pub(crate) struct Sockets {
    state: Arc<State>,
    tasks: JoinSet<()>,
}

struct State {
    door: Door,
    recorder: Recorder,
    /// No line is cut on purpose any more.
    is_calm: AtomicBool,
    is_over: AtomicBool,
    live: Mutex<BTreeSet<u64>>,
    count: usize,
}

impl Sockets {
    /// Connects so many, of all people in turn, half of them in each dialect.
    pub(crate) fn connect(
        world: &World,
        door: &Door,
        recorder: &Recorder,
        count: usize,
        chance: &mut Chance,
    ) -> Self {
        let state = Arc::new(State {
            door: door.clone(),
            recorder: recorder.clone(),
            is_calm: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
            live: Mutex::default(),
            count,
        });
        let mut tasks = JoinSet::new();
        for (client, person) in world.people.iter().cycle().take(count).enumerate() {
            let device = Device {
                client,
                person: person.clone(),
                dialect: Dialect::of(client / world.people.len() + client),
                cursor: None,
                chance: chance.fork(),
                state: state.clone(),
            };
            tasks.spawn(device.live());
        }
        Self { state, tasks }
    }

    /// From now on lines are cut by faults alone.
    pub(crate) fn calm(&self) {
        self.state.is_calm.store(true, Ordering::Relaxed);
    }

    /// Whether everybody is connected and has heard all that was missed.
    pub(crate) fn are_all_live(&self) -> bool {
        self.state.live().len() == self.state.count
    }

    /// Hangs up; the sessions that were live until then.
    pub(crate) async fn stop(mut self) -> Vec<u64> {
        let live = self.state.live().iter().copied().collect();
        self.state.is_over.store(true, Ordering::Relaxed);
        self.tasks.shutdown().await;
        live
    }
}

impl State {
    fn live(&self) -> std::sync::MutexGuard<'_, BTreeSet<u64>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A device of somebody's.
struct Device {
    client: usize,
    person: Person,
    dialect: Dialect,
    cursor: Option<String>,
    chance: Chance,
    state: Arc<State>,
}

impl Device {
    async fn live(mut self) {
        while !self.state.is_over.load(Ordering::Relaxed) {
            let session = self.state.recorder.number();
            let closed = self.session(session).await;
            self.state.live().remove(&session);
            let at = self.state.recorder.now();
            let code = closed.unwrap_or_default();
            self.state
                .recorder
                .write(json!({"kind": "close", "session": session, "code": code, "at": at}));
            let away = self.chance.between(AWAY_MS.0, AWAY_MS.1);
            sleep(Duration::from_millis(away)).await;
        }
    }

    /// One session, to its end; the code of the close, if there was one.
    async fn session(&mut self, session: u64) -> Option<u16> {
        let recorder = self.state.recorder.clone();
        let address = self.state.door.socket(self.chance.next());
        recorder.write(json!({
            "kind": "open", "session": session, "client": self.client, "user": self.person.id,
            "dialect": self.dialect.as_str(), "cursor": self.cursor, "at": recorder.now(),
            "address": address,
        }));
        let url = format!("ws://{address}{}", self.dialect.path());
        let mut deadline = Instant::now() + GREET_MAX;
        let (mut socket, _) = timeout_at(deadline, connect_async(url)).await.ok()?.ok()?;
        let hello = self
            .dialect
            .hello(&self.person.token, self.cursor.as_deref());
        socket.send(Message::text(hello)).await.ok()?;
        let (low, high) = CUT_AFTER_MS;
        let cut = Instant::now() + Duration::from_millis(self.chance.between(low, high));
        let mut is_live = false;
        loop {
            let is_calm = self.state.is_calm.load(Ordering::Relaxed);
            // Looked at now and then: whether lines are still cut may change meanwhile.
            let until = deadline.min(Instant::now() + Duration::from_secs(1));
            let heard = match timeout_at(until, socket.next()).await {
                Ok(Some(Ok(Message::Text(text)))) => self.dialect.hear(text.as_str()),
                Ok(Some(Ok(Message::Close(frame)))) => return frame.map(|frame| frame.code.into()),
                Ok(Some(Ok(_))) => Heard::Nothing,
                Ok(Some(Err(_)) | None) => return None,
                Err(_) if Instant::now() >= deadline => return None,
                Err(_) => Heard::Nothing,
            };
            match heard {
                Heard::Ping(pong) => {
                    deadline = Instant::now() + SILENCE_MAX;
                    socket.send(Message::text(pong)).await.ok()?;
                }
                Heard::Event(name, data) => {
                    if is_live {
                        deadline = Instant::now() + SILENCE_MAX;
                    }
                    is_live |= self.event(session, &name, &data);
                }
                Heard::Nothing => {}
            }
            if is_live && !is_calm && Instant::now() >= cut {
                return None;
            }
        }
    }

    /// Takes an event down; whether it says that the socket is live.
    fn event(&mut self, session: u64, name: &str, data: &Value) -> bool {
        let recorder = &self.state.recorder;
        if let Some(cursor) = data["cursor"].as_str() {
            self.cursor = Some(cursor.to_owned());
        }
        let line = |kind| {
            json!({"kind": kind, "session": session, "cursor": data["cursor"],
                "resumed": data["resumed"], "at": recorder.now()})
        };
        match name {
            "ready" => {
                recorder.write(line("ready"));
                self.state.live().insert(session);
                true
            }
            "resync" => {
                recorder.write(line("resync"));
                false
            }
            "user-typing" | "user-stopped-typing" | "user-joined" | "user-left" | "presence" => {
                false
            }
            "token-expiring" | "closing" => false,
            _ => {
                recorder.frame(session, name, data);
                false
            }
        }
    }
}
