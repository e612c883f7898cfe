//! Which events of a span a replay tells: known, and counted, before the first is sent.

use std::collections::{BTreeSet, HashMap};

use domain::{ConversationId, UserId};

use super::sight::Sight;
use super::{FRAMES_MAX, TooMany};
use crate::history::Line;

/// The positions to tell, as they are found.
#[derive(Debug, Default)]
pub(super) struct Plan {
    positions: BTreeSet<u64>,
    /// Of acts of reading only the newest per person and conversation.
    reads: HashMap<(ConversationId, UserId), u64>,
}

impl Plan {
    /// Begins with what is told wherever the person is now.
    pub(super) fn of(sight: &Sight) -> Self {
        Self {
            positions: sight.own_removals().collect(),
            reads: HashMap::new(),
        }
    }

    /// Takes in the next lines. `told` frames were replayed before this plan.
    pub(super) fn note(
        &mut self,
        sight: &Sight,
        lines: &[Line],
        told: usize,
    ) -> Result<(), TooMany> {
        for line in lines {
            if !sight.is_open(line.conversation, line.position) {
                continue;
            }
            match line.reader {
                None => {
                    self.positions.insert(line.position);
                }
                Some(reader) => {
                    self.reads
                        .insert((line.conversation, reader), line.position);
                }
            }
            if told + self.positions.len() + self.reads.len() > FRAMES_MAX {
                return Err(TooMany);
            }
        }
        Ok(())
    }

    /// The positions in order.
    pub(super) fn finish(mut self) -> Vec<u64> {
        self.positions.extend(self.reads.into_values());
        self.positions.into_iter().collect()
    }
}
