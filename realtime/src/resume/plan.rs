//! Which events of a span a replay tells: known, and counted, before the first is sent.

use std::collections::{BTreeSet, HashMap};

use domain::{ConversationId, UserId};

use super::sight::Sight;
use super::{FRAMES_MAX, TooMany};
use crate::history::{About, Line};

/// The positions to tell, as they are found.
#[derive(Debug)]
pub(super) struct Plan {
    viewer: UserId,
    positions: BTreeSet<u64>,
    /// Of what is overtaken by the next of its kind only the newest: how far somebody has read, how
    /// the viewer keeps a conversation, what a person is called.
    newest: HashMap<About, u64>,
}

impl Plan {
    /// Begins with what is told wherever the person is now.
    pub(super) fn of(sight: &Sight, viewer: UserId) -> Self {
        Self {
            viewer,
            positions: sight.own_removals().collect(),
            newest: HashMap::new(),
        }
    }

    /// Takes in the next lines. `told` frames were replayed before this plan.
    pub(super) fn note(
        &mut self,
        sight: &Sight,
        lines: &[Line],
        told: usize,
    ) -> Result<(), TooMany> {
        for Line { position, about } in lines.iter().copied() {
            let is_open = |conversation: ConversationId| sight.is_open(conversation, position);
            let is_theirs = match about {
                About::Conversation(id) | About::Reading(id, _) => is_open(id),
                About::Mine(id, reader) => reader == self.viewer && is_open(id),
                // Whoever made the list left out people that the viewer does not know.
                About::Person(_) | About::Erasure(_) => true,
            };
            if !is_theirs {
                continue;
            }
            if let About::Conversation(_) = about {
                self.positions.insert(position);
            } else {
                self.newest.insert(about, position);
            }
            if told + self.positions.len() + self.newest.len() > FRAMES_MAX {
                return Err(TooMany);
            }
        }
        Ok(())
    }

    /// The positions in order.
    pub(super) fn finish(mut self) -> Vec<u64> {
        self.positions.extend(self.newest.into_values());
        self.positions.into_iter().collect()
    }
}
