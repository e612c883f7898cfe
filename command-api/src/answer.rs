//! Answers: made from events alone, so that a repeat gets the first one again.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::LogId;
use event_store::Outcome;
use serde::Serialize;
use utoipa::ToSchema;
use wire::LogPosition;

/// Says that the answer is that of an earlier, equal request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A command's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer<T> {
    status: StatusCode,
    location: Option<String>,
    is_replayed: bool,
    body: T,
}

impl<T> Answer<T> {
    /// Something is there that was not before, at this path.
    pub(crate) fn created(outcome: &Outcome, location: Option<String>, body: T) -> Self {
        Self {
            status: StatusCode::CREATED,
            location,
            is_replayed: outcome.replayed,
            body,
        }
    }

    /// Something changed, or was as asked already.
    pub(crate) fn done(outcome: &Outcome, body: T) -> Self {
        Self {
            status: StatusCode::OK,
            location: None,
            is_replayed: outcome.replayed,
            body,
        }
    }

    /// Something will be done that takes a while.
    pub(crate) fn accepted(outcome: &Outcome, body: T) -> Self {
        Self {
            status: StatusCode::ACCEPTED,
            ..Self::done(outcome, body)
        }
    }
}

/// An answer that says no more than that it is done.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DoneAnswer {
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    pub(crate) position: LogPosition,
}

/// From where on the log shows what the answer says: the last event, or where nothing was
/// appended, a position at which that held.
pub(crate) fn position(outcome: &Outcome, log: LogId) -> LogPosition {
    let position = outcome
        .events
        .last()
        .map_or(outcome.position, |event| event.position);
    LogPosition::new(log, position)
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        let headers = response.headers_mut();
        if let Some(location) = self
            .location
            .and_then(|path| HeaderValue::try_from(path).ok())
        {
            headers.insert(header::LOCATION, location);
        }
        if self.is_replayed {
            headers.insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}
