//! Records that came before their turn.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::RecordedEvent;

use super::HELD_MAX;

/// At most [`HELD_MAX`] records, the lowest of those heard: they are the ones needed first.
#[derive(Debug, Default)]
pub(super) struct Held(BTreeMap<u64, Arc<RecordedEvent>>);

impl Held {
    /// Keeps a record that is newer than `last`.
    pub(super) fn hold(&mut self, last: u64, event: Arc<RecordedEvent>) {
        if event.position <= last {
            return;
        }
        self.0.insert(event.position, event);
        if self.0.len() > HELD_MAX {
            self.0.pop_last();
        }
    }

    /// The lowest position held.
    pub(super) fn first(&self) -> Option<u64> {
        self.0.first_key_value().map(|(position, _)| *position)
    }

    /// Takes the run that begins right after `last`, at most `max` long.
    pub(super) fn take_after(&mut self, last: u64, max: usize) -> Vec<Arc<RecordedEvent>> {
        let mut run = Vec::new();
        for next in (last + 1..).take(max) {
            let Some(event) = self.0.remove(&next) else {
                break;
            };
            run.push(event);
        }
        run
    }

    /// Drops what has been yielded.
    pub(super) fn forget_up_to(&mut self, last: u64) {
        while self.first().is_some_and(|first| first <= last) {
            self.0.pop_first();
        }
    }
}
