//! Who says something in the rooms, through HTTP: as much as the server and the crowd keep up with,
//! or so much a second whatever becomes of it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use hyper::StatusCode;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::crowd::{Crowd, MARK, Shared};
use super::speech::number;
use super::stage::Room;
use crate::client::Connection;
use crate::text;

/// Connections that say something.
const MOUTHS: usize = 64;
/// Messages on their way at once, heard by some or nobody: below what makes a reader slow.
const AHEAD_MAX: u64 = 128;
/// How long to look away when that many are.
const LOOK_EVERY: Duration = Duration::from_micros(200);
/// Requests that are late. More, and the server is not what is measured.
const LATE_MAX: usize = 4_096;

/// Says one thing in a room, and notes its seq.
async fn say(
    connection: &mut Connection,
    room: &Room,
    turn: usize,
    body: Bytes,
) -> anyhow::Result<()> {
    let person = room.people.get(turn % room.people.len().max(1));
    let token = person.context("a room without people")?;
    let (status, answer) = connection.post(&room.path, token, body).await?;
    let answer = String::from_utf8_lossy(&answer);
    ensure!(
        status == StatusCode::CREATED,
        "a send was answered {status}: {answer}"
    );
    let place = answer.find(r#","seq":"#).and_then(|at| answer.get(at..));
    let (seq, _) = number(place.unwrap_or_default(), r#","seq":"#);
    room.note(seq.context("a message without a seq")?);
    Ok(())
}

fn body(mark: Option<u128>) -> Bytes {
    let text = text::body();
    let text = match mark {
        None => text,
        Some(micros) => {
            let mark = format!("{MARK}{micros} ");
            let rest = text.get(mark.len()..).unwrap_or_default();
            format!("{mark}{rest}")
        }
    };
    Bytes::from(json!({"body": text}).to_string())
}

/// People who say as much as is heard. They stop when asked.
pub(super) struct Chorus {
    stop: Arc<AtomicBool>,
    tasks: JoinSet<anyhow::Result<()>>,
}

impl Chorus {
    /// Begins. Each has a room, the rooms in turn.
    pub(super) async fn begin(crowd: &Crowd, room: usize) -> anyhow::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let said = Arc::new(AtomicU64::new(crowd.delivered() / room as u64));
        let mut tasks = JoinSet::new();
        for mouth in 0..MOUTHS {
            let mut connection = Connection::open(&crowd.shared.api).await?;
            let (shared, stop, said) = (
                Arc::clone(&crowd.shared),
                Arc::clone(&stop),
                Arc::clone(&said),
            );
            tasks.spawn(async move {
                let body = body(None);
                let rooms = &shared.rooms;
                for turn in 0.. {
                    if !may_go_on(&shared, &stop, &said, room).await {
                        break;
                    }
                    let at = (mouth + turn * MOUTHS) % rooms.len();
                    let room = rooms.get(at).context("a room")?;
                    say(&mut connection, room, turn, body.clone()).await?;
                }
                Ok(())
            });
        }
        Ok(Self { stop, tasks })
    }

    pub(super) async fn end(mut self) -> anyhow::Result<()> {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.context("somebody who speaks")??;
        }
        Ok(())
    }
}

/// Waits until not too much is on its way, and takes a turn; false when all is said.
async fn may_go_on(shared: &Shared, stop: &AtomicBool, said: &AtomicU64, room: usize) -> bool {
    loop {
        if stop.load(Ordering::Relaxed) {
            return false;
        }
        let heard = shared.delivered.load(Ordering::Relaxed) / room as u64;
        let before = said.load(Ordering::Relaxed);
        if before.saturating_sub(heard) >= AHEAD_MAX {
            sleep(LOOK_EVERY).await;
            continue;
        }
        let taken = said.compare_exchange(before, before + 1, Ordering::Relaxed, Ordering::Relaxed);
        if taken.is_ok() {
            return true;
        }
    }
}

/// Has so much said a second, evenly, for a time. Each body tells when it was due: who waits for a
/// connection or for the one before waits on the server's account.
pub(super) async fn recite(
    shared: &Arc<Shared>,
    per_second: u32,
    time: Duration,
) -> anyhow::Result<()> {
    let mut idle = Vec::with_capacity(MOUTHS);
    for _ in 0..MOUTHS {
        idle.push(Connection::open(&shared.api).await?);
    }
    let idle = Arc::new(tokio::sync::Mutex::new(idle));
    let free = Arc::new(Semaphore::new(MOUTHS));
    let mut tasks = JoinSet::new();
    let began = Instant::now();
    for turn in 0_u32.. {
        let due = began + Duration::from_secs(1) * turn / per_second;
        if due >= began + time {
            break;
        }
        sleep_until(due).await;
        while let Some(said) = tasks.try_join_next() {
            let said: anyhow::Result<()> = said.context("somebody who speaks")?;
            said?;
        }
        ensure!(
            tasks.len() < LATE_MAX,
            "the server is {LATE_MAX} sends late"
        );
        let (shared, idle, free) = (Arc::clone(shared), Arc::clone(&idle), Arc::clone(&free));
        tasks.spawn(async move {
            let turn = turn as usize;
            let since = due.into_std().saturating_duration_since(shared.epoch);
            let body = body(Some(since.as_micros()));
            let rooms = &shared.rooms;
            let room = rooms.get(turn % rooms.len()).context("a room")?;
            let _turn = free.acquire().await?;
            let connection = idle.lock().await.pop();
            let mut connection = connection.context("a free connection")?;
            say(&mut connection, room, turn / rooms.len(), body).await?;
            let took = u32::try_from(due.elapsed().as_micros()).unwrap_or(u32::MAX);
            let acknowledged = shared.acknowledged.lock();
            acknowledged
                .unwrap_or_else(PoisonError::into_inner)
                .push(took);
            idle.lock().await.push(connection);
            Ok(())
        });
    }
    while let Some(said) = tasks.join_next().await {
        said.context("somebody who speaks")??;
    }
    Ok(())
}

/// Has so much said, as fast as it is taken, whoever hears it.
pub(super) async fn pour(
    host: &str,
    rooms: &super::stage::Rooms,
    messages: usize,
) -> anyhow::Result<()> {
    let left = Arc::new(AtomicU64::new(messages as u64));
    let mut tasks = JoinSet::new();
    for _ in 0..MOUTHS {
        let mut connection = Connection::open(host).await?;
        let (rooms, left) = (Arc::clone(rooms), Arc::clone(&left));
        tasks.spawn(async move {
            let body = body(None);
            let less = |left: u64| left.checked_sub(1);
            while let Ok(left) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less) {
                let turn = left as usize;
                let room = rooms.get(turn % rooms.len()).context("a room")?;
                say(&mut connection, room, turn, body.clone()).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(said) = tasks.join_next().await {
        said.context("somebody who speaks")??;
    }
    Ok(())
}
