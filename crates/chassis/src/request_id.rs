//! The id of a request: the trace id of W3C Trace Context, taken from a valid `traceparent` or made.
//! It goes back as `Tidings-Request-Id`, into every log line and problem, and with a command into the log.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing::field::Empty;

use crate::telemetry::traces;

/// Tells the client the id of its request.
pub const HEADER: HeaderName = HeaderName::from_static("tidings-request-id");

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

tokio::task_local! {
    // Held for the length of one request, so that a problem made anywhere in it knows its id.
    static CURRENT: String;
}

/// What a request is called. An extension of every hardened request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestContext {
    /// The trace id, 32 lower-case hex digits.
    pub request_id: String,
    /// The `traceparent` to hand on: same trace, a span of our own.
    pub traceparent: String,
}

impl RequestContext {
    /// Continues the trace of the headers, or begins one.
    pub fn of(headers: &HeaderMap) -> Self {
        Self::under(incoming(headers))
    }

    fn under(parent: Option<Traceparent>) -> Self {
        let (trace, flags) = match parent {
            Some(parent) => (parent.trace, parent.flags),
            None => (random_hex(16), "01".to_owned()),
        };
        Self::from(Traceparent {
            trace,
            span: random_hex(8),
            flags,
        })
    }
}

impl From<Traceparent> for RequestContext {
    fn from(of: Traceparent) -> Self {
        Self {
            traceparent: format!("00-{}-{}-{}", of.trace, of.span, of.flags),
            request_id: of.trace,
        }
    }
}

/// Where in which trace, in lower-case hex digits.
pub(crate) struct Traceparent {
    pub(crate) trace: String,
    pub(crate) span: String,
    pub(crate) flags: String,
}

/// The id of the request being answered, or a new one outside any request.
pub fn current() -> String {
    CURRENT
        .try_with(Clone::clone)
        .unwrap_or_else(|_| random_hex(16))
}

/// The layer that gives a request its id; see [`crate::http::harden`].
pub async fn give(mut request: Request, next: Next) -> Response {
    let parent = incoming(request.headers());
    // The path alone: query strings can hold tokens that somebody put there by mistake.
    let span = tracing::info_span!("request", id = Empty, method = %request.method(), path = %request.uri().path());
    let context = match traces::join(&span, parent.as_ref()) {
        Some(joined) => RequestContext::from(joined),
        None => RequestContext::under(parent),
    };
    let id = context.request_id.clone();
    span.record("id", &id);
    request.extensions_mut().insert(context);
    let mut response = CURRENT
        .scope(id.clone(), next.run(request).instrument(span))
        .await;
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

fn incoming(headers: &HeaderMap) -> Option<Traceparent> {
    let mut values = headers.get_all(TRACEPARENT).iter();
    let value = values.next()?.to_str().ok()?;
    match values.next() {
        Some(_) => None,
        None => Traceparent::parse(value),
    }
}

impl Traceparent {
    pub(crate) fn parse(value: &str) -> Option<Self> {
        let mut parts = value.split('-');
        let (version, trace, span, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_valid = is_hex(version, 2)
            && version != "ff"
            // Later versions may add parts, version 00 may not.
            && (version != "00" || parts.next().is_none())
            && is_hex(trace, 32)
            && trace.bytes().any(|digit| digit != b'0')
            && is_hex(span, 16)
            && span.bytes().any(|digit| digit != b'0')
            && is_hex(flags, 2);
        is_valid.then(|| Self {
            trace: trace.to_owned(),
            span: span.to_owned(),
            flags: flags.to_owned(),
        })
    }
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn random_hex(bytes: usize) -> String {
    // Two version 7 ids would share their first half within a millisecond; version 4 is random all over.
    let random = uuid::Uuid::new_v4().simple().to_string();
    random.chars().rev().take(bytes * 2).collect()
}
