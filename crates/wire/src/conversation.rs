//! A conversation as commands answer it, as frames carry it, and as one of its people sees it.

use domain::{ConversationId, MessageId, ProjectId, Status, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// What commands answer and frames carry: the conversation without its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationCore {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ConversationId,
    /// The project it belongs to.
    #[schema(value_type = String, format = Uuid)]
    pub project_id: ProjectId,
    /// What it is about.
    pub subject: String,
    /// `active`, `closed` or `archived`.
    #[schema(value_type = String)]
    pub status: Status,
    /// Counts changes of subject, status and participants.
    pub version: u64,
    /// Who started it.
    #[schema(value_type = String, format = Uuid)]
    pub created_by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// The stream's last sequence.
    pub last_seq: u64,
    /// Who takes part.
    pub participants: Vec<CoreParticipant>,
}

/// Somebody who takes part, as the log knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoreParticipant {
    /// The person.
    #[schema(value_type = String, format = Uuid)]
    pub user_id: UserId,
    /// The sequence of the event that brought them in.
    pub joined_seq: u64,
    /// When that was.
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: Timestamp,
}

/// Somebody who takes part, with how far they have read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// The person.
    #[schema(value_type = String, format = Uuid)]
    pub user_id: UserId,
    /// The sequence of the event that brought them in.
    pub joined_seq: u64,
    /// When that was.
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: Timestamp,
    /// How far they have read; starts at `joinedSeq`.
    pub read_seq: u64,
}

/// The newest message that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastMessage {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: MessageId,
    /// Its place in the conversation.
    pub seq: u64,
    /// Who wrote it.
    #[schema(value_type = String, format = Uuid)]
    pub author_id: UserId,
    /// The beginning of its text.
    pub preview: String,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
}

/// A conversation as one of its people sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ConversationId,
    /// The project it belongs to.
    #[schema(value_type = String, format = Uuid)]
    pub project_id: ProjectId,
    /// What it is about.
    pub subject: String,
    /// `active`, `closed` or `archived`.
    #[schema(value_type = String)]
    pub status: Status,
    /// Counts changes of subject, status and participants.
    pub version: u64,
    /// Who started it.
    #[schema(value_type = String, format = Uuid)]
    pub created_by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// The stream's last sequence.
    pub last_seq: u64,
    /// Moves with messages sent and status changes.
    #[schema(value_type = String, format = DateTime)]
    pub last_activity_at: Timestamp,
    /// The newest message that is not deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<LastMessage>,
    /// Who takes part.
    pub participants: Vec<Participant>,
    /// Messages of others above what I have read.
    pub unread: u64,
    /// From where on I marked it unread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread_from: Option<u64>,
    /// How far I have read.
    pub read_seq: u64,
    /// The highest of the other participants' `readSeq`.
    pub others_read_seq: u64,
    /// The lowest of the other participants' `readSeq`.
    pub all_read_seq: u64,
    /// Whether I muted it.
    pub muted: bool,
}

impl From<&domain::Message> for LastMessage {
    fn from(message: &domain::Message) -> Self {
        Self {
            id: message.id,
            seq: message.seq,
            author_id: message.author_id,
            preview: domain::preview(message.body.shown()).to_owned(),
            sent_at: message.sent_at,
        }
    }
}

impl From<&domain::ConversationCore> for ConversationCore {
    fn from(core: &domain::ConversationCore) -> Self {
        let participant = |p: &domain::Participant| CoreParticipant {
            user_id: p.user_id,
            joined_seq: p.joined_seq,
            joined_at: p.joined_at,
        };
        Self {
            id: core.id,
            project_id: core.project_id,
            subject: core.subject.shown().to_owned(),
            status: core.status,
            version: core.version,
            created_by: core.created_by,
            created_at: core.created_at,
            last_seq: core.last_seq,
            participants: core.participants.iter().map(participant).collect(),
        }
    }
}
