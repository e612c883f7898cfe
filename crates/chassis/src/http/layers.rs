use std::any::Any;
use std::time::Instant;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::{body, framing, guard, headers, origin};
use crate::config::Checked;
use crate::problem::{Code, PROBLEM_JSON, Problem};
use crate::request_id;

/// How long a browser may remember what CORS allows.
const PREFLIGHT_MAX_AGE: std::time::Duration = std::time::Duration::from_secs(3_600);

/// Puts around a router what every public router gets. The order matters: the request's id first, so
/// that even the answer to a panic has it; the security headers next, so that every refusal has them;
/// then what refuses, from the cheapest to the dearest.
pub fn harden(router: Router, settings: &Checked) -> Router {
    router.layer(
        ServiceBuilder::new()
            .layer(from_fn(request_id::give))
            .layer(from_fn(observe))
            .layer(from_fn_with_state(settings.clone(), headers::secure))
            .layer(from_fn(explain))
            .layer(CatchPanicLayer::custom(after_panic))
            .layer(from_fn(framing::guard))
            .layer(from_fn(guard::header_sizes))
            .layer(from_fn_with_state(settings.clone(), guard::host))
            .layer(cors(settings))
            .layer(from_fn_with_state(settings.clone(), origin::guard))
            .layer(from_fn(body::limit_time)),
    )
}

fn cors(settings: &Checked) -> CorsLayer {
    let settings = settings.clone();
    let allowed = AllowOrigin::predicate(move |origin: &HeaderValue, _: &_| {
        origin
            .to_str()
            .is_ok_and(|origin| settings.allows_origin(origin))
    });
    // No credentials: cookies are for our own pages, other origins bring a token.
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
            header::IF_MATCH,
            HeaderName::from_static("tidings-reason"),
        ])
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            HeaderName::from_static("idempotency-replayed"),
            request_id::HEADER,
        ])
        .max_age(PREFLIGHT_MAX_AGE)
}

/// A panic ends one request, not its neighbours. Its words are for the log.
fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!(
        reason = crate::shutdown::panic_text(panic.as_ref()),
        "a route panicked"
    );
    Problem::internal().into_response()
}

/// Gives the bare answers of the router and its extractors the form of a problem.
async fn explain(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let problem = match response.status() {
        StatusCode::NOT_FOUND => Problem::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => {
            Problem::new(Code::MethodNotAllowed, "this method is not offered here")
        }
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::TooLarge, "the body is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(
            Code::UnsupportedMediaType,
            "this content type is not accepted",
        ),
        _ => return response,
    };
    let content_type = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes);
    if content_type
        .is_some_and(|name| name == PROBLEM_JSON.as_bytes() || !name.starts_with(b"text/plain"))
    {
        return response;
    }
    let mut explained = problem.into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        explained.headers_mut().insert(header::ALLOW, allow.clone());
    }
    explained
}

/// Marks an answer of 5xx that is given on purpose, and counted by whoever gives it: it is no failure
/// to be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shed;

/// Counts and times requests, and logs the failures, once, here.
async fn observe(request: Request, next: Next) -> Response {
    let method = method_name(request.method());
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status();
    let labels = [
        ("method", method.to_owned()),
        ("status", status.as_str().to_owned()),
    ];
    metrics::counter!("tidings_http_requests_total", &labels).increment(1);
    metrics::histogram!("tidings_http_request_seconds", &labels).record(began.elapsed());
    if let Some(problem) = response.extensions().get::<Problem>() {
        let code = problem.code().as_str();
        metrics::counter!("tidings_http_problems_total", "code" => code).increment(1);
    }
    let is_shed = response.extensions().get::<Shed>().is_some();
    if status.is_server_error() && !is_shed {
        tracing::warn!(status = status.as_u16(), "a request failed");
    } else {
        tracing::debug!(status = status.as_u16(), "a request was answered");
    }
    response
}

/// Methods are anybody's to invent, and every label is a series in memory.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
