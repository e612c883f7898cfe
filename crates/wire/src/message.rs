//! A message as people see it.

use domain::{ConversationId, MessageFact, MessageId, ReplyTo, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::FileInfo;

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
    pub files: Vec<FileInfo>,
    /// What it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Reply>,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
    /// When its text last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    pub deleted_at: Option<Timestamp>,
    /// Who deleted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = Uuid, required = false)]
    pub deleted_by: Option<UserId>,
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
    /// A message as it is: what its events made of it, and whether it is deleted. `original` is the
    /// message it answers, as it is; one that cannot be found shows nothing.
    #[must_use]
    pub fn of(
        conversation_id: ConversationId,
        fact: &MessageFact,
        original: Option<&MessageFact>,
    ) -> Self {
        let message = &fact.message;
        // Who erased a person erased what they said, so there is nothing to show or to download.
        let erased = message.body.kept().is_none();
        let (body, files) = match (fact.deletion, erased) {
            (None, false) => (
                message.body.shown().to_owned(),
                message.files.iter().map(FileInfo::from).collect(),
            ),
            (_, _) => (String::new(), Vec::new()),
        };
        Self {
            id: message.id,
            conversation_id,
            seq: message.seq,
            version: message.version,
            author_id: message.author_id,
            body,
            files,
            reply_to: message.reply_to.map(|reply| Reply::to(reply, original)),
            sent_at: message.sent_at,
            edited_at: message.edited_at,
            deleted_at: fact.deletion.map(|deletion| deletion.at),
            deleted_by: fact.deletion.map(|deletion| deletion.by),
            erased,
        }
    }
}

impl Reply {
    fn to(reply: ReplyTo, original: Option<&MessageFact>) -> Self {
        let deleted = original.is_some_and(|fact| fact.deletion.is_some());
        let text = original
            .filter(|_| !deleted)
            .map_or("", |fact| fact.message.body.shown());
        Self {
            id: reply.id,
            seq: reply.seq,
            author_id: reply.author_id,
            preview: domain::preview(text).to_owned(),
            deleted,
        }
    }
}
