//! The one task that follows the log and tells it to the hall.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chassis::operator::Gate;
use chassis::shutdown::Shutdown;
use chassis::telemetry;
use domain::RecordedEvent;
use event_bus::{Behind, Follower, Hints, Log, LogError};
use tokio::time::sleep;

use crate::company::Company;
use crate::hall::Hall;
use crate::history::{History, Snapshot};
use crate::ports::Doorkeeper;
use crate::told::Told;

/// Events told at once. More makes those at the front wait for those at the end.
const BATCH_MAX: usize = 512;

/// Pauses between tries while Postgres is away.
const PAUSE_MIN: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(2);

/// After so many tries in vain the process says that it is not ready.
const TRIES_MAX: u32 = 3;

/// The history as the follower reads it.
struct Followed(Arc<dyn History>);

impl Log for Followed {
    async fn read(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, LogError> {
        self.0.read(after, limit).await
    }

    async fn head(&self) -> Result<u64, LogError> {
        self.0.head().await
    }
}

/// Follows the log until the process stops. `gate` is open once the hall has caught up, while the
/// log can be read.
pub(crate) async fn follow(
    hall: &Hall,
    company: &Company,
    history: Arc<dyn History>,
    doorkeeper: &dyn Doorkeeper,
    hints: Hints,
    gate: &Gate,
    shutdown: &Shutdown,
) -> Result<(), Behind> {
    tokio::select! {
        biased;
        () = shutdown.begun() => Ok(()),
        outcome = follow_on(hall, company, history, doorkeeper, hints, gate) => outcome,
    }
}

async fn follow_on(
    hall: &Hall,
    company: &Company,
    history: Arc<dyn History>,
    doorkeeper: &dyn Doorkeeper,
    hints: Hints,
    gate: &Gate,
) -> Result<(), Behind> {
    let snapshot: Snapshot = persist("read who takes part", gate, || history.snapshot()).await;
    let mut follower = Follower::new(Followed(history.clone()), hints, snapshot.position);
    let mut trouble = follower.trouble();
    // Sockets are let in at once, and who asks for more than the hall has waits for it; but the
    // process is ready only when the hall is where the log was when it began.
    let goal = persist("read where the log is", gate, || history.head()).await;
    let mut is_there = snapshot.position >= goal;
    if is_there {
        gate.open();
    }
    hall.open(snapshot, goal);
    loop {
        let batch = tokio::select! {
            batch = follower.next(BATCH_MAX) => batch?,
            Ok(()) = trouble.changed() => {
                match trouble.borrow_and_update().as_deref() {
                    Some(reason) => gate.close(format!("the log cannot be read: {reason}")),
                    None if is_there => gate.open(),
                    None => gate.close("is behind the log"),
                }
                continue;
            }
        };
        crash::point("realtime.polled");
        let began = SystemTime::now();
        // A frame that cannot be made is not passed over, since a hole could not be told: everybody
        // waits, and the closed gate sends them to other nodes until somebody has looked.
        let told = persist("make frames", gate, || Told::all(&*history, &batch.events)).await;
        if is_there {
            gate.open();
        }
        // What was before this process is remembered nowhere yet.
        if is_there {
            for (user, may_come_in) in told.iter().filter_map(|told| told.effect.rights()) {
                doorkeeper.rights_changed(user, may_come_in);
            }
        }
        hall.tell(told);
        telemetry::follow("deliver", began, &batch.events);
        company.note(&batch.events);
        if !is_there && batch.position() >= goal {
            is_there = true;
            gate.open();
        }
    }
}

/// Tries until it works: there is nothing else to do, and nothing may be skipped. The gate closes
/// meanwhile.
async fn persist<T, F>(what: &'static str, gate: &Gate, mut attempt: impl FnMut() -> F) -> T
where
    F: Future<Output = Result<T, LogError>>,
{
    let mut tries = 0_u32;
    loop {
        match attempt().await {
            Ok(value) => return value,
            Err(error) => {
                tries = tries.saturating_add(1);
                if tries.is_power_of_two() {
                    tracing::warn!(%error, tries, "could not {what}, trying again");
                }
                if tries >= TRIES_MAX {
                    gate.close(format!("could not {what}: {error}"));
                }
                let pause = PAUSE_MIN.saturating_mul(1_u32 << tries.min(6));
                sleep(pause.min(PAUSE_MAX)).await;
            }
        }
    }
}
