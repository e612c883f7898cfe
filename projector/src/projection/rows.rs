//! The rows that a batch changes, as they are before and after it.

use std::collections::BTreeMap;

use domain::{ConversationId, MessageId, ProjectId, Role, Status, Timestamp, UserId};

/// Somebody's part in a conversation.
pub(super) type Part = (ConversationId, UserId);

/// Maps, because a batch may change a row many times; sorted, so that rows are always locked in the
/// same order.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) users: BTreeMap<UserId, User>,
    pub(super) projects: BTreeMap<ProjectId, Project>,
    /// Since when; none for those who are out.
    pub(super) members: BTreeMap<(ProjectId, UserId), Option<Timestamp>>,
    pub(super) conversations: BTreeMap<ConversationId, Conversation>,
    pub(super) messages: Vec<Message>,
    pub(super) participants: BTreeMap<Part, Participant>,
    pub(super) receipts: Vec<Receipt>,
}

#[derive(Debug)]
pub(super) struct User {
    pub(super) role: Role,
    pub(super) name: Option<String>,
    pub(super) registered_at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Project {
    pub(super) name: String,
    pub(super) created_at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) project_id: ProjectId,
    pub(super) subject: String,
    pub(super) status: Status,
    pub(super) version: u64,
    pub(super) created_by: UserId,
    pub(super) created_at: Timestamp,
    pub(super) last_seq: u64,
    pub(super) last_activity_at: Timestamp,
    pub(super) messages_sent: u64,
    pub(super) last_message_seq: Option<u64>,
}

#[derive(Debug)]
pub(super) struct Message {
    pub(super) conversation_id: ConversationId,
    pub(super) seq: u64,
    pub(super) id: MessageId,
    pub(super) ordinal: u64,
    pub(super) author_id: UserId,
    pub(super) body: String,
    pub(super) reply_to_seq: Option<u64>,
    pub(super) sent_at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Participant {
    pub(super) joined_seq: u64,
    pub(super) joined_at: Timestamp,
    pub(super) left: Option<(u64, Timestamp)>,
    pub(super) read_seq: u64,
    /// The person's own messages above `counted_from`. Those up to `read_seq` are taken off when
    /// the row is written: they may be older than the batch, and a mark passes each message once.
    pub(super) own: u64,
    pub(super) counted_from: u64,
}

impl Participant {
    /// Somebody who comes in, or comes in again: nothing before it is unread.
    pub(super) const fn joined(seq: u64, at: Timestamp) -> Self {
        Self {
            joined_seq: seq,
            joined_at: at,
            left: None,
            read_seq: seq,
            own: 0,
            counted_from: seq,
        }
    }
}

#[derive(Debug)]
pub(super) struct Receipt {
    pub(super) part: Part,
    pub(super) after_seq: u64,
    pub(super) up_to_seq: u64,
    pub(super) read_at: Timestamp,
}
