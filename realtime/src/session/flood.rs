//! How much one socket may say.

use tokio::time::{Duration, Instant};

use crate::close::Close;

/// Frames within a second. Typing, the chattiest thing there is, is two in three seconds.
const FRAMES_MAX: u16 = 100;

/// Requests with names that do not exist, one after the other. One is a newer client; these are
/// somebody trying doors.
const UNKNOWN_MAX: u16 = 20;

const SECOND: Duration = Duration::from_secs(1);

/// Counts what one socket says. Held by its task.
#[derive(Debug)]
pub(super) struct Flood {
    since: Instant,
    said: u16,
    empty: u16,
    unknown: u16,
}

impl Flood {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            since: now,
            said: 0,
            empty: 0,
            unknown: 0,
        }
    }

    /// Counts a frame with something in it.
    pub(super) fn said(&mut self, now: Instant) -> Result<(), Close> {
        self.turn(now);
        self.said += 1;
        if self.said > FRAMES_MAX {
            return Err(Close::Flooding);
        }
        Ok(())
    }

    /// Counts a frame with nothing in it: pings, empty texts.
    pub(super) fn empty(&mut self, now: Instant) -> Result<(), Close> {
        self.turn(now);
        self.empty += 1;
        if self.empty > FRAMES_MAX {
            return Err(Close::Abuse);
        }
        Ok(())
    }

    /// Counts a request: known or not.
    pub(super) fn asked(&mut self, is_known: bool) -> Result<(), Close> {
        self.unknown = if is_known { 0 } else { self.unknown + 1 };
        if self.unknown >= UNKNOWN_MAX {
            return Err(Close::Abuse);
        }
        Ok(())
    }

    fn turn(&mut self, now: Instant) {
        if now.duration_since(self.since) >= SECOND {
            (self.since, self.said, self.empty) = (now, 0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_frames_a_second_are_fine_and_one_more_is_a_flood() {
        let start = Instant::now();
        let mut flood = Flood::new(start);
        for _ in 0..FRAMES_MAX {
            assert_eq!(flood.said(start), Ok(()));
        }
        assert_eq!(flood.said(start), Err(Close::Flooding));
        assert_eq!(flood.said(start + SECOND), Ok(()));
    }

    #[test]
    fn nineteen_unknown_names_in_a_row_are_fine_and_twenty_are_abuse() {
        let mut flood = Flood::new(Instant::now());
        for _ in 1..UNKNOWN_MAX {
            assert_eq!(flood.asked(false), Ok(()));
        }
        assert_eq!(flood.asked(true), Ok(()));
        for _ in 1..UNKNOWN_MAX {
            assert_eq!(flood.asked(false), Ok(()));
        }
        assert_eq!(flood.asked(false), Err(Close::Abuse));
    }
}
