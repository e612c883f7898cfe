//! A message as it is: what its events, one after the other, made of it.

use serde::{Deserialize, Serialize};

use super::ConversationEvent;
use crate::{Body, File, MessageId, Private, Timestamp, UserId};

/// The message that another one answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplyTo {
    /// The original.
    pub id: MessageId,
    /// Its sequence.
    pub seq: u64,
    /// Who wrote it.
    pub author_id: UserId,
}

/// A whole message, as the events that change one carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Which message.
    pub id: MessageId,
    /// Its place in the conversation.
    pub seq: u64,
    /// 1 + how often it was edited.
    pub version: u64,
    /// Who wrote it.
    pub author_id: UserId,
    /// What it says.
    pub body: Private<Body>,
    /// The files it carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<ReplyTo>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When its text last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
}

/// Who took a message away, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// What a command needs to know of a message it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFact {
    /// The message as it is, or was before it was deleted.
    pub message: Message,
    /// Whether it is deleted.
    pub deletion: Option<Deletion>,
}

impl MessageFact {
    /// The message after its events, given in order with their sequences. The first and the newest
    /// two are enough: each but a deletion carries the message whole.
    pub fn fold<'a>(
        events: impl IntoIterator<Item = (u64, &'a ConversationEvent)>,
    ) -> Option<Self> {
        events.into_iter().fold(None, |fact, (sequence, event)| {
            let deletion = event.deletion();
            match event.message(sequence) {
                Some(message) => Some(Self { message, deletion }),
                None => fact.map(|fact| Self {
                    deletion: deletion.or(fact.deletion),
                    ..fact
                }),
            }
        })
    }
}
