//! One frame to all who get it.

use std::sync::Arc;

use domain::{ConversationId, UserId};
use wire::frame::{Among, Audience};

use super::{Seat, State};
use crate::outbox::{Outbox, Pushed, Weight};
use crate::told::SharedFrame;

impl State {
    pub(super) fn fan_out(&self, shared: &SharedFrame, touched: &mut Touched) {
        match shared.frame.audience {
            Audience::Of(conversation, among) => {
                self.tell_participants(conversation, among, shared, touched);
                if among.reaches_watchers() {
                    self.tell_watchers(conversation, among, shared, touched);
                }
            }
            Audience::Around(person) => {
                // There are fewer sockets than people.
                for (user, seats) in &self.sockets {
                    if self.membership.are_acquainted(*user, person) {
                        touched.push_live(seats, shared);
                    }
                }
            }
            Audience::Everywhere => {
                for seats in self.sockets.values() {
                    touched.push_live(seats, shared);
                }
            }
        }
    }

    fn tell_participants(
        &self,
        conversation: ConversationId,
        among: Among,
        shared: &SharedFrame,
        touched: &mut Touched,
    ) {
        for user in self.membership.participants(conversation) {
            if !among.reaches(*user, true) {
                continue;
            }
            // Asked once for all of a person's sockets.
            let is_inside = self.membership.is_inside(*user, conversation);
            for seat in self.seats_of(*user) {
                if seat.is_live && (is_inside || seat.outbox.is_admin()) {
                    touched.push(seat, shared);
                }
            }
        }
        // Their last frame, inside or outside of the project.
        if let Among::EverybodyAnd(leaver) = among
            && !self.membership.takes_part(leaver, conversation)
        {
            touched.push_live(self.seats_of(leaver), shared);
        }
    }

    /// Those who look on, but for who got it already because they take part, or did until now.
    fn tell_watchers(
        &self,
        conversation: ConversationId,
        among: Among,
        shared: &SharedFrame,
        touched: &mut Touched,
    ) {
        for user in self.watchers.of(conversation) {
            if among == Among::EverybodyAnd(user) {
                continue;
            }
            let takes_part = self.membership.takes_part(user, conversation);
            for seat in self.seats_of(user) {
                let has_it = takes_part && self.is_inside(seat, conversation);
                if seat.is_live && seat.watches.contains(&conversation) && !has_it {
                    touched.push(seat, shared);
                }
            }
        }
    }

    /// Whether a participant's socket is within the fence of the project. Admins need no project.
    fn is_inside(&self, seat: &Seat, conversation: ConversationId) -> bool {
        seat.outbox.is_admin() || self.membership.is_inside(seat.outbox.user, conversation)
    }

    pub(super) fn seats_of(&self, user: UserId) -> &[Seat] {
        self.sockets.get(&user).map_or(&[], Vec::as_slice)
    }
}

/// What a batch did, and the sockets that it has to wake.
#[derive(Default)]
pub(super) struct Touched {
    outboxes: Vec<Arc<Outbox>>,
    pub(super) deliveries: u64,
    pub(super) bytes: usize,
}

impl Touched {
    fn push_live(&mut self, seats: &[Seat], shared: &SharedFrame) {
        for seat in seats.iter().filter(|seat| seat.is_live) {
            self.push(seat, shared);
        }
    }

    fn push(&mut self, seat: &Seat, shared: &SharedFrame) {
        let text = shared.text(seat.outbox.dialect);
        if let Pushed::Waits { bytes, is_first } = seat.outbox.push(text, Weight::Durable) {
            self.deliveries += 1;
            self.bytes += bytes;
            if is_first {
                self.outboxes.push(seat.outbox.clone());
            }
        }
    }

    pub(super) fn wake(&self) {
        for outbox in &self.outboxes {
            outbox.wake();
            crash::point("realtime.telling");
        }
    }
}
