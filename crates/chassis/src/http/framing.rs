use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::{Code, FieldError, Problem};

/// What the wire saw of how the requests of one connection are framed. Held by the connection and by
/// its requests; set at most once, since nothing is read on after it.
#[derive(Debug, Clone, Default)]
pub(super) struct Framing {
    has_both_lengths: Arc<AtomicBool>,
}

impl Framing {
    pub(super) fn note_both_lengths(&self) {
        self.has_both_lengths.store(true, Ordering::Release);
    }

    fn has_both_lengths(&self) -> bool {
        self.has_both_lengths.load(Ordering::Acquire)
    }
}

/// Refuses requests with two lengths (RFC 9112, 6.3): whoever stands before us may go by the other one.
/// hyper obeys Transfer-Encoding and drops Content-Length before we see it, so the wire tells.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let is_chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let wants_upgrade = request.headers().contains_key(header::UPGRADE);
    let has_both = request
        .extensions()
        .get::<Framing>()
        .is_some_and(Framing::has_both_lengths);
    if is_chunked && has_both {
        return Problem::new(Code::InvalidHeader, "a request has one length")
            .error(FieldError::at_header(
                "Content-Length",
                "cannot go with Transfer-Encoding",
            ))
            .closing()
            .into_response();
    }
    let mut response = next.run(request).await;
    // The wire stops watching after either, so nothing may follow on the connection.
    if (is_chunked || wants_upgrade) && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
