//! What was missed, over HTTP: for scripts, and for whoever has no socket just now.

use std::time::Duration;

use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Query;
use chassis::problem::Problem;
use chassis::problems;
use domain::Role;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use tokio::time::{Instant, timeout_at};
use utoipa::{IntoParams, ToSchema};
use wire::LogPosition;
use wire::frame::{FrameName, Resync, ResyncReason};

use crate::resume::{Missed, Resume, Viewer};
use crate::service::Realtime;

/// Frames of one answer.
const LIMIT_MAX: u32 = 1_000;
const LIMIT_DEFAULT: u32 = 50;

/// How long a node that is behind the client may take to catch up.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// When to ask again.
const PAUSE: Duration = Duration::from_secs(1);

problems! {
    /// What the route can answer.
    Any {
        "400" "A parameter or header is malformed: `invalid-parameter`, `invalid-header`"
        "401" "Nobody, or nobody any longer: `unauthenticated`, `token-expired`"
        "403" "This person may not come in: `forbidden`"
        "421" "Another host's request: `misdirected`"
        "429" "Too often; `Retry-After` says when: `rate-limited`"
        "431" "Too many headers: `headers-too-large`"
        "500" "A bug: `internal`"
        "503" "The log cannot be read, or has not come as far as `after`; `Retry-After` says when: `unavailable`"
    }
}

/// What somebody missed: one message.
fn example() -> serde_json::Value {
    let cursor = "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy";
    let conversation = "ece3b200-10db-5b81-9057-19a57139ad11";
    json!({
        "items": [{
            "event": "new-message",
            "data": {
                "cursor": cursor,
                "position": cursor,
                "conversationId": conversation,
                "seq": 8,
                "message": {
                    "id": "01a20fd9-d441-752c-b430-c87bd5903db6",
                    "conversationId": conversation,
                    "seq": 8,
                    "version": 1,
                    "authorId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                    "body": "Thank you, that is the one.",
                    "files": [],
                    "sentAt": "2026-11-24T09:17:43.617Z"
                }
            }
        }],
        "cursor": cursor,
        "complete": true
    })
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    /// The last cursor that was handled
    #[param(value_type = String)]
    after: Cursor,
    /// How many events at most
    #[serde(default)]
    #[param(value_type = u32, minimum = 1, maximum = 1000, default = 50, required = false)]
    limit: Limit,
}

#[derive(Clone, Copy, Debug)]
struct Cursor(LogPosition);

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u32")]
struct Limit(usize);

impl Default for Limit {
    fn default() -> Self {
        Self(LIMIT_DEFAULT as usize)
    }
}

impl TryFrom<u32> for Limit {
    type Error = &'static str;

    fn try_from(limit: u32) -> Result<Self, &'static str> {
        if (1..=LIMIT_MAX).contains(&limit) {
            Ok(Self(limit as usize))
        } else {
            Err("must be 1 to 1000")
        }
    }
}

/// What was missed, in order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Events {
    /// Exactly what a socket would have been sent.
    items: Vec<Item>,
    /// The next `after`.
    #[schema(value_type = String)]
    cursor: LogPosition,
    /// Whether that is all there is.
    complete: bool,
}

/// An event.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Item {
    /// Its name.
    event: &'static str,
    /// Its object: the AsyncAPI document has the shapes.
    #[schema(value_type = Object)]
    data: Box<RawValue>,
}

impl Item {
    fn new(name: FrameName, data: String) -> Result<Self, serde_json::Error> {
        Ok(Self {
            event: name.as_str(),
            data: RawValue::from_string(data)?,
        })
    }
}

/// What one missed since a cursor
///
/// Exactly what the socket would have sent. Where what was missed cannot be replayed, the only item
/// is `resync`.
#[utoipa::path(
    get,
    path = "/api/messaging/events",
    tag = "events",
    operation_id = "listEvents",
    params(Ask),
    responses((status = 200, description = "What was missed", body = Events, example = json!(example())), Any),
    security(("bearer" = []), ("session" = [])),
)]
pub(super) async fn list(
    State(realtime): State<Realtime>,
    caller: Caller,
    Query(ask): Query<Ask>,
) -> Result<axum::Json<Events>, Problem> {
    let Ask {
        after: Cursor(after),
        limit: Limit(limit),
    } = ask;
    let inner = realtime.inner();
    let hall = &inner.hall;
    if !hall.is_open() {
        return Err(Problem::unavailable(PAUSE));
    }
    if after.log != hall.log() {
        return resync(hall.cursor(), ResyncReason::OtherLog);
    }
    let viewer = Viewer {
        user: caller.user_id,
        is_admin: caller.role == Role::Admin,
    };
    let deadline = Instant::now() + WAIT_MAX;
    let mut moved = hall.moved();
    let mut resume = Resume::after(after.position);
    loop {
        let missed = resume.page(hall, &inner.parts.history, viewer, limit).await;
        let missed = missed.map_err(|error| {
            tracing::warn!(%error, "what somebody missed could not be read");
            Problem::unavailable(PAUSE)
        })?;
        match missed {
            Missed::Page(page) => {
                let item =
                    |frame: wire::frame::Frame| Item::new(frame.name, frame.data.to_string());
                let items = page.frames.into_iter().map(item).collect::<Result<_, _>>();
                return Ok(axum::Json(Events {
                    items: items.map_err(broken)?,
                    cursor: LogPosition::new(hall.log(), page.up_to),
                    complete: page.is_complete,
                }));
            }
            Missed::Resync(reason) => return resync(hall.cursor(), reason),
            Missed::Wait => {
                let waited = timeout_at(deadline, moved.changed()).await;
                if !matches!(waited, Ok(Ok(()))) {
                    return Err(Problem::unavailable(PAUSE));
                }
            }
        }
    }
}

fn resync(cursor: LogPosition, reason: ResyncReason) -> Result<axum::Json<Events>, Problem> {
    let data = Resync {
        cursor,
        position: cursor,
        reason,
    };
    let item = serde_json::to_string(&data).and_then(|data| Item::new(FrameName::Resync, data));
    Ok(axum::Json(Events {
        items: vec![item.map_err(broken)?],
        cursor,
        complete: true,
    }))
}

fn broken(error: serde_json::Error) -> Problem {
    tracing::error!(%error, "an event could not be written as JSON");
    Problem::internal()
}
