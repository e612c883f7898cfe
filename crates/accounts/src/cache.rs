use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Answers remembered for a while, and no more of them than fit.
pub(crate) struct Cache<K, V> {
    keep: Duration,
    entries_max: usize,
    // Guards the entries; never held while something is awaited.
    entries: Mutex<HashMap<K, Entry<V>>>,
    // How often something was forgotten. Changed under the lock.
    forgotten: AtomicU64,
}

/// A moment, to tell whether something was forgotten since.
#[derive(Clone, Copy)]
pub(crate) struct Mark(u64);

struct Entry<V> {
    until: Instant,
    answer: Answer<V>,
}

enum Answer<V> {
    Known(V),
    /// It ended. Kept for a while, so that an answer read before the end and put in after it does not
    /// bring it back.
    Ended,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    pub(crate) fn new(keep: Duration, entries_max: usize) -> Self {
        Self {
            keep,
            entries_max,
            entries: Mutex::new(HashMap::new()),
            forgotten: AtomicU64::new(0),
        }
    }

    /// To be taken before an answer is read.
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.forgotten.load(Ordering::Acquire))
    }

    /// Remembers an answer, unless anything was forgotten since the mark: then it may be what was
    /// forgotten, read too early.
    pub(crate) fn insert_since(&self, mark: Mark, key: K, value: V) {
        let now = Instant::now();
        let mut entries = self.lock();
        if self.forgotten.load(Ordering::Acquire) != mark.0 {
            return;
        }
        Self::make_room(&mut entries, self.entries_max, now);
        if entries.len() < self.entries_max {
            let until = now + self.keep;
            let answer = Answer::Known(value);
            entries.insert(key, Entry { until, answer });
        }
    }

    /// Forgets an answer that may have changed, and those that are being read.
    pub(crate) fn forget(&self, key: &K) {
        let mut entries = self.lock();
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        entries.remove(key);
    }

    pub(crate) fn find(&self, key: &K) -> Option<V> {
        let entries = self.lock();
        let entry = entries
            .get(key)
            .filter(|entry| entry.until > Instant::now())?;
        match &entry.answer {
            Answer::Known(value) => Some(value.clone()),
            Answer::Ended => None,
        }
    }

    /// Remembers an answer, for as long as it is good and no longer than the cache keeps things.
    /// False where it is known to have ended meanwhile.
    pub(crate) fn insert(&self, key: K, value: V, good_for: Duration) -> bool {
        let now = Instant::now();
        let mut entries = self.lock();
        let has_ended = entries
            .get(&key)
            .is_some_and(|entry| entry.until > now && matches!(entry.answer, Answer::Ended));
        if has_ended {
            return false;
        }
        Self::make_room(&mut entries, self.entries_max, now);
        // Full of what is still good: the answer is used, and asked for again next time.
        if entries.len() < self.entries_max {
            entries.insert(
                key,
                Entry {
                    until: now + self.keep.min(good_for),
                    answer: Answer::Known(value),
                },
            );
        }
        true
    }

    /// Forgets an answer, and refuses it for a while. Twice the time that anything is kept: longer than
    /// any query that may still bring it.
    pub(crate) fn end(&self, key: K) {
        let now = Instant::now();
        let mut entries = self.lock();
        Self::make_room(&mut entries, self.entries_max, now);
        entries.insert(
            key,
            Entry {
                until: now + self.keep * 2,
                answer: Answer::Ended,
            },
        );
    }

    /// Forgets every answer that holds, and keeps the endings.
    pub(crate) fn forget_answers(&self, mut which: impl FnMut(&V) -> bool) {
        self.lock().retain(|_, entry| match &entry.answer {
            Answer::Known(value) => !which(value),
            Answer::Ended => true,
        });
    }

    fn make_room(entries: &mut HashMap<K, Entry<V>>, entries_max: usize, now: Instant) {
        if entries.len() >= entries_max {
            entries.retain(|_, entry| entry.until > now);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Entry<V>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn an_answer_is_remembered() {
        let cache = Cache::new(LONG, 10);
        assert!(cache.insert("a", 1, LONG));
        assert_eq!(cache.find(&"a"), Some(1));
    }

    #[test]
    fn an_answer_that_was_read_before_the_end_does_not_come_back() {
        let cache = Cache::new(LONG, 10);
        cache.end("a");
        assert!(!cache.insert("a", 1, LONG));
        assert_eq!(cache.find(&"a"), None);
    }

    #[test]
    fn an_answer_that_was_read_before_it_was_forgotten_is_not_remembered() {
        let cache = Cache::new(LONG, 10);
        let mark = cache.mark();
        cache.forget(&"a");
        cache.insert_since(mark, "a", 1);
        assert_eq!(cache.find(&"a"), None);
        cache.insert_since(cache.mark(), "a", 2);
        assert_eq!(cache.find(&"a"), Some(2));
        cache.forget(&"a");
        assert_eq!(cache.find(&"a"), None);
    }

    #[test]
    fn an_answer_is_not_kept_longer_than_it_is_good() {
        let cache = Cache::new(LONG, 10);
        cache.insert("a", 1, Duration::ZERO);
        assert_eq!(cache.find(&"a"), None);
    }

    #[test]
    fn a_full_cache_stays_as_it_is() {
        let cache = Cache::new(LONG, 2);
        for key in 0..10 {
            assert!(cache.insert(key, key, LONG));
        }
        assert_eq!(cache.lock().len(), 2);
    }

    #[test]
    fn what_has_run_out_makes_room() {
        let cache = Cache::new(LONG, 1);
        cache.insert("old", 1, Duration::ZERO);
        cache.insert("new", 2, LONG);
        assert_eq!(cache.find(&"new"), Some(2));
    }
}
