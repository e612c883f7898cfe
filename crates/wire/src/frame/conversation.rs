//! Frames about a conversation and its people.

use domain::{ConversationEvent, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Audience, Fact, Place};
use crate::ConversationCore;

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The conversation is new.
    Started,
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

/// Data of `conversation-updated`.
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
    #[schema(value_type = Option<String>, format = Uuid)]
    pub user_id: Option<UserId>,
    /// The conversation after it.
    pub conversation: LiveConversation,
}

/// Who gets it and its data, for the events that carry the whole core.
pub(super) fn updated(
    place: Place,
    event: &ConversationEvent,
    fact: Option<&Fact>,
) -> Result<(Audience, String), serde_json::Error> {
    let (change, user_id, core) = match event {
        ConversationEvent::ConversationStarted { core, .. } => (Change::Started, None, core),
        ConversationEvent::ParticipantAdded { user_id, core, .. } => {
            (Change::ParticipantAdded, Some(*user_id), core)
        }
        ConversationEvent::ParticipantRemoved { user_id, core, .. } => {
            (Change::ParticipantRemoved, Some(*user_id), core)
        }
        ConversationEvent::MessageSent { .. } => {
            return Err(serde::ser::Error::custom("the event carries no core"));
        }
    };
    let audience = match (change, user_id) {
        (Change::ParticipantRemoved, Some(leaver)) => Audience::EverybodyAnd(leaver),
        (Change::Started | Change::ParticipantAdded | Change::ParticipantRemoved, _) => {
            Audience::Everybody
        }
    };
    let (by, at) = event.source();
    let last_activity_at = match fact {
        Some(Fact::LastActivity(moved)) => *moved,
        // A conversation that just started last moved when it was made.
        Some(Fact::Original(_) | Fact::Unread(_)) | None => core.created_at,
    };
    let data = ConversationUpdated {
        place,
        change,
        by,
        at,
        user_id,
        conversation: LiveConversation {
            core: core.into(),
            last_activity_at,
        },
    };
    Ok((audience, serde_json::to_string(&data)?))
}
