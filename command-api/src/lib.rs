//! HTTP in, events appended: every route that changes something.
//!
//! A route parses its request into values of the domain, hands one command to the writer, and
//! maps the outcome. The rules are the aggregates'; what they refuse becomes a problem in
//! [`refusal`]. An answer is a pure function of the events a command appended, so that a repeat
//! of the request gets, word for word, the first answer again without any answer being stored.
//!
//! To add a route: a file in `routes/` named for what it changes, with a body that turns into a
//! command, its line in [`routes`], and how its refusals name the request's parts ([`refusal`]).

mod answer;
mod api;
mod context;
mod demand;
mod exports;
mod field;
mod person;
mod ports;
mod refusal;
mod routes;

pub use api::{CommandApi, SessionTerms};
pub use exports::Exports;
pub use ports::{
    Deletion, FileBytes, FileLink, FileRefused, Files, Identities, KeepError, KnownFile, Obstacle,
    ProviderSubject, ReserveError, Reserved, Sessions, StartedSession, TakeError, Unreachable,
    Upload,
};
pub use routes::{openapi, router};
