//! How a process ends: one token that says stop, one tracker that knows who still works.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Why a run did not end well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unclean {
    /// A task the process cannot do without ended by itself.
    #[error("{name} ended: {reason}")]
    Ended {
        /// Which task.
        name: String,
        /// Why, as far as is known.
        reason: String,
    },
    /// Tasks did not stop in time and were left behind.
    #[error("{count} tasks did not stop within {seconds} s")]
    Late {
        /// How many.
        count: usize,
        /// How long they had.
        seconds: u64,
    },
}

/// Stop signal and task list of one process. Clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    token: CancellationToken,
    tracker: TaskTracker,
    // The first thing that went wrong; later ones follow from it.
    failure: Arc<Mutex<Option<Unclean>>>,
}

impl Shutdown {
    /// A process that runs.
    pub fn new() -> Self {
        Self::default()
    }

    /// The token that tasks hold: when it is cancelled, they stop.
    pub fn token(&self) -> CancellationToken {
        self.token.clone()
    }

    /// Asks everybody to stop.
    pub fn begin(&self) {
        self.token.cancel();
    }

    /// Resolves when the process is asked to stop.
    pub async fn begun(&self) {
        self.token.cancelled().await;
    }

    /// Runs a task that is waited for at the end. A panic is logged, and ends only the task.
    pub fn spawn<F>(&self, name: &'static str, task: F) -> JoinHandle<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tracker.spawn(async move {
            if let Err(panic) = AssertUnwindSafe(task).catch_unwind().await {
                tracing::error!(
                    task = name,
                    reason = panic_text(panic.as_ref()),
                    "a task panicked"
                );
            }
        })
    }

    /// Runs a task the process cannot do without: if it fails, panics, or returns before it was asked
    /// to stop, the whole process is asked to stop and ends with an error.
    pub fn spawn_vital<F, E>(&self, name: &'static str, task: F) -> JoinHandle<()>
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: std::fmt::Display + Send + 'static,
    {
        let shutdown = self.clone();
        self.tracker.spawn(async move {
            let reason = match AssertUnwindSafe(task).catch_unwind().await {
                Ok(Ok(())) if shutdown.token.is_cancelled() => return,
                Ok(Ok(())) => "it returned before it was asked to".to_owned(),
                Ok(Err(error)) => error.to_string(),
                Err(panic) => format!("it panicked: {}", panic_text(panic.as_ref())),
            };
            tracing::error!(task = name, reason, "a vital task ended");
            shutdown.fail(Unclean::Ended {
                name: name.to_owned(),
                reason,
            });
        })
    }

    /// Notes what went wrong, and asks everybody to stop.
    pub fn fail(&self, failure: Unclean) {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(failure);
        self.begin();
    }

    /// From now on SIGINT and SIGTERM ask the process to stop, and a second one ends it at once.
    /// Installed before this returns, so that a signal during a slow start is not lost.
    pub fn listen_to_signals(&self) -> std::io::Result<()> {
        let interrupts = signal(SignalKind::interrupt())?;
        let terminations = signal(SignalKind::terminate())?;
        let shutdown = self.clone();
        // Not tracked: it waits for a signal that may never come.
        tokio::spawn(async move { shutdown.obey(interrupts, terminations).await });
        Ok(())
    }

    async fn obey(self, mut interrupts: Signal, mut terminations: Signal) {
        for is_second in [false, true] {
            tokio::select! {
                _ = interrupts.recv() => {}
                _ = terminations.recv() => {}
            }
            if is_second {
                tracing::warn!("asked twice to stop: ending at once");
                std::process::exit(130);
            }
            tracing::info!("asked to stop");
            self.begin();
        }
    }

    /// Asks everybody to stop and waits, but not for ever. Says what went wrong during the run.
    pub async fn finish(self, deadline: Duration) -> Result<(), Unclean> {
        self.begin();
        self.tracker.close();
        let is_late = tokio::time::timeout(deadline, self.tracker.wait())
            .await
            .is_err();
        let failure = self
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match failure {
            Some(failure) => Err(failure),
            None if is_late => Err(Unclean::Late {
                count: self.tracker.len(),
                seconds: deadline.as_secs(),
            }),
            None => Ok(()),
        }
    }
}

pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without words".to_owned())
}
