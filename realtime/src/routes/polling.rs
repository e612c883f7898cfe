//! The requests of polling clients. What they may do wrong is answered, and ends the session,
//! the way the reference server does it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chassis::http::{BodyStopped, Peer, accepts_polling_origin};
use chassis::problem::{Code, Problem};

use super::{EngineError, FRAME_BYTES_MAX, Query, admit, begin, enter};
use crate::close::Close;
use crate::dialect::Dialect;
use crate::polling::{Ending, Mailbox, Polled};
use crate::service::Realtime;
use crate::session::Line;

/// What a GET is answered with. A type that browsers neither run nor download.
const PAYLOAD_TYPE: &str = "text/plain; charset=UTF-8";

/// What a POST is answered with: old browsers offer plain text for download.
const OK_TYPE: &str = "text/html";

/// A request of a polling client.
pub(super) async fn polling(
    realtime: Realtime,
    method: &Method,
    query: Query,
    headers: &HeaderMap,
    peer: Option<Peer>,
    body: Body,
) -> Response {
    let door = match admit(
        &realtime,
        Dialect::SocketIo,
        headers,
        peer,
        accepts_polling_origin,
    ) {
        Ok(door) => door,
        Err(refused) => return refused,
    };
    let inner = realtime.inner();
    let Some(sid) = query.sid else {
        if method != Method::GET {
            return EngineError::BadHandshakeMethod.into_response();
        }
        let ticket = match enter(&realtime) {
            Ok(ticket) => ticket,
            Err(full) => return full,
        };
        let Some(entry) = inner.polls.open(&door.sid) else {
            return Problem::unavailable(Duration::from_secs(5)).into_response();
        };
        let mailbox = entry.mailbox.clone();
        begin(realtime, Line::Polled(entry), door, ticket);
        return get(&mailbox, None).await;
    };
    let Some(mailbox) = inner.polls.find(&sid) else {
        return EngineError::UnknownSid.into_response();
    };
    if mailbox.is_upgraded() {
        return EngineError::BadRequest.into_response();
    }
    match *method {
        Method::GET => get(&mailbox, query.name).await,
        Method::POST => post(&mailbox, headers, body).await,
        _ => Problem::new(Code::MethodNotAllowed, "a poll is a GET or a POST").into_response(),
    }
}

async fn get(mailbox: &Arc<Mailbox>, name: Option<String>) -> Response {
    match mailbox.poll(name).await {
        Polled::Payload(payload) => {
            ([(header::CONTENT_TYPE, PAYLOAD_TYPE)], payload).into_response()
        }
        Polled::Refused => StatusCode::BAD_REQUEST.into_response(),
    }
}

async fn post(mailbox: &Arc<Mailbox>, headers: &HeaderMap, body: Body) -> Response {
    let Some(turn) = mailbox.begin_post() else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let refuse = |close, answer: Response| {
        mailbox.end_with(Ending::Close(close));
        answer
    };
    let is_binary = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|name| name == "application/octet-stream");
    if is_binary {
        return refuse(Close::Binary, EngineError::BadRequest.into_response());
    }
    let read = tokio::select! {
        read = to_bytes(body, FRAME_BYTES_MAX) => read,
        () = mailbox.gone() => return EngineError::UnknownSid.into_response(),
    };
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(error) if BodyStopped::caused(&error) => {
            return Problem::new(Code::Timeout, "the body did not arrive in time").into_response();
        }
        // Too long, or cut off: then nobody reads this.
        Err(_) => {
            let answer = Problem::new(Code::TooLarge, "a payload has 64 KiB at most");
            return refuse(Close::TooLarge, answer.into_response());
        }
    };
    let Ok(text) = String::from_utf8(bytes.into()) else {
        return refuse(Close::NotUtf8, EngineError::BadRequest.into_response());
    };
    mailbox.post(turn, text).await;
    ([(header::CONTENT_TYPE, OK_TYPE)], "ok").into_response()
}
