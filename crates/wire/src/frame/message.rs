//! Frames about messages.

use domain::{RecordedEvent, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Fact, Place};
use crate::Message;

/// Data of `new-message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewMessage {
    /// Where in the log.
    #[serde(flatten)]
    pub place: Place,
    /// What was said.
    pub message: Message,
}

/// Data of `message-read`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageRead {
    /// Where in the log.
    #[serde(flatten)]
    pub place: Place,
    /// Who read.
    #[schema(value_type = String, format = Uuid)]
    pub user_id: UserId,
    /// How far.
    pub read_seq: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub read_at: Timestamp,
    /// To the reader alone: what is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<u64>,
}

/// The data of a message that was sent.
pub(super) fn sent(
    place: Place,
    recorded: &RecordedEvent,
    fact: Option<&Fact>,
) -> Result<String, serde_json::Error> {
    let original = match fact {
        Some(Fact::Original(text)) => Some(text.as_str()),
        Some(Fact::LastActivity(_) | Fact::Unread(_)) | None => None,
    };
    match Message::sent(recorded, original) {
        Some(message) => serde_json::to_string(&NewMessage { place, message }),
        None => Err(serde::ser::Error::custom("the event brought no message")),
    }
}

/// The data for the others, and the data for the reader's own sockets.
pub(super) fn read(
    place: Place,
    user_id: UserId,
    read_at: Timestamp,
    read_seq: u64,
    fact: Option<&Fact>,
) -> Result<(String, String), serde_json::Error> {
    let others = MessageRead {
        place,
        user_id,
        read_seq,
        read_at,
        unread: None,
    };
    let unread = match fact {
        Some(Fact::Unread(count)) => Some(*count),
        Some(Fact::LastActivity(_) | Fact::Original(_)) | None => None,
    };
    let own = MessageRead { unread, ..others };
    Ok((
        serde_json::to_string(&others)?,
        serde_json::to_string(&own)?,
    ))
}
