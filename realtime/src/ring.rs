//! The newest events, ready to be told again: most who come back were away for a moment.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::history::Span;
use crate::told::Told;

/// Events without a hole, the last ones told, bounded in bytes.
#[derive(Debug)]
pub(crate) struct Ring {
    told: VecDeque<Arc<Told>>,
    bytes: usize,
    bytes_max: usize,
}

impl Ring {
    pub(crate) const fn new(bytes_max: usize) -> Self {
        Self {
            told: VecDeque::new(),
            bytes: 0,
            bytes_max,
        }
    }

    pub(crate) fn push(&mut self, told: Arc<Told>) {
        // What is held may hold their words. Whoever asks for it is told from the log, where they go.
        if told.is_erasure() {
            self.told.clear();
            self.bytes = 0;
        }
        self.bytes += told.bytes();
        self.told.push_back(told);
        while self.bytes > self.bytes_max
            && let Some(oldest) = self.told.pop_front()
        {
            self.bytes = self.bytes.saturating_sub(oldest.bytes());
        }
    }

    /// All events of the span, if none of them is gone already.
    pub(crate) fn span(&self, span: Span) -> Option<Vec<Arc<Told>>> {
        let first = self.told.front()?.position;
        let skip = usize::try_from((span.after + 1).checked_sub(first)?).ok()?;
        let count = usize::try_from(span.up_to.checked_sub(span.after)?).ok()?;
        let found: Vec<_> = self.told.iter().skip(skip).take(count).cloned().collect();
        (found.len() == count).then_some(found)
    }
}
