//! The accounts: who a token or a cookie belongs to.
//!
//! Two tables in Postgres, beside the log and not in it. `app.identities` maps the identity provider's
//! name for a person, which is often an e-mail address, to a user id of ours; erasure deletes it.
//! `app.sessions` holds the hash of each session cookie. [`Accounts`] asks both, and remembers the
//! answers for some seconds; a session that is signed out on one node is dead on that node at once, and
//! on the others as soon as Postgres has told them ([`Accounts::follow_endings`]). Roles, and whether a
//! person is disabled, are the log's: [`Accounts::state_of`] remembers them for whoever reads it.
//!
//! To add the next thing an account has: a table in schema `app` with its grants, a file here named for
//! the noun, and its methods on [`Accounts`].

mod accounts;
mod cache;
mod identities;
mod session;
mod sessions;
mod states;

pub use accounts::{Accounts, AccountsError};
pub use identities::Subject;
pub use session::{COOKIE_CHARS, NotASessionId, Session, SessionId};
pub use sessions::{SESSION_CHANNEL, SESSION_HOURS};
pub use states::PersonState;
