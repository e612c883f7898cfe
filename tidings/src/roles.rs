//! The roles: which services this process runs, and how they are joined.

mod belongings;
mod bus;
mod clock;
mod compose;
mod document;
mod overseen;
mod wakes;

pub use belongings::{ERASURES, Kept};
pub use compose::{Process, compose};
pub use document::{asyncapi_text, openapi_text};

/// Which roles a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a set of four roles")]
pub struct Roles {
    /// HTTP in, events appended.
    pub command_api: bool,
    /// Read tables out.
    pub query_api: bool,
    /// Log into read tables.
    pub projector: bool,
    /// Log into sockets.
    pub realtime: bool,
}

impl Roles {
    const NONE: Self = Self {
        command_api: false,
        query_api: false,
        projector: false,
        realtime: false,
    };
    /// All of them in one process.
    pub const ALL: Self = Self {
        command_api: true,
        query_api: true,
        projector: true,
        realtime: true,
    };
    /// One alone.
    pub const COMMAND_API: Self = Self {
        command_api: true,
        ..Self::NONE
    };
    /// One alone.
    pub const QUERY_API: Self = Self {
        query_api: true,
        ..Self::NONE
    };
    /// One alone.
    pub const PROJECTOR: Self = Self {
        projector: true,
        ..Self::NONE
    };
    /// One alone.
    pub const REALTIME: Self = Self {
        realtime: true,
        ..Self::NONE
    };

    /// Whether it answers on the public address.
    pub const fn listens(self) -> bool {
        self.command_api || self.query_api || self.realtime
    }
}
