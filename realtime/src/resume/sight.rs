//! What one person may see at each position of a span, known from where they are at its end and
//! from how they were moved within it.

use std::collections::HashMap;

use domain::{ConversationId, ProjectId};

use crate::effect::{Circle, Move};
use crate::hall::Behind;

/// Being in or out of one circle, over a span.
#[derive(Debug, Default)]
struct Course {
    at_end: bool,
    /// Ascending: from here on in, or out.
    moves: Vec<(u64, bool)>,
}

impl Course {
    fn is_in(&self, position: u64) -> bool {
        let before = self.moves.partition_point(|(at, _)| *at <= position);
        let last = before
            .checked_sub(1)
            .and_then(|index| self.moves.get(index));
        match (last, self.moves.first()) {
            (Some((_, is_in)), _) => *is_in,
            // Who was brought in was out before, and the other way round.
            (None, Some((_, is_in))) => !is_in,
            (None, None) => self.at_end,
        }
    }
}

/// One person's sight of a span.
#[derive(Debug)]
pub(super) struct Sight {
    is_admin: bool,
    conversations: HashMap<ConversationId, Course>,
    projects: HashMap<ProjectId, Course>,
    /// The project of each conversation that the person takes part in at the end.
    of: HashMap<ConversationId, ProjectId>,
}

impl Sight {
    pub(super) fn at_end(end: &Behind, is_admin: bool) -> Self {
        let inside = || Course {
            at_end: true,
            moves: Vec::new(),
        };
        Self {
            is_admin,
            conversations: end
                .conversations
                .iter()
                .map(|(c, _)| (*c, inside()))
                .collect(),
            projects: end.projects.iter().map(|p| (*p, inside())).collect(),
            of: end.conversations.iter().copied().collect(),
        }
    }

    pub(super) fn note(&mut self, moved: Move) {
        let course = match moved.circle {
            Circle::Conversation(id) => self.conversations.entry(id).or_default(),
            Circle::Project(id) => self.projects.entry(id).or_default(),
        };
        course.moves.push((moved.position, moved.is_in));
    }

    /// What the person sees now. Of all else a replay has nothing but their own removals.
    pub(super) fn open_now(&self) -> Vec<ConversationId> {
        self.of
            .keys()
            .copied()
            .filter(|conversation| self.is_open(*conversation, u64::MAX))
            .collect()
    }

    /// Whether the person takes part at a position, in a conversation that they see now.
    pub(super) fn is_open(&self, conversation: ConversationId, position: u64) -> bool {
        let Some(project) = self.of.get(&conversation) else {
            return false;
        };
        let takes_part = self.conversations.get(&conversation);
        let is_member = self.projects.get(project);
        takes_part.is_some_and(|course| course.is_in(position))
            && (self.is_admin || is_member.is_some_and(|course| course.is_in(position)))
    }

    /// Where the person was taken out of a conversation: their own last frames.
    pub(super) fn own_removals(&self) -> impl Iterator<Item = u64> {
        self.conversations
            .values()
            .flat_map(|course| &course.moves)
            .filter(|(_, is_in)| !is_in)
            .map(|(position, _)| *position)
    }
}
