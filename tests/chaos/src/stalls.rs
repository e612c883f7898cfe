//! When the machine itself stood still: what is late then is nobody's fault.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::recorder::Recorder;

const TICK: Duration = Duration::from_millis(50);
/// So late a task that only waits is run on a machine that is too busy.
const LATE: Duration = Duration::from_millis(150);

pub(crate) struct Stalls {
    found: Arc<Mutex<Vec<Value>>>,
    task: JoinHandle<()>,
}

impl Stalls {
    pub(crate) fn watch(recorder: Recorder) -> Self {
        let found = Arc::<Mutex<Vec<Value>>>::default();
        let noted = found.clone();
        let task = tokio::spawn(async move {
            loop {
                let (began, asked) = (recorder.now(), Instant::now());
                sleep(TICK).await;
                if asked.elapsed() > TICK + LATE {
                    let stall = json!({"begin": began, "end": recorder.now()});
                    noted
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(stall);
                }
            }
        });
        Self { found, task }
    }

    pub(crate) fn finish(self) -> Vec<Value> {
        self.task.abort();
        std::mem::take(&mut self.found.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
