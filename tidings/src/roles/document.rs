//! The OpenAPI document of all routes.

use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::trouble::Trouble;

/// The contracts of both HTTP services in one.
fn openapi() -> OpenApi {
    let mut document = query_api::openapi();
    document.merge(command_api::openapi());
    document.info.title = "Tidings".to_owned();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
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
