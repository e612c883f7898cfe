//! What somebody looks for in messages, and where a text has it.

mod query;
mod words;

pub(crate) use query::{Highlight, Sought};

/// The words of a text as the search takes them. For the tests, which hold them against those that
/// the database finds.
#[doc(hidden)]
#[must_use]
pub fn words_of(text: &str) -> std::collections::BTreeSet<String> {
    words::words(text)
        .into_iter()
        .map(|word| word.text)
        .collect()
}
