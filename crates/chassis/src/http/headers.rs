use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::config::Checked;
use crate::problem::PROBLEM_JSON;

/// Nothing in an API answer is to be run, shown or framed as a page.
pub(super) const NO_CONTENT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// A page of ours shares no window with another site's that opened it.
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Two years, as browsers' preload lists ask for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Adds the security headers that a route did not set itself.
pub(super) async fn secure(
    State(settings): State<Checked>,
    request: Request,
    next: Next,
) -> Response {
    let is_page = !["/api/", "/socket.io/", "/ws"]
        .iter()
        .any(|prefix| request.uri().path().starts_with(prefix));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_problem = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|name| name == PROBLEM_JSON);
    or_insert(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    or_insert(headers, header::REFERRER_POLICY, "no-referrer");
    // Other sites read by CORS or not at all; a route whose answers they may embed says so itself.
    or_insert(headers, RESOURCE_POLICY, "same-origin");
    if settings.public_url().is_https() {
        or_insert(headers, header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if !is_page || is_problem {
        or_insert(headers, header::CACHE_CONTROL, "no-store");
        or_insert(headers, header::CONTENT_SECURITY_POLICY, NO_CONTENT_POLICY);
    } else {
        or_insert(headers, OPENER_POLICY, "same-origin");
    }
    response
}

fn or_insert(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
