//! A page to read the OpenAPI document: our own files, nothing from elsewhere.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::routing::get;

use crate::api::Api;

/// The page loads its own script, style and document, and nothing else.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// A file of the page, with what browsers are told about it.
type File = ([(HeaderName, HeaderValue); 2], &'static str);

const fn file(media: &'static str, text: &'static str) -> File {
    let media = HeaderValue::from_static(media);
    (
        [
            (header::CONTENT_TYPE, media),
            (header::CONTENT_SECURITY_POLICY, POLICY),
        ],
        text,
    )
}

pub(super) fn router() -> Router<Api> {
    Router::new()
        .route("/api/docs", get(page))
        .route("/api/docs/docs.js", get(script))
        .route("/api/docs/docs.css", get(style))
}

async fn page() -> File {
    file(
        "text/html; charset=utf-8",
        include_str!("../docs/index.html"),
    )
}

async fn script() -> File {
    file(
        "text/javascript; charset=utf-8",
        include_str!("../docs/docs.js"),
    )
}

async fn style() -> File {
    file("text/css; charset=utf-8", include_str!("../docs/docs.css"))
}
