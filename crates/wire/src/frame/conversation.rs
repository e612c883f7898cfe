//! Frames about a conversation and its people.

use domain::{ConversationEvent, Mine, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Among, Facts, Place, known};
use crate::ConversationCore;

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The conversation is new.
    Started,
    /// It was closed, put away or opened again.
    Status,
    /// It is about something else.
    Subject,
    /// Somebody was brought in. To them it means: drop what you hold of it and fetch.
    ParticipantAdded,
    /// Somebody is out. To them it is the last frame.
    ParticipantRemoved,
}

/// The conversation after the change, and when it last moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveConversation {
    /// The conversation.
    #[serde(flatten)]
    pub core: ConversationCore,
    /// Moves with messages sent and status changes.
    #[schema(value_type = String, format = DateTime)]
    pub last_activity_at: Timestamp,
}

/// Data of `conversation-updated`, where everybody sees the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationUpdated {
    /// Where in the log.
    #[serde(flatten)]
    pub place: Place,
    /// What changed.
    pub change: Change,
    /// Who changed it.
    #[schema(value_type = String, format = Uuid)]
    pub by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who was brought in, or is out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = Uuid, required = false)]
    pub user_id: Option<UserId>,
    /// Why its status changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub reason: Option<String>,
    /// The conversation after it.
    pub conversation: LiveConversation,
}

/// The one change that only the person sees who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OwnChange {
    /// They marked it as unread, or muted it, or took that back.
    Mine,
}

/// Data of `conversation-updated`, where a person keeps it otherwise for themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MineUpdated {
    /// Where in the log.
    #[serde(flatten)]
    pub place: Place,
    /// What changed.
    pub change: OwnChange,
    /// Who changed it.
    #[schema(value_type = String, format = Uuid)]
    pub by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// How far they have read.
    pub read_seq: u64,
    /// What is unread to them.
    pub unread: u64,
    /// From where on they marked it unread.
    #[schema(required = true)]
    pub unread_from: Option<u64>,
    /// Whether they muted it.
    pub muted: bool,
}

/// Who gets it and its data, for the events that carry the whole core.
pub(super) fn updated(
    place: Place,
    event: &ConversationEvent,
    core: &domain::ConversationCore,
    facts: &Facts,
) -> Result<(Among, String), serde_json::Error> {
    let (by, at) = event.source();
    let moved = || known(facts.last_activity, "when the conversation last moved");
    let (change, user_id, last_activity_at) = match event {
        ConversationEvent::ParticipantAdded { user_id, .. } => {
            (Change::ParticipantAdded, Some(*user_id), moved()?)
        }
        ConversationEvent::ParticipantRemoved { user_id, .. } => {
            (Change::ParticipantRemoved, Some(*user_id), moved()?)
        }
        ConversationEvent::SubjectChanged { .. } => (Change::Subject, None, moved()?),
        ConversationEvent::StatusChanged { .. } => (Change::Status, None, at),
        ConversationEvent::ConversationStarted { .. }
        | ConversationEvent::MessageSent { .. }
        | ConversationEvent::MessageEdited { .. }
        | ConversationEvent::MessageDeleted { .. }
        | ConversationEvent::MessageRestored { .. }
        | ConversationEvent::FileStateChanged { .. } => (Change::Started, None, core.created_at),
    };
    let reason = if let ConversationEvent::StatusChanged { reason, .. } = event {
        reason.as_ref().map(|reason| reason.shown().to_owned())
    } else {
        None
    };
    let among = match (change, user_id) {
        (Change::ParticipantRemoved, Some(leaver)) => Among::EverybodyAnd(leaver),
        (_, _) => Among::Everybody,
    };
    let data = ConversationUpdated {
        place,
        change,
        by,
        at,
        user_id,
        reason,
        conversation: LiveConversation {
            core: core.into(),
            last_activity_at,
        },
    };
    Ok((among, serde_json::to_string(&data)?))
}

/// The data for the person's own sockets.
pub(super) fn mine(
    place: Place,
    (by, at): (UserId, Timestamp),
    mine: &Mine,
    facts: &Facts,
) -> Result<String, serde_json::Error> {
    serde_json::to_string(&MineUpdated {
        place,
        change: OwnChange::Mine,
        by,
        at,
        read_seq: mine.read_seq,
        unread: known(facts.unread, "how much is unread")?,
        unread_from: mine.unread_from,
        muted: mine.muted,
    })
}
