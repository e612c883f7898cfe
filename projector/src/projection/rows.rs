//! The rows that a batch changes, as they are before and after it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ConversationId, File, FileId, FileState, MessageId, Outcome, ProjectId, ReportId, ReportReason,
    ReportStatus, Role, Status, Timestamp, UserId,
};
use serde_json::Value;

/// Somebody's part in a conversation.
pub(super) type Part = (ConversationId, UserId);

/// A message's place.
pub(super) type Place = (ConversationId, u64);

/// Maps, because a batch may change a row many times; sorted, so that rows are always locked in the
/// same order.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) users: BTreeMap<UserId, User>,
    pub(super) projects: BTreeMap<ProjectId, Project>,
    /// Since when; none for those who are out.
    pub(super) members: BTreeMap<(ProjectId, UserId), Option<Timestamp>>,
    pub(super) conversations: BTreeMap<ConversationId, Conversation>,
    pub(super) messages: BTreeMap<Place, Message>,
    /// Those that come with a message.
    pub(super) files: BTreeMap<FileId, MessageFile>,
    /// Verdicts about files that are there already.
    pub(super) file_states: BTreeMap<FileId, FileState>,
    pub(super) participants: BTreeMap<Part, Participant>,
    pub(super) receipts: Vec<Receipt>,
    pub(super) reports: BTreeMap<ReportId, Report>,
    /// Those who speak or are spoken of in the batch and were erased before it: their words do not
    /// come back, whether the log still has them or not.
    pub(super) silenced: BTreeSet<UserId>,
    /// Those whom the batch erases: all their words go, once the rows are written.
    pub(super) erased: Vec<UserId>,
}

#[derive(Debug)]
pub(super) struct User {
    pub(super) role: Role,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) registered_at: Timestamp,
    pub(super) disabled: bool,
    pub(super) erased: bool,
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
    pub(super) subject_by: UserId,
    pub(super) status: Status,
    pub(super) version: u64,
    pub(super) created_by: UserId,
    pub(super) created_at: Timestamp,
    pub(super) last_seq: u64,
    pub(super) last_activity_at: Timestamp,
    pub(super) messages_sent: u64,
    pub(super) messages_deleted: u64,
    pub(super) reports_open: u64,
    pub(super) last_message_seq: Option<u64>,
    /// The newest message was deleted: which one is the newest now is found among the rows.
    pub(super) is_last_message_gone: bool,
}

#[derive(Debug)]
pub(super) struct Message {
    /// Sent in this batch, and so not there yet.
    pub(super) is_new: bool,
    pub(super) id: MessageId,
    pub(super) ordinal: u64,
    pub(super) version: u64,
    pub(super) author_id: UserId,
    pub(super) body: String,
    pub(super) reply_to_seq: Option<u64>,
    pub(super) sent_at: Timestamp,
    pub(super) edited_at: Option<Timestamp>,
    pub(super) deleted: Option<(Timestamp, UserId)>,
    pub(super) erased: bool,
}

#[derive(Debug)]
pub(super) struct MessageFile {
    pub(super) message: Place,
    pub(super) place: i32,
    pub(super) file: File,
}

#[derive(Debug)]
pub(super) struct Participant {
    pub(super) joined_seq: u64,
    pub(super) joined_at: Timestamp,
    pub(super) left: Option<(u64, Timestamp)>,
    pub(super) read_seq: u64,
    pub(super) unread_from: Option<u64>,
    pub(super) muted: bool,
    pub(super) read_ordinal: u64,
    pub(super) own_after: u64,
    pub(super) has_unread: bool,
    /// From where on it is unread has changed: `read_ordinal`, `own_after` and `has_unread` are
    /// found anew when the row is written, since messages older than the batch may lie between.
    pub(super) is_moved: bool,
}

impl Participant {
    /// Somebody who comes in, or comes in again: none of the `sent` messages before it is unread.
    pub(super) const fn joined(seq: u64, at: Timestamp, sent: u64, muted: bool) -> Self {
        Self {
            joined_seq: seq,
            joined_at: at,
            left: None,
            read_seq: seq,
            unread_from: None,
            muted,
            read_ordinal: sent,
            own_after: 0,
            has_unread: false,
            is_moved: false,
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

#[derive(Debug)]
pub(super) struct Report {
    pub(super) conversation_id: ConversationId,
    pub(super) seq: u64,
    pub(super) author_id: UserId,
    pub(super) reporter_id: UserId,
    pub(super) reason: ReportReason,
    pub(super) note: Option<String>,
    pub(super) status: ReportStatus,
    pub(super) version: u64,
    pub(super) snapshot: Value,
    pub(super) assigned_to: Option<UserId>,
    pub(super) outcome: Option<Outcome>,
    pub(super) notes: Vec<Value>,
    pub(super) created_at: Timestamp,
    pub(super) closed_at: Option<Timestamp>,
}
