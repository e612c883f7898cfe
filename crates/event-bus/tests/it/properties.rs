//! Whatever hints and log do, a follower yields the log.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use event_bus::{Follower, SILENCE_MAX};
use proptest::collection::vec;
use proptest::prelude::*;
use tokio::time::{Instant, sleep};

use crate::simulated::{Mouth, SimulatedLog};

/// What becomes of one record on its way.
#[derive(Clone, Debug)]
enum Fate {
    Lost,
    Heard { after_ms: Vec<u64> },
}

#[derive(Clone, Debug)]
enum Step {
    Append(Vec<Fate>),
    /// A heartbeat, as many events behind as given.
    Head {
        behind: u64,
        after_ms: u64,
    },
    Repeat {
        behind: u64,
    },
    Wake,
    Pass {
        ms: u64,
    },
    LogFails {
        times: u32,
    },
    LogIsSlow {
        ms: u64,
    },
    /// The reader dies and starts again from what it had committed.
    Crash {
        max: usize,
    },
}

fn fates() -> impl Strategy<Value = Fate> {
    prop_oneof![
        1 => Just(Fate::Lost),
        3 => vec(prop_oneof![Just(0_u64), 0_u64..60, 0_u64..5_000], 1..3)
            .prop_map(|after_ms| Fate::Heard { after_ms }),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => vec(fates(), 1..12).prop_map(Step::Append),
        2 => (0_u64..10, 0_u64..2_000).prop_map(|(behind, after_ms)| Step::Head { behind, after_ms }),
        1 => (0_u64..30).prop_map(|behind| Step::Repeat { behind }),
        1 => Just(Step::Wake),
        4 => prop_oneof![0_u64..30, 0_u64..3_000].prop_map(|ms| Step::Pass { ms }),
        1 => (1_u32..5).prop_map(|times| Step::LogFails { times }),
        1 => (0_u64..50).prop_map(|ms| Step::LogIsSlow { ms }),
        2 => (1_usize..20).prop_map(|max| Step::Crash { max }),
    ];
    vec(step, 1..40)
}

/// What the reader has committed: the checkpoint is the last of it.
type Committed = Arc<Mutex<Vec<u64>>>;

/// A reader with a mouth at its ear, as one life of a process has it.
struct Life {
    mouth: Mouth,
    task: tokio::task::JoinHandle<()>,
}

impl Life {
    fn begin(log: &SimulatedLog, committed: &Committed, max: usize) -> Self {
        let (mouth, hints) = Mouth::new();
        let after = committed.lock().unwrap().last().copied().unwrap_or(0);
        let mut follower = Follower::new(log.clone(), hints, after);
        let committed = Arc::clone(committed);
        let task = tokio::spawn(async move {
            loop {
                let batch = follower.next(max).await.unwrap();
                assert!(!batch.events.is_empty() && batch.events.len() <= max);
                assert!(batch.head >= batch.position());
                // A crash here loses the batch: it was not committed, and must come again.
                sleep(Duration::from_millis(1)).await;
                committed
                    .lock()
                    .unwrap()
                    .extend(batch.events.iter().map(|event| event.position));
            }
        });
        Self { mouth, task }
    }
}

async fn run(steps: Vec<Step>) {
    let log = SimulatedLog::of(0);
    let committed = Committed::default();
    let mut life = Life::begin(&log, &committed, 1_000);
    let mut failed = false;
    // When the last hint arrives that is on its way.
    let mut heard_last = Instant::now();
    for step in steps {
        match step {
            Step::Append(fates) => {
                for fate in fates {
                    let position = log.append(1);
                    if let Fate::Heard { after_ms } = fate {
                        for ms in after_ms {
                            let delay = Duration::from_millis(ms);
                            heard_last = heard_last.max(Instant::now() + delay);
                            life.mouth.later(delay, move |mouth| mouth.record(position));
                        }
                    }
                }
            }
            Step::Head { behind, after_ms } => {
                let head = log.position().saturating_sub(behind);
                life.mouth
                    .later(Duration::from_millis(after_ms), move |mouth| {
                        mouth.head(head)
                    });
            }
            Step::Repeat { behind } => {
                let position = log.position().saturating_sub(behind);
                if position > 0 {
                    life.mouth.record(position);
                }
            }
            Step::Wake => life.mouth.wake(),
            Step::Pass { ms } => sleep(Duration::from_millis(ms)).await,
            Step::LogFails { times } => {
                failed = true;
                log.fail(times);
            }
            Step::LogIsSlow { ms } => log.take_time(Duration::from_millis(ms)),
            Step::Crash { max } => {
                life.task.abort();
                life = Life::begin(&log, &committed, max);
            }
        }
    }

    // From here on the log answers. Retries that are under way have their pauses to wait out;
    // without failures, silence after the last record is the longest wait, and each small batch may take a read.
    let began = Instant::now().max(heard_last);
    let reads = Duration::from_millis(60) * u32::try_from(log.position()).unwrap();
    let retries = Duration::from_secs(if failed { 60 } else { 0 });
    let all: Vec<u64> = (1..=log.position()).collect();
    while committed.lock().unwrap().len() < all.len() {
        assert!(!life.task.is_finished(), "the follower ended");
        let took = began.elapsed();
        assert!(
            took <= SILENCE_MAX + reads + retries,
            "not complete after {took:?}"
        );
        sleep(Duration::from_millis(5)).await;
    }
    life.task.abort();
    assert_eq!(*committed.lock().unwrap(), all);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_output_is_exactly_the_log_from_the_checkpoint_on(steps in steps()) {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(run(steps));
    }
}
