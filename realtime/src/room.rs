//! How many sockets there is room for, and how fast they are let in. Who comes back after an
//! outage comes with everybody else: those beyond the rate are told when to try again, and the
//! ones that are in are served meanwhile.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::{Duration, Instant};

/// New sockets per second: a greeting and a replay each are cheap, a thousand at once are not.
pub const HANDSHAKES_PER_SECOND: u32 = 100;

/// Sockets of one process, whatever the system allows.
const SOCKETS_MAX: usize = 50_000;

/// File descriptors that everything else may need: the database, files, requests.
const SPARE: usize = 128;

/// So much later at once is let in, as long as it is made up for.
const BURST: Duration = Duration::from_secs(1);

/// How long to wait when every place is taken. Somebody has to leave first.
const WAIT_FOR_A_PLACE: Duration = Duration::from_secs(5);

/// The bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Sockets at once, greeted or not.
    pub sockets_max: usize,
    /// New ones per second; none: as fast as they come.
    pub handshakes_per_second: Option<u32>,
}

impl Room {
    /// The room below so many file descriptors: when the last one is taken, requests and files
    /// fail too, so sockets stop earlier.
    #[must_use]
    pub fn below(descriptors: usize) -> Self {
        let spare = SPARE.max(descriptors / 8);
        Self {
            sockets_max: descriptors.saturating_sub(spare).clamp(1, SOCKETS_MAX),
            handshakes_per_second: Some(HANDSHAKES_PER_SECOND),
        }
    }
}

/// Counts who comes in. Held by the service.
#[derive(Debug)]
pub(crate) struct Entrance {
    room: Room,
    // Held for a look, never across an await.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    taken: usize,
    /// When the next one would come, if they came evenly.
    next: Option<Instant>,
}

/// There is no room now; after this long there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoRoom(pub(crate) Duration);

/// A place for one socket, given up when dropped.
#[derive(Debug)]
pub(crate) struct Ticket(Arc<Entrance>);

impl Entrance {
    pub(crate) const fn new(room: Room) -> Self {
        Self {
            room,
            state: Mutex::new(State {
                taken: 0,
                next: None,
            }),
        }
    }

    /// Lets one in, or says how long to wait.
    pub(crate) fn enter(self: &Arc<Self>, now: Instant) -> Result<Ticket, NoRoom> {
        let mut state = self.state();
        if state.taken >= self.room.sockets_max {
            refused("full");
            return Err(NoRoom(WAIT_FOR_A_PLACE));
        }
        if let Some(rate) = self.room.handshakes_per_second {
            let next = state.next.map_or(now, |next| next.max(now));
            let early = next.duration_since(now);
            if early >= BURST {
                refused("rate");
                return Err(NoRoom(early));
            }
            state.next = Some(next + Duration::from_secs(1) / rate.max(1));
        }
        state.taken += 1;
        Ok(Ticket(self.clone()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.taken = state.taken.saturating_sub(1);
    }
}

fn refused(reason: &'static str) {
    metrics::counter!("tidings_socket_handshakes_refused_total", "reason" => reason).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entrance(sockets_max: usize, per_second: u32) -> Arc<Entrance> {
        Arc::new(Entrance::new(Room {
            sockets_max,
            handshakes_per_second: Some(per_second),
        }))
    }

    fn entered(entrance: &Arc<Entrance>, at: Instant) -> usize {
        let mut count = 0;
        while let Ok(ticket) = entrance.enter(at) {
            count += 1;
            std::mem::forget(ticket);
        }
        count
    }

    #[test]
    fn a_hundred_come_in_at_once_and_a_hundred_in_each_second_after() {
        let entrance = entrance(1_000, 100);
        let start = Instant::now();
        assert_eq!(entered(&entrance, start), 100);
        assert_eq!(entrance.enter(start).unwrap_err(), NoRoom(BURST));
        assert_eq!(entered(&entrance, start + BURST / 2), 50);
        assert_eq!(entered(&entrance, start + BURST), 50);
        // Who did not come for a while may not come all the more.
        assert_eq!(entered(&entrance, start + 100 * BURST), 100);
    }

    #[test]
    fn when_all_places_are_taken_one_is_free_when_somebody_leaves() {
        let entrance = entrance(2, 100);
        let now = Instant::now();
        let _first = entrance.enter(now).unwrap();
        let second = entrance.enter(now).unwrap();
        assert_eq!(entrance.enter(now).unwrap_err(), NoRoom(WAIT_FOR_A_PLACE));
        drop(second);
        assert!(entrance.enter(now).is_ok());
    }

    #[test]
    fn sockets_leave_file_descriptors_for_everything_else() {
        let sockets_max = |descriptors| Room::below(descriptors).sockets_max;
        assert_eq!(sockets_max(64), 1);
        assert_eq!(sockets_max(256), 128);
        assert_eq!(sockets_max(16_000), 14_000);
        assert_eq!(sockets_max(1_000_000), SOCKETS_MAX);
    }
}
