//! What a person is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The role of a person, the same in every project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Somebody the work is done for.
    Client,
    /// Somebody who does the work.
    Team,
    /// Somebody who runs the place: writes anywhere, decides what is open.
    Admin,
    /// Somebody who reads everything and changes nothing.
    Auditor,
}

/// Text that names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is client, team, admin or auditor")]
pub struct NotARole;

impl Role {
    /// The word for it in tokens, JSON and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Team => "team",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        }
    }

    /// Whether people of this role take part in conversations of their projects.
    #[must_use]
    pub const fn takes_part(self) -> bool {
        match self {
            Self::Client | Self::Team | Self::Admin => true,
            Self::Auditor => false,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = NotARole;
    fn from_str(text: &str) -> Result<Self, NotARole> {
        match text {
            "client" => Ok(Self::Client),
            "team" => Ok(Self::Team),
            "admin" => Ok(Self::Admin),
            "auditor" => Ok(Self::Auditor),
            _ => Err(NotARole),
        }
    }
}
