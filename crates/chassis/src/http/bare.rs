//! What hyper answers by itself, before any route, has no body. Clients are promised a problem.

use axum::http::StatusCode;

use super::headers::NO_CONTENT_POLICY;
use crate::problem::{Code, PROBLEM_JSON, Problem};
use crate::request_id;

/// hyper's own answers are a status line and three headers.
const BARE_BYTES_MAX: usize = 256;

/// The answer to send in place of hyper's, or none for everything else: every answer of ours carries a
/// request id, and bodies are not written in one piece that looks like this.
pub(super) fn explain(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_refusal = bytes.len() <= BARE_BYTES_MAX
        && bytes.starts_with(b"HTTP/1.1 4")
        && bytes.ends_with(b"\r\n\r\n");
    if !is_refusal {
        return None;
    }
    let head = std::str::from_utf8(bytes).ok()?;
    if !head.contains("\r\ncontent-length: 0\r\n") || head.contains(request_id::HEADER.as_str()) {
        return None;
    }
    let status = StatusCode::from_bytes(head.get(9..12)?.as_bytes()).ok()?;
    let problem = match status {
        StatusCode::BAD_REQUEST => {
            Problem::new(Code::InvalidHeader, "this is not a valid HTTP/1.1 request")
        }
        StatusCode::URI_TOO_LONG | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Problem::new(
            Code::HeadersTooLarge,
            "the headers are too many or too long",
        ),
        _ => return None,
    };
    let id = request_id::current();
    let body = serde_json::to_string(&problem.body(&id)).ok()?;
    let answer = format!(
        "HTTP/1.1 {}\r\n\
         content-type: {PROBLEM_JSON}\r\n\
         content-length: {}\r\n\
         {}: {id}\r\n\
         cache-control: no-store\r\n\
         x-content-type-options: nosniff\r\n\
         referrer-policy: no-referrer\r\n\
         content-security-policy: {NO_CONTENT_POLICY}\r\n\
         connection: close\r\n\r\n\
         {body}",
        problem.status(),
        body.len(),
        request_id::HEADER,
    );
    Some(answer.into_bytes())
}
