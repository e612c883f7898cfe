//! A conversation as it was.

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use chassis::extract::{Path, Query};
use chassis::problem::{Code, Problem};
use domain::{ConversationId, Deletion, LookedAt, MessageId, Part, StreamId};
use event_store::{Failure, LogReader, Moment, Place};
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;
use wire::{Message, Person};

use super::conversation::OverseenConversation;
use super::moment::{When, unread};
use super::overseer::{Looking, Why};
use crate::admin::past::{Past, Withheld};
use crate::admin::told::is_told_of;
use crate::api::Api;
use crate::failure::PAUSE;
use crate::routes::problems::{Any, Asked, NotFound, Overseen, TooMuch, Unexplained};

/// A longer conversation is more than one answer can hold; its history is a stream.
const SEQUENCES_MAX: u64 = 100_000;

/// Events read at once.
const PAGE: u32 = 2_000;

/// How long a request waits until others are done with theirs.
const TURN_MAX: Duration = Duration::from_secs(5);

/// A conversation as it was, its messages, and everyone it mentions as they were.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StateFound {
    conversation: OverseenConversation,
    /// In ascending order. A message that was deleted since has no text and says so: `reveal` tells it.
    messages: Vec<Message>,
    people: Vec<Person>,
}

/// A conversation as it was
#[utoipa::path(
    get,
    path = "/api/admin/messaging/conversations/{id}/state",
    tag = "oversight",
    operation_id = "showState",
    params(("id" = String, Path, description = "The conversation"), When, Why),
    responses(
        (status = 200, description = "As it was", body = StateFound),
        Any, Asked, Overseen, Unexplained, NotFound, TooMuch,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn show(
    State(api): State<Api>,
    looking: Looking,
    Path(conversation): Path<ConversationId>,
    Query(when): Query<When>,
) -> Result<Json<StateFound>, Problem> {
    let when = when.checked()?;
    let looked = when.find(&api, conversation).await?;
    if looked.until.sequence > SEQUENCES_MAX {
        let message = "the conversation is too long to be shown at once: read its history";
        return Err(Problem::new(Code::TooLarge, message));
    }
    let looked_at = LookedAt::History {
        conversation_id: conversation,
        part: Part::State,
        as_of_seq: looked.as_of_seq,
        as_user: when.as_user,
    };
    looking.leave_trace(&api, conversation, looked_at).await?;
    // Each holds a whole conversation in memory.
    let turn = timeout(TURN_MAX, api.folds.acquire()).await;
    let _turn = match turn {
        Ok(Ok(turn)) => turn,
        Ok(Err(_)) | Err(_) => return Err(Problem::unavailable(PAUSE)),
    };
    let reader = api.reader();
    let mut past = Past::default();
    let mut place = Place::default();
    loop {
        let page = reader
            .events_about(conversation, &mut place, looked.until.position, PAGE)
            .await
            .map_err(unread)?;
        let told = page
            .iter()
            .filter(|recorded| when.as_user.is_none_or(|user| is_told_of(user, recorded)));
        told.for_each(|recorded| past.take(recorded));
        if page.len() < PAGE as usize {
            break;
        }
    }
    let people = past.people();
    let known = reader.people_at(&people, looked.until.position).await;
    let known = known.map_err(unread)?;
    let mut withheld = Withheld {
        deleted: deleted_since(reader, conversation, looked.until, &past)
            .await
            .map_err(unread)?,
        ..Withheld::default()
    };
    withheld.know(&known);
    past.withhold(&withheld);
    let shown = past.conversation(when.as_user.is_none());
    let people = known.into_iter().map(|person| Person {
        id: person.id,
        name: person.name,
        role: person.role,
        online: None,
    });
    Ok(Json(StateFound {
        conversation: shown.ok_or_else(Problem::not_found)?,
        messages: past.messages(conversation),
        people: people.collect(),
    }))
}

/// The messages that are deleted now.
async fn deleted_since(
    reader: &LogReader,
    conversation: ConversationId,
    until: Moment,
    past: &Past,
) -> Result<HashMap<MessageId, Deletion>, Failure> {
    let mut now = past.deletions();
    let stream = StreamId::Conversation(conversation);
    let mut after = until.sequence;
    loop {
        let page = reader.stream(stream, after, PAGE).await?;
        for recorded in &page {
            after = recorded.sequence;
            now.take(recorded);
        }
        if page.len() < PAGE as usize {
            return Ok(now.into_deleted());
        }
    }
}
