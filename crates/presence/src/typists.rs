use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use domain::{ConversationId, UserId};
use tokio::time::Instant;

use crate::Typing;

/// Told on at most this often.
const RELAY_EVERY: Duration = Duration::from_secs(1);

/// Ends so long after the last word of it.
const ENDS_AFTER: Duration = Duration::from_secs(3);

/// People typing on one node at once; one more is not told of.
const TYPISTS_MAX: usize = 10_000;

type Place = (ConversationId, UserId);

#[derive(Debug)]
struct Typist {
    /// When the others were last told that they type.
    told_at: Instant,
    /// Whether the others take them for typing.
    is_told: bool,
    ends_at: Instant,
}

/// Who types on this node. Held by the board.
#[derive(Debug, Default)]
pub(crate) struct Typists {
    all: HashMap<Place, Typist>,
    /// By their end.
    ends: BTreeSet<(Instant, Place)>,
}

impl Typists {
    /// What is to be told on, if anything.
    pub(crate) fn note(&mut self, typing: Typing, now: Instant) -> Option<Typing> {
        let place = (typing.conversation, typing.user);
        let Some(typist) = self.all.get_mut(&place) else {
            return self.begin(typing, now);
        };
        let is_early = now.duration_since(typist.told_at) < RELAY_EVERY;
        let ends_at = match typing.is_typing {
            true if typist.is_told || !is_early => now + ENDS_AFTER,
            // Who begins, ends and begins again is told of no faster than who goes on.
            true => return None,
            false if typist.is_told => typist.told_at + RELAY_EVERY,
            false => return None,
        };
        self.ends.remove(&(typist.ends_at, place));
        self.ends.insert((ends_at, place));
        typist.ends_at = ends_at;
        typist.is_told = typing.is_typing;
        if typing.is_typing {
            if is_early {
                return None;
            }
            typist.told_at = now;
        }
        Some(typing)
    }

    fn begin(&mut self, typing: Typing, now: Instant) -> Option<Typing> {
        if !typing.is_typing || self.all.len() >= TYPISTS_MAX {
            return None;
        }
        let place = (typing.conversation, typing.user);
        let ends_at = now + ENDS_AFTER;
        self.ends.insert((ends_at, place));
        let typist = Typist {
            told_at: now,
            is_told: true,
            ends_at,
        };
        self.all.insert(place, typist);
        Some(typing)
    }

    /// Who typed no further.
    pub(crate) fn settle(&mut self, now: Instant) -> Vec<Typing> {
        let mut ended = Vec::new();
        while let Some((ends_at, (conversation, user))) = self.ends.first().copied()
            && ends_at <= now
        {
            self.ends.pop_first();
            let typist = self.all.remove(&(conversation, user));
            if typist.is_some_and(|typist| typist.is_told) {
                ended.push(Typing {
                    conversation,
                    user,
                    is_typing: false,
                });
            }
        }
        ended
    }

    /// When there is something to settle.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.ends.first().map(|(ends_at, _)| *ends_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_ends_and_begins_again_is_told_of_a_second_after_the_last_time() {
        let typing = |is_typing| Typing {
            conversation: ConversationId::new(uuid::Uuid::from_u128(1)),
            user: UserId::new(uuid::Uuid::from_u128(2)),
            is_typing,
        };
        let start = Instant::now();
        let mut typists = Typists::default();
        let mut note = |is_typing, millis| {
            let told = typists.note(typing(is_typing), start + Duration::from_millis(millis));
            told.map(|typing| typing.is_typing)
        };
        assert_eq!(note(true, 0), Some(true));
        assert_eq!(note(false, 500), Some(false));
        assert_eq!(note(true, 600), None);
        assert_eq!(note(false, 700), None);
        assert_eq!(note(true, 1_000), Some(true));
        assert_eq!(typists.settle(start + Duration::from_millis(3_999)), []);
        let end = start + Duration::from_millis(4_000);
        assert_eq!(typists.settle(end), [typing(false)]);
        assert_eq!((typists.all.len(), typists.due()), (0, None));
    }
}
