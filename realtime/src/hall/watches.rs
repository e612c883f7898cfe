//! Who looks at conversations without taking part, and what becomes of people whose rights change.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{ConversationId, Role, UserId};

use super::{Hall, State};
use crate::close::Close;
use crate::outbox::Outbox;

/// Conversations that one socket looks at.
pub(crate) const WATCHES_MAX: usize = 20;

/// Which people have a socket that looks at a conversation. The sockets' seats say which of them.
#[derive(Debug, Default)]
pub(super) struct Watchers(HashMap<ConversationId, HashSet<UserId>>);

impl Watchers {
    pub(super) fn of(&self, conversation: ConversationId) -> impl Iterator<Item = UserId> {
        self.0.get(&conversation).into_iter().flatten().copied()
    }
}

/// Why a socket does not look at a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotWatched {
    /// The person is no admin and no auditor, or not any more.
    NotAllowed,
    /// It looks at as many as it may.
    TooMany,
}

impl Hall {
    /// Whether a socket looks at a conversation already.
    pub(crate) fn is_watched_by(&self, conversation: ConversationId, outbox: &Arc<Outbox>) -> bool {
        let state = self.state();
        let mut seats = state.seats_of(outbox.user).iter();
        seats.any(|seat| Arc::ptr_eq(&seat.outbox, outbox) && seat.watches.contains(&conversation))
    }

    /// Whether a socket may look at one more.
    pub(crate) fn has_room_to_watch(&self, outbox: &Arc<Outbox>) -> bool {
        let state = self.state();
        let mut seats = state.seats_of(outbox.user).iter();
        seats.any(|seat| Arc::ptr_eq(&seat.outbox, outbox) && seat.watches.len() < WATCHES_MAX)
    }

    /// From here on the socket gets the frames of a conversation, while it is live.
    pub(crate) fn watch(
        &self,
        conversation: ConversationId,
        outbox: &Arc<Outbox>,
    ) -> Result<(), NotWatched> {
        let mut state = self.state();
        // Asked here once more: the role may have changed since it was asked.
        if !outbox.may_watch() {
            return Err(NotWatched::NotAllowed);
        }
        let seats = state.sockets.get_mut(&outbox.user).into_iter().flatten();
        for seat in seats.filter(|seat| Arc::ptr_eq(&seat.outbox, outbox)) {
            if seat.watches.len() >= WATCHES_MAX {
                return Err(NotWatched::TooMany);
            }
            seat.watches.insert(conversation);
        }
        let watchers = state.watchers.0.entry(conversation).or_default();
        watchers.insert(outbox.user);
        Ok(())
    }

    /// Ends it; false where there was nothing to end.
    pub(crate) fn unwatch(&self, conversation: ConversationId, outbox: &Arc<Outbox>) -> bool {
        let mut state = self.state();
        let mut was_watched = false;
        let seats = state.sockets.get_mut(&outbox.user).into_iter().flatten();
        for seat in seats.filter(|seat| Arc::ptr_eq(&seat.outbox, outbox)) {
            was_watched |= seat.watches.remove(&conversation);
        }
        state.tidy_watchers(outbox.user, [conversation]);
        was_watched
    }

    /// Takes a role that an identity brought. What the log said since this process began counts
    /// more: the identity may have been remembered from before.
    pub(crate) fn set_role(&self, outbox: &Arc<Outbox>, role: Role) {
        let mut state = self.state();
        let role = state.membership.changed_role(outbox.user).unwrap_or(role);
        outbox.set_role(role);
        if !outbox.may_watch() {
            state.end_watches(outbox.user);
        }
    }
}

impl State {
    /// Whether everything was told that was in the log when this process began.
    pub(super) fn is_current(&self) -> bool {
        self.position.is_some_and(|position| position >= self.goal)
    }

    /// A role changed: what it allowed ends here, and what it allows begins.
    pub(super) fn set_role(&mut self, user: UserId, role: Role) {
        for seat in self.seats_of(user) {
            seat.outbox.set_role(role);
        }
        self.end_watches(user);
    }

    /// Closes the sockets of those who may not come in any more.
    pub(super) fn send_away(&self, people: &[UserId]) {
        if !self.is_current() {
            return;
        }
        for user in people
            .iter()
            .filter(|user| self.membership.is_barred(**user))
        {
            for seat in self.seats_of(*user) {
                seat.outbox.close(Close::Refused);
            }
        }
    }

    fn end_watches(&mut self, user: UserId) {
        let mut ended = HashSet::new();
        for seat in self.sockets.get_mut(&user).into_iter().flatten() {
            ended.extend(seat.watches.drain());
        }
        self.tidy_watchers(user, ended);
    }

    /// Forgets a person where none of their sockets looks on any more.
    pub(super) fn tidy_watchers(
        &mut self,
        user: UserId,
        conversations: impl IntoIterator<Item = ConversationId>,
    ) {
        for conversation in conversations {
            let mut seats = self.sockets.get(&user).into_iter().flatten();
            if seats.any(|seat| seat.watches.contains(&conversation)) {
                continue;
            }
            if let Some(people) = self.watchers.0.get_mut(&conversation) {
                people.remove(&user);
                if people.is_empty() {
                    self.watchers.0.remove(&conversation);
                }
            }
        }
    }
}
