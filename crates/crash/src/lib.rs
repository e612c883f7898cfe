//! Crash points: named places at which a process ends at once, as by `kill -9`, when a test asks for it.
//!
//! `TIDINGS_CRASH_AT=relay.after_ack:3` ends the process at its third pass of that place. Nothing is
//! unwound, flushed or told to anybody. Release builds have none of this: there a point is nothing.
//!
//! To add one: `crash::point("what.when")` at the place, and its line in `POINTS` of tests/chaos, which
//! shows that a run comes past it.

/// A place. Ends the process if that is what it was started for.
#[inline]
pub fn point(name: &str) {
    #[cfg(debug_assertions)]
    armed::pass(name);
    #[cfg(not(debug_assertions))]
    let _ = name;
}

/// Whether this process was started to end at that place: for what costs something to prepare.
#[must_use]
pub fn is_awaited(name: &str) -> bool {
    awaits(name)
}

#[cfg(debug_assertions)]
fn awaits(name: &str) -> bool {
    armed::is(name)
}

#[cfg(not(debug_assertions))]
const fn awaits(_: &str) -> bool {
    false
}

#[cfg(debug_assertions)]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    const VARIABLE: &str = "TIDINGS_CRASH_AT";

    struct Armed {
        name: String,
        /// Passes that are left, with the one that it ends at.
        left: AtomicU64,
    }

    static ARMED: OnceLock<Option<Armed>> = OnceLock::new();

    fn read(text: &str) -> Option<Armed> {
        let (name, pass) = text.split_once(':').unwrap_or((text, "1"));
        let left = AtomicU64::new(pass.parse().ok().filter(|pass| *pass > 0)?);
        let name = name.to_owned();
        Some(Armed { name, left })
    }

    fn awaited(name: &str) -> Option<&'static Armed> {
        let armed = ARMED.get_or_init(|| read(&std::env::var(VARIABLE).ok()?));
        armed.as_ref().filter(|armed| armed.name == name)
    }

    pub(super) fn is(name: &str) -> bool {
        awaited(name).is_some()
    }

    pub(super) fn pass(name: &str) {
        let Some(armed) = awaited(name) else {
            return;
        };
        if armed.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            eprintln!("crash point {name}");
            std::process::abort();
        }
    }

    #[cfg(test)]
    #[allow(clippy::unwrap_used, reason = "tests only")]
    mod tests {
        use super::*;

        #[test]
        fn a_point_is_named_with_the_pass_that_it_ends_at() {
            let armed = read("relay.after_ack:3").unwrap();
            assert_eq!(armed.name, "relay.after_ack");
            assert_eq!(armed.left.into_inner(), 3);
            assert_eq!(read("relay.after_ack").unwrap().left.into_inner(), 1);
            assert!(read("relay.after_ack:0").is_none());
            assert!(read("relay.after_ack:x").is_none());
        }
    }
}
