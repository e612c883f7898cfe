//! What somebody looks for in messages, and where a text has it.

mod query;

pub(crate) use query::{Highlight, Patterns, Sought};
