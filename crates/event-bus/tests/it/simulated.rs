//! A log that can be slow, fail and be restored, and a line of hints that the test feeds.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::{Event, EventId, RecordedEvent, Role, StreamId, Timestamp, UserEvent, UserId};
use event_bus::{Batch, Follower, Hint, Hints, Log, LogError};
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use uuid::Uuid;

/// The event at a position: the same one wherever it is heard.
pub(crate) fn event(position: u64) -> RecordedEvent {
    let user = UserId::new(Uuid::from_u128(u128::from(position)));
    RecordedEvent {
        position,
        event_id: EventId::new(user.uuid()),
        stream: StreamId::User(user),
        sequence: 1,
        event: Event::User(UserEvent::UserRegistered {
            by: user,
            at: Timestamp::from_millis(0),
            role: Role::Client,
            name: None,
            email: None,
        }),
        metadata: BTreeMap::new(),
        hash: [0; 32],
    }
}

#[derive(Clone, Default)]
pub(crate) struct SimulatedLog(Arc<Mutex<State>>, Arc<AtomicUsize>);

#[derive(Default)]
struct State {
    head: u64,
    latency: Duration,
    failures: u32,
    unreadable: Option<u64>,
    missing: Option<u64>,
}

impl SimulatedLog {
    pub(crate) fn of(head: u64) -> Self {
        let log = Self::default();
        log.0.lock().unwrap().head = head;
        log
    }

    pub(crate) fn append(&self, count: u64) -> u64 {
        let mut state = self.0.lock().unwrap();
        state.head += count;
        state.head
    }

    pub(crate) fn head_is(&self, head: u64) {
        self.0.lock().unwrap().head = head;
    }

    pub(crate) fn fail(&self, times: u32) {
        self.0.lock().unwrap().failures += times;
    }

    pub(crate) fn take_time(&self, latency: Duration) {
        self.0.lock().unwrap().latency = latency;
    }

    pub(crate) fn unreadable_at(&self, position: Option<u64>) {
        self.0.lock().unwrap().unreadable = position;
    }

    pub(crate) fn missing_at(&self, position: u64) {
        self.0.lock().unwrap().missing = Some(position);
    }

    pub(crate) fn position(&self) -> u64 {
        self.0.lock().unwrap().head
    }

    pub(crate) fn reads(&self) -> usize {
        self.1.load(Ordering::Relaxed)
    }

    async fn answer(&self) -> Result<(), LogError> {
        let latency = self.0.lock().unwrap().latency;
        tokio::time::sleep(latency).await;
        let mut state = self.0.lock().unwrap();
        if state.failures > 0 {
            state.failures -= 1;
            return Err("the connection was reset".into());
        }
        Ok(())
    }
}

impl Log for SimulatedLog {
    async fn read(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, LogError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.answer().await?;
        let state = self.0.lock().unwrap();
        let found = (after + 1..=state.head).filter(|position| Some(*position) != state.missing);
        let found: Vec<u64> = found.take(usize::try_from(limit)?).collect();
        if state
            .unreadable
            .is_some_and(|position| found.contains(&position))
        {
            return Err("an event cannot be read".into());
        }
        Ok(found.into_iter().map(event).collect())
    }

    async fn head(&self) -> Result<u64, LogError> {
        self.answer().await?;
        Ok(self.position())
    }
}

/// Where a test says what the follower hears.
pub(crate) struct Mouth(mpsc::UnboundedSender<Hint>);

impl Mouth {
    pub(crate) fn new() -> (Self, Hints) {
        let (say, mut heard) = mpsc::unbounded_channel();
        (
            Self(say),
            Hints::new(stream::poll_fn(move |context| heard.poll_recv(context))),
        )
    }

    pub(crate) fn record(&self, position: u64) {
        let _ = self.0.send(Hint::Record(Arc::new(event(position))));
    }

    pub(crate) fn head(&self, position: u64) {
        let _ = self.0.send(Hint::Head(position));
    }

    pub(crate) fn wake(&self) {
        let _ = self.0.send(Hint::Wake);
    }

    pub(crate) fn later(&self, delay: Duration, say: impl FnOnce(&Self) + Send + 'static) {
        let mouth = Self(self.0.clone());
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            say(&mouth);
        });
    }
}

pub(crate) fn positions(batch: &Batch) -> Vec<u64> {
    batch.events.iter().map(|event| event.position).collect()
}

pub(crate) async fn next(follower: &mut Follower<SimulatedLog>) -> Vec<u64> {
    positions(&follower.next(100).await.unwrap())
}

/// Nothing comes, and nothing is read in a loop meanwhile.
pub(crate) async fn stays_quiet(follower: &mut Follower<SimulatedLog>, millis: u64) {
    assert!(
        timeout(Duration::from_millis(millis), follower.next(100))
            .await
            .is_err()
    );
}
