//! Frames about the socket itself.

use domain::{ConversationId, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::LogPosition;

/// Data of `ready`: sent once, after the replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ready {
    /// Where live traffic begins.
    #[schema(value_type = String)]
    pub cursor: LogPosition,
    /// The same place.
    #[schema(value_type = String)]
    pub position: LogPosition,
    /// Who this socket belongs to.
    #[schema(value_type = String, format = Uuid)]
    pub user_id: UserId,
    /// This connection's name, for support and logs.
    pub session_id: String,
    /// How many durable frames were replayed.
    pub resumed: u64,
    /// Who is online of the people one shares a project with; null when unknown.
    #[schema(value_type = Option<Vec<String>>, required = true)]
    pub online: Option<Vec<UserId>>,
}

/// Data of `presence`: who is online of the people one shares a project with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// All of them; null when unknown.
    #[schema(value_type = Option<Vec<String>>, required = true)]
    pub online: Option<Vec<UserId>>,
}

/// Data of `user-typing` and `user-stopped-typing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserTyping {
    /// Where.
    #[schema(value_type = String, format = Uuid)]
    pub conversation_id: ConversationId,
    /// Who.
    #[schema(value_type = String, format = Uuid)]
    pub user_id: UserId,
}

/// Data of `cursor`: all is told up to here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CursorMoved {
    /// The newest cursor.
    #[schema(value_type = String)]
    pub cursor: LogPosition,
    /// The same place.
    #[schema(value_type = String)]
    pub position: LogPosition,
}

/// Why what was missed cannot be replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResyncReason {
    /// The cursor is of another log, or of another life of this one.
    OtherLog,
    /// The cursor is ahead of the log.
    BeyondHead,
    /// More was missed than is worth replaying.
    TooMany,
}

impl ResyncReason {
    /// The word in JSON and in metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OtherLog => "other-log",
            Self::BeyondHead => "beyond-head",
            Self::TooMany => "too-many",
        }
    }
}

/// Data of `resync`: fetch what you show, with this as `minPosition`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Resync {
    /// Where live traffic begins.
    #[schema(value_type = String)]
    pub cursor: LogPosition,
    /// The same place.
    #[schema(value_type = String)]
    pub position: LogPosition,
    /// Why.
    pub reason: ResyncReason,
}

/// Data of `token-expiring`: bring a new one with `refresh-token`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenExpiring {
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// Data of `closing`: sent just before the server closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Closing {
    /// The code that the connection is closed with.
    pub code: u16,
    /// Whether to come back and resume.
    pub retry: bool,
}
