//! What each event does to the rows.

mod conversation;
mod directory;
mod reading;
mod report;

use std::collections::BTreeMap;

use domain::{ConversationId, Event, Private, RecordedEvent, StreamId, UserId};

use super::rows::{Conversation, Rows};
use crate::failure::Poison;

/// The rows that a batch touches, on their way from before it to after it.
#[derive(Debug)]
pub(super) struct Fold(Rows);

/// Why an event does not fit the tables.
type Contradiction = String;

impl Fold {
    /// Begins with the rows that the events touch and that are there already.
    pub(super) const fn begin(rows: Rows) -> Self {
        Self(rows)
    }

    pub(super) fn finish(self) -> Rows {
        self.0
    }

    pub(super) fn apply(&mut self, event: &RecordedEvent) -> Result<(), Poison> {
        let sequence = event.sequence;
        match (event.stream, &event.event) {
            (StreamId::Conversation(id), Event::Conversation(event)) => {
                self.conversation(id, sequence, event)
            }
            (StreamId::ReadMarker(id, reader), Event::ReadMarker(event)) => {
                self.read_marker(id, reader, event);
                Ok(())
            }
            (StreamId::Report(id), Event::Report(event)) => self.report(id, sequence, event),
            (StreamId::Project(id), Event::Project(event)) => self.project(id, event),
            (StreamId::User(id), Event::User(event)) => self.user(id, event),
            // Who has looked at what stands in the log alone.
            (StreamId::Access(_), Event::Access(_)) => Ok(()),
            (stream, _) => Err(format!("it does not belong into {stream}")),
        }
        .map_err(|reason| Poison {
            position: event.position,
            name: event.event.name(),
            reason,
        })
    }

    fn known(&mut self, id: ConversationId) -> Result<&mut Conversation, Contradiction> {
        of(
            &mut self.0.conversations,
            &id,
            "its conversation was not started",
        )
    }

    /// What somebody wrote, as it is shown: "" once it or they are erased.
    fn said<T: AsRef<str>>(&self, by: UserId, text: &Private<T>) -> String {
        if self.0.silenced.contains(&by) {
            String::new()
        } else {
            text.shown().to_owned()
        }
    }
}

fn of<'a, K: Ord, V>(
    rows: &'a mut BTreeMap<K, V>,
    key: &K,
    otherwise: &str,
) -> Result<&'a mut V, Contradiction> {
    rows.get_mut(key).ok_or_else(|| otherwise.to_owned())
}
