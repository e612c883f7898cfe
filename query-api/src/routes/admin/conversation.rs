//! One conversation, and the form in which those are shown who look from outside.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, LookedAt, MessageId, Part, ProjectId, Status, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::{LogPosition, Participant, Person};

use super::overseer::{Looking, Why};
use crate::api::Api;
use crate::routes::conversation::Fresh;
use crate::routes::problems::{Any, Asked, NotFound, Overseen, Unexplained};
use crate::sql::{checkpoint, parked, people};

/// `items` and `mentioned` of the conversations in `page (id, n)`.
macro_rules! overseen {
    () => {
        $crate::routes::conversation::described!(
            "c.messages_sent as message_count, c.reports_open as open_reports"
        )
    };
}

pub(super) use overseen;

/// A conversation as those see it who take no part in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverseenConversation {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) id: ConversationId,
    /// The project it belongs to.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) project_id: ProjectId,
    /// What it is about.
    pub(crate) subject: String,
    /// `active`, `closed` or `archived`.
    #[schema(value_type = String)]
    pub(crate) status: Status,
    /// Counts changes of subject, status and participants.
    pub(crate) version: u64,
    /// Who started it.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) created_by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) created_at: Timestamp,
    /// The stream's last sequence.
    pub(crate) last_seq: u64,
    /// Moves with messages sent and status changes.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) last_activity_at: Timestamp,
    /// The newest message that is not deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_message: Option<OverseenLastMessage>,
    /// Who takes part.
    pub(crate) participants: Vec<Participant>,
    /// The highest of the participants' `readSeq`; without yours, if you take part.
    pub(crate) others_read_seq: u64,
    /// The lowest of them.
    pub(crate) all_read_seq: u64,
    /// How many messages it has; deleted ones keep their place.
    pub(crate) message_count: u64,
    /// How many reports nobody has settled. Absent where it is shown as a participant saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64, required = false)]
    pub(crate) open_reports: Option<u64>,
}

/// The newest message that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverseenLastMessage {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) id: MessageId,
    /// Its place in the conversation.
    pub(crate) seq: u64,
    /// Who wrote it.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) author_id: UserId,
    /// The beginning of its text; lists, which need no reason, have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub(crate) preview: Option<String>,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) sent_at: Timestamp,
}

/// A conversation as statements give it.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) id: ConversationId,
    project_id: ProjectId,
    pub(super) subject: String,
    pub(super) status: Status,
    version: u64,
    created_by: UserId,
    pub(super) created_at: Timestamp,
    last_seq: u64,
    pub(super) last_activity_at: Timestamp,
    pub(super) message_count: u64,
    pub(super) open_reports: u64,
    participants: Option<Vec<ParticipantRow>>,
    last_message: Option<LastMessageRow>,
}

#[derive(Debug, Deserialize)]
struct ParticipantRow {
    user_id: UserId,
    joined_seq: u64,
    joined_at: Timestamp,
    read_seq: u64,
}

#[derive(Debug, Deserialize)]
struct LastMessageRow {
    id: MessageId,
    seq: u64,
    author_id: UserId,
    preview: String,
    sent_at: Timestamp,
}

impl Row {
    /// The conversation as it is shown to somebody; with the words of its newest message or without.
    pub(super) fn shown_to(self, user: UserId, has_preview: bool) -> OverseenConversation {
        let participants = self.participants.unwrap_or_default();
        let others = || {
            participants
                .iter()
                .filter(|p| p.user_id != user)
                .map(|p| p.read_seq)
        };
        OverseenConversation {
            id: self.id,
            project_id: self.project_id,
            others_read_seq: others().max().unwrap_or_default(),
            all_read_seq: others().min().unwrap_or_default(),
            subject: self.subject,
            status: self.status,
            version: self.version,
            created_by: self.created_by,
            created_at: self.created_at,
            last_seq: self.last_seq,
            last_activity_at: self.last_activity_at,
            last_message: self.last_message.map(|last| OverseenLastMessage {
                id: last.id,
                seq: last.seq,
                author_id: last.author_id,
                preview: has_preview.then_some(last.preview),
                sent_at: last.sent_at,
            }),
            message_count: self.message_count,
            open_reports: Some(self.open_reports),
            participants: participants.into_iter().map(Participant::from).collect(),
        }
    }
}

impl From<ParticipantRow> for Participant {
    fn from(row: ParticipantRow) -> Self {
        Self {
            user_id: row.user_id,
            joined_seq: row.joined_seq,
            joined_at: row.joined_at,
            read_seq: row.read_seq,
        }
    }
}

/// A conversation, and everyone it mentions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverseenFound {
    conversation: OverseenConversation,
    people: Vec<Person>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

pub(super) const STATEMENT: &str = concat!(
    "with page as (select $2::uuid as id, 1 as n), ",
    overseen!(),
    " select to_json(i) as conversation, ",
    parked!(),
    people!(),
    ", ",
    checkpoint!(),
    " from items i
      where $1::uuid is not null",
);

/// Any conversation
#[utoipa::path(
    get,
    path = "/api/admin/messaging/conversations/{id}",
    tag = "oversight",
    operation_id = "overseeConversation",
    params(("id" = String, Path, description = "The conversation"), Fresh, Why),
    responses(
        (status = 200, description = "The conversation", body = OverseenFound,
         headers(("ETag" = String, description = "Its version, for If-Match"))),
        Any, Asked, Overseen, Unexplained, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn show(
    State(api): State<Api>,
    looking: Looking,
    Path(id): Path<ConversationId>,
    Query(ask): Query<Fresh>,
) -> Result<Response, Problem> {
    let looked_at = LookedAt::History {
        conversation_id: id,
        part: Part::Conversation,
        as_of_seq: None,
        as_user: None,
    };
    api.progress.reach(ask.min_position).await?;
    looking.leave_trace(&api, id, looked_at).await?;
    let overseer = looking.overseer;
    let query = sqlx::query(STATEMENT)
        .bind(overseer.user_id.uuid())
        .bind(id.uuid());
    let found = api.find(overseer.sight(), query).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let row: Row = found.json("conversation")?;
    let conversation = row.shown_to(overseer.user_id, true);
    let position = found.position(api.log())?;
    let etag = format!("\"{}\"", conversation.version);
    let etag = HeaderValue::try_from(etag).map_err(|_| Problem::internal())?;
    let body = OverseenFound {
        conversation,
        people: found.people()?,
        position,
        resume: position,
    };
    Ok(([(header::ETAG, etag)], axum::Json(body)).into_response())
}
