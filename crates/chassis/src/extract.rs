//! Requests turned into values, or into a problem that says what is wrong with them.

mod headers;
mod json;
mod path;
mod query;
mod strict;

pub use headers::{IdempotencyKey, IfMatch, Reason};
pub use json::{BODY_BYTES_MAX, Json, parse_body};
pub use path::Path;
pub use query::{Query, parse_query};
