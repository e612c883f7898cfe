//! The OpenAPI document.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::problems::Any;
use crate::api::Api;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// This document
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "contract",
    operation_id = "showContract",
    responses((status = 200, description = "The OpenAPI document", body = Object), Any),
    security(()),
)]
pub(crate) async fn show(State(api): State<Api>) -> Response {
    ([(header::CONTENT_TYPE, JSON)], api.document.clone()).into_response()
}
