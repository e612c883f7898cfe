//! Where texts may be missing: where they are words of somebody who was erased.

use std::collections::HashSet;

use domain::{Event, Owner, StreamId, UserId, personal};
use uuid::Uuid;

use crate::{Failure, LogReader};

/// The people whose words were erased. Their events are in the log, and so are checked with it.
pub(super) struct Erasures {
    people: HashSet<UserId>,
    /// The subjects that they said, which events of others repeat.
    subjects: HashSet<[u8; 32]>,
}

impl Erasures {
    /// Everybody of whom the log says so, wherever it does.
    pub(super) async fn of(reader: &LogReader) -> Result<Self, Failure> {
        let people: Vec<String> = sqlx::query_scalar(
            "select aggregate_id
             from log.events
             where event_type = 'UserErased'
               and aggregate_type = 'User'",
        )
        .fetch_all(reader.pool())
        .await?;
        let people = people.iter().filter_map(|id| Uuid::try_parse(id).ok());
        Ok(Self {
            people: people.map(UserId::new).collect(),
            subjects: HashSet::new(),
        })
    }

    /// Whether every text that is missing in an event is one of theirs. Events have to come in order: a
    /// subject is said before it is repeated.
    pub(super) fn cover(&mut self, stream: StreamId, event: &Event) -> Result<(), String> {
        for value in personal(stream, event) {
            if value.is_kept {
                continue;
            }
            match value.owner {
                Owner::Person(person) if self.people.contains(&person) => {
                    if matches!(event, Event::Conversation(event) if event.core().is_some()) {
                        self.subjects.insert(value.digest);
                    }
                }
                Owner::WhoSaidTheSubject if self.subjects.contains(&value.digest) => {}
                Owner::Person(person) => {
                    return Err(format!("words of {person} are missing, who was not erased"));
                }
                Owner::WhoSaidTheSubject => {
                    return Err("a subject is missing, and who said it was not erased".to_owned());
                }
            }
        }
        Ok(())
    }
}
