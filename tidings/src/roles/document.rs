//! The contracts: OpenAPI of all routes, and AsyncAPI of the sockets.

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::routing::get;
use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::trouble::Trouble;

const TITLE: &str = "Tidings";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The contracts of all HTTP services in one.
fn openapi() -> OpenApi {
    let mut document = query_api::openapi();
    document.merge(command_api::openapi());
    document.merge(realtime::openapi());
    document.info.title = TITLE.to_owned();
    document.info.version = VERSION.to_owned();
    document
}

/// The document as JSON.
pub fn openapi_value() -> Result<Value, Trouble> {
    serde_json::to_value(openapi()).map_err(|error| Trouble::Other(error.to_string()))
}

/// The document as `tidings openapi` prints it.
pub fn openapi_text() -> Result<String, Trouble> {
    serde_json::to_string_pretty(&openapi()).map_err(|error| Trouble::Other(error.to_string()))
}

/// The sockets' document as JSON.
fn asyncapi() -> Result<Value, Trouble> {
    realtime::asyncapi(TITLE, VERSION).map_err(|error| Trouble::Other(error.to_string()))
}

/// The sockets' document as `tidings asyncapi` prints it.
pub fn asyncapi_text() -> Result<String, Trouble> {
    serde_json::to_string_pretty(&asyncapi()?).map_err(|error| Trouble::Other(error.to_string()))
}

/// The sockets' document, served beside the other one, by whoever serves that.
pub fn asyncapi_router() -> Result<Router, Trouble> {
    let document = bytes::Bytes::from(asyncapi()?.to_string());
    let json = HeaderValue::from_static("application/json");
    let show = move || async move { ([(header::CONTENT_TYPE, json)], document) };
    Ok(Router::new().route("/api/asyncapi.json", get(show)))
}
