//! One conversation, and the form all conversations are shown in.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, MessageId, ProjectId, Status, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wire::{Conversation, LastMessage, LogPosition, Participant, Person};

use super::problems::{Any, Asked, NotFound};
use crate::api::{Api, Sight};
use crate::parameters::MinPosition;
use crate::sql::{checkpoint, me, parked, people};

/// `items` and `mentioned` of the conversations in `page`, which has `id` and `n`, with these columns
/// besides.
macro_rules! described {
    ($columns:literal) => {
        concat!(
            "items as (
           select p.n, c.id, c.project_id, c.subject, c.status, c.version, c.created_by,
                  c.created_at, c.last_seq, c.last_activity_at, ",
            $columns,
            ",
                  (select json_agg(json_build_object(
                            'user_id', o.user_id,
                            'joined_seq', o.joined_seq,
                            'joined_at', o.joined_at,
                            'read_seq', o.read_seq) order by o.joined_seq, o.user_id)
                   from read.conversation_participants o
                   where o.conversation_id = c.id
                     and o.left_seq is null) as participants,
                  (select json_build_object(
                            'id', l.id,
                            'seq', l.seq,
                            'author_id', l.author_id,
                            'preview', left(l.body, 120),
                            'sent_at', l.sent_at)
                   from read.messages l
                   where l.conversation_id = c.id
                     and l.seq = c.last_message_seq) as last_message
           from page p
           join read.conversations c on c.id = p.id
         ),
         mentioned (id) as (
           select i.created_by
           from items i
           union
           select (i.last_message ->> 'author_id')::uuid
           from items i
           union
           select o.user_id
           from items i
           join read.conversation_participants o on o.conversation_id = i.id
           where o.left_seq is null
         )"
        )
    };
}

/// The conversations in `page`, which has what is mine too.
macro_rules! shown {
    () => {
        $crate::routes::conversation::described!("p.unread, p.read_seq, p.unread_from, p.muted")
    };
}

pub(super) use {described, shown};

/// A conversation as statements give it.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) id: ConversationId,
    project_id: ProjectId,
    subject: String,
    status: Status,
    version: u64,
    created_by: UserId,
    created_at: Timestamp,
    last_seq: u64,
    pub(super) last_activity_at: Timestamp,
    unread: u64,
    unread_from: Option<u64>,
    read_seq: u64,
    muted: bool,
    participants: Vec<ParticipantRow>,
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
    /// The conversation as one of its people sees it.
    pub(super) fn seen_by(self, user: UserId) -> Conversation {
        let others = || {
            self.participants
                .iter()
                .filter(|p| p.user_id != user)
                .map(|p| p.read_seq)
        };
        Conversation {
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
            last_message: self.last_message.map(LastMessage::from),
            participants: self
                .participants
                .into_iter()
                .map(Participant::from)
                .collect(),
            unread: self.unread,
            unread_from: self.unread_from,
            read_seq: self.read_seq,
            muted: self.muted,
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

impl From<LastMessageRow> for LastMessage {
    fn from(row: LastMessageRow) -> Self {
        Self {
            id: row.id,
            seq: row.seq,
            author_id: row.author_id,
            preview: row.preview,
            sent_at: row.sent_at,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Fresh {
    /// Wait until the tables have this position, 2 s at most
    #[param(value_type = String, required = false)]
    pub(super) min_position: Option<MinPosition>,
}

/// A conversation, and everyone it mentions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConversationFound {
    conversation: Conversation,
    people: Vec<Person>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

pub(super) const STATEMENT: &str = concat!(
    "with ",
    me!("and p.conversation_id = $2"),
    ", page as (select me.*, 1 as n from me), ",
    shown!(),
    " select to_json(i) as conversation, ",
    parked!(),
    people!(),
    ", ",
    checkpoint!(),
    " from items i",
);

/// A conversation that one takes part in
#[utoipa::path(
    get,
    path = "/api/messaging/conversations/{id}",
    tag = "conversations",
    operation_id = "showConversation",
    params(("id" = String, Path, description = "The conversation"), Fresh),
    responses(
        (status = 200, description = "The conversation", body = ConversationFound,
         headers(("ETag" = String, description = "Its version, for If-Match"))),
        Any, Asked, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn show(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(ask): Query<Fresh>,
) -> Result<Response, Problem> {
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(STATEMENT)
        .bind(caller.user_id.uuid())
        .bind(id.uuid());
    let found = api
        .find(Sight::Own(caller.user_id), query)
        .await?
        .ok_or_else(Problem::not_found)?;
    let conversation = found.json::<Row>("conversation")?.seen_by(caller.user_id);
    let position = found.position(api.log())?;
    let etag = format!("\"{}\"", conversation.version);
    let etag = HeaderValue::try_from(etag).map_err(|_| Problem::internal())?;
    let people = found.people()?;
    let body = ConversationFound {
        conversation,
        people,
        position,
        resume: position,
    };
    Ok(([(header::ETAG, etag)], axum::Json(body)).into_response())
}
