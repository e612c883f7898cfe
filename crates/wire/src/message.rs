//! A message as people see it.

use domain::{
    ConversationEvent, ConversationId, Event, MessageId, RecordedEvent, Timestamp, UserId,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id, unique in the conversation.
    #[schema(value_type = String, format = Uuid)]
    pub id: MessageId,
    /// Where it was said.
    #[schema(value_type = String, format = Uuid)]
    pub conversation_id: ConversationId,
    /// Its place in the conversation.
    pub seq: u64,
    /// 1 + how often it was edited.
    pub version: u64,
    /// Who wrote it.
    #[schema(value_type = String, format = Uuid)]
    pub author_id: UserId,
    /// What it says; "" when deleted, erased, or only files.
    pub body: String,
    /// The files it carries.
    #[schema(value_type = Vec<Object>)]
    pub files: Vec<serde_json::Value>,
    /// What it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Reply>,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
    /// Whether its text was erased with its author.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

/// The message that another one answers, as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    /// The original.
    #[schema(value_type = String, format = Uuid)]
    pub id: MessageId,
    /// Its place in the conversation.
    pub seq: u64,
    /// Who wrote it.
    #[schema(value_type = String, format = Uuid)]
    pub author_id: UserId,
    /// The beginning of its text.
    pub preview: String,
    /// Whether it was deleted.
    pub deleted: bool,
}

impl Message {
    /// The message that a `MessageSent` brought; none for every other event.
    ///
    /// `original` is the text of the message it answers, which the event does not hold.
    #[must_use]
    pub fn sent(recorded: &RecordedEvent, original: Option<&str>) -> Option<Self> {
        let conversation_id = recorded.conversation()?;
        let Event::Conversation(ConversationEvent::MessageSent {
            id,
            by,
            at,
            body,
            reply_to,
        }) = &recorded.event
        else {
            return None;
        };
        Some(Self {
            id: *id,
            conversation_id,
            seq: recorded.sequence,
            version: 1,
            author_id: *by,
            body: body.shown().to_owned(),
            files: Vec::new(),
            reply_to: reply_to.map(|reply| Reply {
                id: reply.id,
                seq: reply.seq,
                author_id: reply.author_id,
                preview: domain::preview(original.unwrap_or_default()).to_owned(),
                deleted: false,
            }),
            sent_at: *at,
            erased: body.kept().is_none(),
        })
    }
}
