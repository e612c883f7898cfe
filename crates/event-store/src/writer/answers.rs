//! What a batch came to, for the cache and for those who wait.

use std::sync::Arc;

use super::Pending;
use super::append::Trouble;
use super::decide::{Plan, Verdict};
use super::engine::Engine;
use crate::{Failure, Outcome, SubmitError};

/// The answer to one command.
pub(super) type Answer = Result<Outcome, SubmitError>;

impl Engine {
    /// What a committed plan means for the cache and for those who wait.
    pub(super) fn conclude(&mut self, mut plan: Plan, base: u64) -> Vec<Answer> {
        for (row, position) in plan.rows.iter_mut().zip(base + 1..) {
            row.event.position = position;
            if let Some(stream) = plan.working.get_mut(&row.event.stream) {
                stream.position = position;
            }
        }
        let count = plan.rows.len() as u64;
        self.head = self.head.max(base + count);
        metrics::counter!("tidings_events_appended_total").increment(count);
        self.moved.send_if_modified(|head| {
            let ahead = self.head > *head;
            *head = self.head.max(*head);
            ahead
        });
        let events = |rows: &std::ops::Range<usize>| -> Vec<_> {
            let rows = plan.rows.get(rows.clone()).unwrap_or_default();
            rows.iter().map(|row| row.event.clone()).collect()
        };
        let head = self.head;
        let answer = |verdict: Verdict| match verdict {
            Verdict::Appends(rows, state) => Ok(done(events(&rows), false, state, head)),
            Verdict::Same(rows, state) => Ok(done(events(&rows), true, state, head)),
            Verdict::Done(events, state) => Ok(done(events, true, state, head)),
            Verdict::Unchanged(state) => Ok(done(Vec::new(), false, state, head)),
            Verdict::Refused(refusal) => Err(refusal.into()),
            Verdict::KeyReused => Err(SubmitError::KeyReused),
        };
        let answers = std::mem::take(&mut plan.verdicts)
            .into_iter()
            .map(answer)
            .collect();
        for (id, mut stream) in std::mem::take(&mut plan.working) {
            stream.used = self.batches;
            self.snapshots.offer(id, &mut stream, self.epoch);
            self.streams.insert(id, stream);
        }
        answers
    }
}

fn done(
    events: Vec<domain::RecordedEvent>,
    replayed: bool,
    state: Arc<domain::State>,
    head: u64,
) -> Outcome {
    let position = events.last().map_or(head, |event| event.position);
    Outcome {
        events,
        replayed,
        state,
        position,
    }
}

/// Tells everybody of a batch that it failed.
pub(super) fn answer_all(part: Vec<Pending>, trouble: Trouble) {
    let failure = Arc::new(match trouble {
        Trouble::Conflict | Trouble::Outdated => Failure::Contended,
        Trouble::Unknown(error) => error.into(),
        Trouble::Poisoned(failure) | Trouble::Failed(failure) => failure,
    });
    tracing::error!(commands = part.len(), error = %failure, "commands could not be carried out");
    for pending in part {
        let shared = Failure::Shared(Arc::clone(&failure));
        let _ = pending.answer.send(Err(SubmitError::Unavailable(shared)));
    }
}
