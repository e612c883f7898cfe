//! Everything about a conversation, event by event.
//!
//! It is a stream, read page by page as the reader takes it: up to one position, which is fixed at the
//! beginning, so what happens meanwhile does not matter. The last line says how much it was and what the
//! conversation's chain ended with. A stream without that line was cut: what fails on the way cuts it,
//! since a status cannot be taken back.

use std::collections::HashSet;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, LookedAt, MessageId, Part, UserId, to_hex};
use event_store::{About, Failure, LogReader, Place};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use serde::Serialize;
use utoipa::ToSchema;

use super::moment::{When, unread};
use super::overseer::{Looking, Why};
use crate::admin::told::{is_told_to, withhold};
use crate::api::Api;
use crate::routes::problems::{Any, Asked, NotFound, Overseen, Unexplained};

/// One JSON object in a line.
const NDJSON: &str = "application/x-ndjson";

/// Events read at once. This many are in memory, however long the history is.
const PAGE: u32 = 500;

/// The last line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryEnd {
    end: End,
}

/// How much it was.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct End {
    /// How many events there were.
    count: u64,
    /// The position of the last of them.
    last_position: u64,
    /// The hash of the conversation's own last event among them, as hex: it covers all of its own before.
    head_hash: String,
}

/// A history on its way.
struct Telling {
    reader: LogReader,
    conversation: ConversationId,
    as_user: Option<UserId>,
    until: u64,
    place: Place,
    end: End,
    is_done: bool,
}

/// Everything about a conversation, event by event
#[utoipa::path(
    get,
    path = "/api/admin/messaging/conversations/{id}/history",
    tag = "oversight",
    operation_id = "streamHistory",
    description = "One `RecordedEvent` in each line, ordered by position, of every stream about the \
                   conversation: its own, read markers, reports, accesses (this one included, where nothing \
                   bounds it). The last line is `{\"end\": {count, lastPosition, headHash}}`; a stream \
                   without it was cut. Texts of messages that are deleted stand as digests: `reveal` tells \
                   them.",
    params(("id" = String, Path, description = "The conversation"), When, Why),
    responses(
        (status = 200, description = "The events, and how much it was", body = HistoryEnd,
         content_type = "application/x-ndjson"),
        Any, Asked, Overseen, Unexplained, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn stream(
    State(api): State<Api>,
    looking: Looking,
    Path(conversation): Path<ConversationId>,
    Query(when): Query<When>,
) -> Result<Response, Problem> {
    let when = when.checked()?;
    let looked = when.find(&api, conversation).await?;
    let looked_at = LookedAt::History {
        conversation_id: conversation,
        part: Part::History,
        as_of_seq: looked.as_of_seq,
        as_user: when.as_user,
    };
    looking.leave_trace(&api, conversation, looked_at).await?;
    let until = match when.is_now() {
        // The trace is part of it.
        true => when.find(&api, conversation).await?.until,
        false => looked.until,
    };
    let mut telling = Telling {
        reader: api.reader().clone(),
        conversation,
        as_user: when.as_user,
        until: until.position,
        place: Place::default(),
        end: End {
            count: 0,
            last_position: 0,
            head_hash: String::new(),
        },
        is_done: false,
    };
    // The first page is read before the status is given: a log that is away is a 503 and not a cut.
    let first = telling.next().await.map_err(unread)?;
    let rest = stream::try_unfold(telling, |mut telling| async move {
        let page = telling.next().await.inspect_err(|failure| {
            tracing::warn!(error = %failure, "a history was cut");
        })?;
        Ok::<_, Failure>(page.map(|page| (page, telling)))
    });
    let body = stream::iter(first.map(Ok)).chain(rest.into_stream());
    Ok(([(header::CONTENT_TYPE, NDJSON)], Body::from_stream(body)).into_response())
}

impl Telling {
    /// The next lines; none after the last.
    async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        if self.is_done {
            return Ok(None);
        }
        let page = self
            .reader
            .about(self.conversation, &mut self.place, self.until, PAGE)
            .await?;
        self.is_done = page.len() < PAGE as usize;
        let deleted = self.deleted(&page).await?;
        let mut lines = Vec::new();
        for About {
            mut record,
            message,
        } in page
        {
            if self.as_user.is_some_and(|user| !is_told_to(user, &record)) {
                continue;
            }
            if message.is_some_and(|message| deleted.contains(&message)) {
                withhold(&mut record);
            }
            self.end.count += 1;
            self.end.last_position = record.position;
            if record.stream_id == self.conversation.to_string() {
                self.end.head_hash = to_hex(&record.hash);
            }
            line(&mut lines, &record)?;
        }
        if self.is_done {
            line(&mut lines, &serde_json::json!({ "end": self.end }))?;
        }
        Ok(Some(lines.into()))
    }

    /// Which of the messages that a page concerns are deleted as of now, whenever the page was.
    async fn deleted(&self, page: &[About]) -> Result<HashSet<MessageId>, Failure> {
        let mut named: Vec<_> = page.iter().filter_map(|about| about.message).collect();
        named.sort_unstable();
        named.dedup();
        if named.is_empty() {
            return Ok(HashSet::new());
        }
        let named: Vec<_> = named
            .into_iter()
            .map(|message| (self.conversation, message))
            .collect();
        let facts = self.reader.messages(&named).await?;
        Ok(facts
            .into_iter()
            .filter(|(_, fact)| fact.deletion.is_some())
            .map(|((_, message), _)| message)
            .collect())
    }
}

fn line(lines: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *lines, value)?;
    lines.push(b'\n');
    Ok(())
}
