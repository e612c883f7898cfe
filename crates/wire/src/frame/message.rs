//! Frames about messages.

use domain::{MessageFact, MessageId, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Facts, Place, known};
use crate::{LastMessage, Message};

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

/// What changed of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MessageChange {
    /// Its author put it in other words.
    Edited,
    /// It was deleted, and is back.
    Restored,
    /// A file of it was found to be good or bad.
    File,
}

/// Data of `message-updated`. Replies to the message show what it says now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageUpdated {
    /// Where in the log.
    #[serde(flatten)]
    pub place: Place,
    /// What changed.
    pub change: MessageChange,
    /// The message after it.
    pub message: Message,
    /// The newest message that is not deleted, after it.
    #[schema(required = true)]
    pub last_message: Option<LastMessage>,
}

/// Data of `message-deleted`. Replies to the message show that it is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageDeleted {
    /// Where in the log.
    #[serde(flatten)]
    pub place: Place,
    /// Which message.
    #[schema(value_type = String, format = Uuid)]
    pub message_id: MessageId,
    /// Its place in the conversation.
    pub message_seq: u64,
    /// Who wrote it.
    #[schema(value_type = String, format = Uuid)]
    pub author_id: UserId,
    /// Who took it away.
    #[schema(value_type = String, format = Uuid)]
    pub deleted_by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub deleted_at: Timestamp,
    /// The newest message that is not deleted, after it.
    #[schema(required = true)]
    pub last_message: Option<LastMessage>,
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
    #[schema(value_type = u64, required = false)]
    pub unread: Option<u64>,
}

/// A message in the frame of an event that carries it whole: after it, it is not deleted.
fn whole(place: Place, message: domain::Message, facts: &Facts) -> Message {
    let fact = MessageFact {
        message,
        deletion: None,
    };
    Message::of(place.conversation_id, &fact, facts.original.as_ref())
}

/// The data of a message that was sent.
pub(super) fn sent(
    place: Place,
    message: domain::Message,
    facts: &Facts,
) -> Result<String, serde_json::Error> {
    let message = whole(place, message, facts);
    serde_json::to_string(&NewMessage { place, message })
}

/// The data of a message that is otherwise than before.
pub(super) fn updated(
    place: Place,
    change: MessageChange,
    message: &domain::Message,
    facts: &Facts,
) -> Result<String, serde_json::Error> {
    serde_json::to_string(&MessageUpdated {
        place,
        change,
        message: whole(place, message.clone(), facts),
        last_message: facts.last_message.as_ref().map(LastMessage::from),
    })
}

/// The data of a message that is deleted.
pub(super) fn deleted(
    place: Place,
    (message_id, message_seq, author_id): (MessageId, u64, UserId),
    (deleted_by, deleted_at): (UserId, Timestamp),
    facts: &Facts,
) -> Result<String, serde_json::Error> {
    serde_json::to_string(&MessageDeleted {
        place,
        message_id,
        message_seq,
        author_id,
        deleted_by,
        deleted_at,
        last_message: facts.last_message.as_ref().map(LastMessage::from),
    })
}

/// The data for the others, and the data for the reader's own sockets.
pub(super) fn read(
    place: Place,
    user_id: UserId,
    read_at: Timestamp,
    read_seq: u64,
    facts: &Facts,
) -> Result<(String, String), serde_json::Error> {
    let others = MessageRead {
        place,
        user_id,
        read_seq,
        read_at,
        unread: None,
    };
    let own = MessageRead {
        unread: Some(known(facts.unread, "how much is unread")?),
        ..others
    };
    Ok((
        serde_json::to_string(&others)?,
        serde_json::to_string(&own)?,
    ))
}
