//! Read tables out: every route that shows something and changes nothing.
//!
//! A route is one statement over the read tables, so that its answer and the `position` it names
//! come from one snapshot. Who may see what stands in each statement, not beside it: somebody
//! takes part now and is a member of the project, or there is nothing to see. No aggregate is
//! loaded here.
//!
//! Reads run as the asker: each is a transaction that tells the database who asks, and the
//! policies of the tables hide everything else once more (`Sight`).
//!
//! `minPosition` makes an answer wait for the tables (`progress`); the cursors of lists are
//! sealed for one person and one question (`cursor`).
//!
//! To add a route: a file in `routes/` named for what it shows, with its statement in it, its
//! line in `routes`, and the statement's line in `statements`, which the tests prepare.

mod admin;
mod api;
mod cursor;
mod failure;
mod found;
mod parameters;
mod ports;
mod progress;
mod routes;
mod search;
mod sql;
mod terms;

pub use api::QueryApi;
pub use ports::{Accounts, Presence, Trace, Unreachable, Unrecorded, Witness};
pub use routes::{openapi, overseen_statements, router, statements};
pub use terms::{FILE_TYPES, limits};
