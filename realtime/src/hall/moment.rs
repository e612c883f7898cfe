//! Telling what is of the moment. Who hears it is known here; what there is to hear, elsewhere.

use std::collections::HashSet;
use std::sync::Arc;

use domain::{ProjectId, UserId};
use presence::Typing;
use wire::LogPosition;

use super::{Hall, Seat, State};
use crate::fleeting::Fleeting;
use crate::outbox::{Outbox, Pushed, Weight};

/// Where a socket stands when it goes live.
#[derive(Debug)]
pub(crate) struct Here {
    /// All up to here was told.
    pub(crate) cursor: LogPosition,
    /// The people that its person shares a project with.
    pub(crate) company: HashSet<UserId>,
}

impl Hall {
    /// Tells the others of a conversation that somebody types in it, or stopped. Who does not take
    /// part in it, as this node knows by now, may stop there and do no more.
    pub(crate) fn tell_typing(&self, typing: Typing, frame: &Fleeting) {
        self.hint(|state, hinted| {
            let membership = &state.membership;
            let Typing {
                conversation, user, ..
            } = typing;
            if typing.is_typing && !membership.takes_part(user, conversation) {
                return;
            }
            for other in membership.participants(conversation) {
                let is_inside = membership.is_inside(*other, conversation);
                for seat in state.seats(*other).filter(|_| *other != user) {
                    if is_inside || seat.outbox.is_admin() {
                        hinted.hint(seat, frame);
                    }
                }
            }
        });
    }

    /// Tells something to a person's company.
    pub(crate) fn tell_company(&self, of: UserId, frame: &Fleeting) {
        self.hint(|state, hinted| {
            for seat in state
                .membership
                .company(of)
                .into_iter()
                .flat_map(|user| state.seats(user))
            {
                hinted.hint(seat, frame);
            }
        });
    }

    /// Tells something of a person to the members of a project, or only to those of them who are
    /// not of the person's company by another one.
    pub(crate) fn tell_members(
        &self,
        project: ProjectId,
        of: UserId,
        are_strangers: bool,
        frame: &Fleeting,
    ) {
        self.hint(|state, hinted| {
            let company = match are_strangers {
                true => state.membership.company(of),
                false => HashSet::new(),
            };
            let members = state.membership.members(project);
            for user in members.filter(|user| *user != of && !company.contains(user)) {
                for seat in state.seats(user) {
                    hinted.hint(seat, frame);
                }
            }
        });
    }

    /// Tells a person's sockets what `say` makes of the person's company.
    pub(crate) fn tell_of_company(
        &self,
        user: UserId,
        say: impl FnOnce(&HashSet<UserId>) -> Option<Fleeting>,
    ) {
        self.hint(|state, hinted| {
            let is_heard = state.seats(user).next().is_some();
            if is_heard && let Some(frame) = say(&state.membership.company(user)) {
                for seat in state.seats(user) {
                    hinted.hint(seat, &frame);
                }
            }
        });
    }

    /// Everybody with a live socket here.
    pub(crate) fn people(&self) -> Vec<UserId> {
        self.state().sockets.keys().copied().collect()
    }

    fn hint(&self, tell: impl FnOnce(&State, &mut Hinted)) {
        let state = self.state();
        let mut hinted = Hinted::default();
        tell(&state, &mut hinted);
        drop(state);
        for outbox in &hinted.outboxes {
            outbox.wake();
        }
        metrics::counter!("tidings_socket_hints_total").increment(hinted.told);
        metrics::counter!("tidings_socket_hints_dropped_total").increment(hinted.dropped);
        #[expect(clippy::cast_precision_loss, reason = "a gauge is read by people")]
        self.meters.queued.increment(hinted.bytes as f64);
    }
}

impl State {
    /// A person's live sockets.
    fn seats(&self, user: UserId) -> impl Iterator<Item = &Seat> {
        let seats = self.sockets.get(&user).into_iter().flatten();
        seats.filter(|seat| seat.is_live)
    }
}

/// What a hint did, and the sockets that it has to wake.
#[derive(Default)]
struct Hinted {
    outboxes: Vec<Arc<Outbox>>,
    told: u64,
    dropped: u64,
    bytes: usize,
}

impl Hinted {
    fn hint(&mut self, seat: &Seat, frame: &Fleeting) {
        let outbox = &seat.outbox;
        match outbox.push(frame.text(outbox.dialect), Weight::Fleeting) {
            Pushed::Dropped => self.dropped += 1,
            Pushed::Waits { bytes, is_first } => {
                self.told += 1;
                self.bytes += bytes;
                if is_first {
                    self.outboxes.push(outbox.clone());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{LogId, Role};
    use uuid::Uuid;
    use wire::frame::{FrameName, Presence};

    use super::*;
    use crate::dialect::Dialect;
    use crate::history::Snapshot;
    use crate::outbox::QUEUE_BYTES_MAX;

    #[test]
    fn what_is_of_the_moment_is_left_out_where_a_socket_is_slow_and_never_closes_it() {
        let log = LogId {
            log_id: Uuid::from_u128(1),
            incarnation: 1,
        };
        let hall = Arc::new(Hall::new(log, 1_024));
        hall.open(Snapshot::default(), 0);
        let user = UserId::new(Uuid::from_u128(2));
        let outbox = Arc::new(Outbox::new(user, Role::Client, Dialect::Plain, None));
        let _place = hall.admit(outbox.clone());
        hall.go_live(&outbox, None, |_| Vec::new());
        let slow = "x".repeat(QUEUE_BYTES_MAX / 2);
        outbox.push(slow.as_str().into(), Weight::Durable);
        let say = |_: &HashSet<UserId>| {
            let online = None;
            Fleeting::new(FrameName::Presence, &Presence { online })
        };
        for _ in 0..10_000 {
            hall.tell_of_company(user, say);
        }
        assert!(outbox.has_missed());
        let taken = outbox.take(usize::MAX);
        assert_eq!((taken.texts.len(), taken.close), (1, None));
        hall.tell_of_company(user, say);
        assert!(!outbox.has_missed());
        assert_eq!(outbox.take(usize::MAX).texts.len(), 1);
    }
}
