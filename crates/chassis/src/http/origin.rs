use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::caller::session_cookie;
use crate::config::Checked;
use crate::problem::{Code, Problem};

/// Refuses what another site's page makes a browser send with our cookie.
pub(super) async fn guard(
    State(settings): State<Checked>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    // A read with a reason is recorded, so it counts as a change.
    let is_plain_read = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) && !headers.contains_key("tidings-reason");
    // A token wins over the cookie, and no browser adds one by itself.
    let is_by_cookie = !headers.contains_key(header::AUTHORIZATION)
        && session_cookie(headers, &settings.cookie_name()).is_some();
    if is_by_cookie && !is_plain_read && !accepts_polling_origin(headers, &settings) {
        return Problem::new(Code::OriginRefused, "requests from this origin are refused")
            .into_response();
    }
    next.run(request).await
}

/// Whether the `Origin` is there and allowed: the rule for WebSocket handshakes with a cookie.
pub fn accepts_origin(headers: &HeaderMap, settings: &Checked) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next().map(|origin| origin.to_str()), origins.next()) {
        (Some(Ok(origin)), None) => settings.allows_origin(origin),
        _ => false,
    }
}

/// The same, or no `Origin` where the browser itself says that the page is ours: the rule for cookie
/// requests that change something, and for polling.
pub fn accepts_polling_origin(headers: &HeaderMap, settings: &Checked) -> bool {
    if headers.contains_key(header::ORIGIN) {
        accepts_origin(headers, settings)
    } else {
        headers
            .get("sec-fetch-site")
            .is_some_and(|site| site == "same-origin")
    }
}
