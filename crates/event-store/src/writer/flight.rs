//! Deciding one batch while the one before it is being committed.
//!
//! Only a sole writer does this: nobody else can move what the second batch rests on, so it is
//! decided on what the first one *will* have done. It is appended, and anybody of it answered, only
//! after the first one is committed. If that fails, the second is decided anew.

use std::time::Instant;

use sqlx::postgres::PgConnection;
use tokio::task::JoinHandle;

use super::Pending;
use super::append::{Trouble, append};
use super::decide::{Plan, furthest_marks_first};
use super::engine::Engine;

/// A batch whose append is under way, in a task of its own.
pub(super) struct Flight {
    batch: Vec<Pending>,
    began: Instant,
    task: JoinHandle<Landing>,
    landing: Option<Landing>,
    /// What it uses up and brings: a batch that names any of it waits.
    keys: Vec<(domain::UserId, String)>,
    messages: Vec<(domain::ConversationId, domain::MessageId)>,
}

/// How the append ended. Without a connection it was lost on the way.
struct Landing {
    connection: Option<PgConnection>,
    outcome: Result<(Plan, u64), (Trouble, Option<Plan>)>,
}

impl Flight {
    /// Resolves when the append has ended. May be dropped and asked again.
    pub(super) async fn landed(&mut self) {
        if self.landing.is_none() {
            self.landing = Some(match (&mut self.task).await {
                Ok(landing) => landing,
                // The task never panics by itself; if the runtime ends, so do we.
                Err(_) => Landing {
                    connection: None,
                    outcome: Err((Trouble::Failed(crate::Failure::Closing), None)),
                },
            });
        }
    }

    /// Whether the batch asks about what is only being written: a repeat, or an answer to it.
    fn is_named_by(&self, batch: &[Pending]) -> bool {
        batch.iter().any(|pending| {
            let submission = &pending.submission;
            let key = submission.key.as_ref();
            let uses = |key: &crate::RequestKey| {
                let used = |(user, name): &(domain::UserId, String)| {
                    *user == submission.by && *name == key.key
                };
                self.keys.iter().any(used)
            };
            let named = submission.command.messages_named();
            key.is_some_and(uses) || named.iter().any(|name| self.messages.contains(name))
        })
    }
}

impl Engine {
    /// Takes the next batch on, with the one before it still under way or not.
    pub(super) async fn advance(
        &mut self,
        mut batch: Vec<Pending>,
        flight: Option<Flight>,
    ) -> Option<Flight> {
        self.batches += 1;
        furthest_marks_first(&mut batch);
        let began = Instant::now();
        let prepared = match flight {
            None => self.prepare(&batch).await,
            Some(flight) if flight.is_named_by(&batch) => {
                self.land(flight).await;
                self.prepare(&batch).await
            }
            Some(flight) => {
                let prepared = self.prepare(&batch).await;
                match self.land(flight).await {
                    true => prepared,
                    false => self.prepare(&batch).await,
                }
            }
        };
        match prepared {
            Ok(plan) => self.depart(batch, plan, began).await,
            // One of it cannot be read, the log is away, or words were erased: in the ordinary way, part
            // by part.
            Err(_) => {
                self.process(batch).await;
                None
            }
        }
    }

    /// Decides a batch on a connection that no append is using.
    async fn prepare(&mut self, batch: &[Pending]) -> Result<Plan, crate::Failure> {
        let mut connection = self.connection().await?;
        let plan = self.plan(&mut connection, batch, false).await?;
        if plan.is_empty() && self.is_outdated(&mut connection).await? {
            return Err(crate::Failure::Contended);
        }
        self.connection = Some(connection);
        Ok(plan)
    }

    /// Starts the append of a plan. From here on the next batch is decided on what it will have done.
    async fn depart(&mut self, batch: Vec<Pending>, plan: Plan, began: Instant) -> Option<Flight> {
        if plan.is_empty() {
            let head = self.head;
            let answers = self.conclude(plan, head);
            deliver(batch, answers);
            return None;
        }
        let connection = match self.appending.take() {
            Some(connection) => Ok(connection),
            None => crate::pool::connect(&self.pool, crate::Role::Append).await,
        };
        let Ok(mut connection) = connection else {
            self.process(batch).await;
            return None;
        };
        for (id, stream) in &plan.working {
            self.streams.insert(*id, stream.clone());
        }
        let (keys, messages) = plan.names();
        let epoch = self.epoch;
        let task = tokio::spawn(async move {
            match append(&mut connection, &plan, false, epoch).await {
                Ok(base) => Landing {
                    connection: Some(connection),
                    outcome: Ok((plan, base)),
                },
                Err(error) => Landing {
                    connection: None,
                    outcome: Err((Trouble::of(error), Some(plan))),
                },
            }
        });
        Some(Flight {
            batch,
            began,
            task,
            landing: None,
            keys,
            messages,
        })
    }

    /// Answers a batch once its append has ended. False if it had to be done in another way, and
    /// what was decided on it does not hold.
    pub(super) async fn land(&mut self, mut flight: Flight) -> bool {
        flight.landed().await;
        let Some(Landing {
            connection,
            outcome,
        }) = flight.landing
        else {
            return false;
        };
        self.appending = connection;
        let size = flight.batch.len();
        let landed = match outcome {
            Ok((plan, base)) => {
                let answers = self.conclude(plan, base);
                deliver(flight.batch, answers);
                true
            }
            Err(trouble) => {
                // What it would have done is in the cache.
                self.streams.clear();
                self.recover(flight.batch, trouble).await;
                false
            }
        };
        self.forget_unused();
        self.measure(size, flight.began);
        landed
    }
}

/// Answers everybody of a batch.
pub(super) fn deliver(batch: Vec<Pending>, answers: Vec<super::answers::Answer>) {
    for (pending, answer) in batch.into_iter().zip(answers) {
        let _ = pending.answer.send(answer);
    }
}
