//! Refusals and failures as clients see them: `application/problem+json` of RFC 9457.

mod code;

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use code::Code;

use crate::request_id;

/// The media type of every problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// One thing that is wrong with a request, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// JSON Pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Name of the query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Name of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What is wrong, for people.
    pub message: String,
}

impl FieldError {
    /// Something wrong in the body, at a JSON Pointer ("" is the whole body).
    pub fn at_pointer(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: Some(pointer.into()),
            parameter: None,
            header: None,
            message: message.into(),
        }
    }

    /// Something wrong in a query parameter.
    pub fn at_parameter(parameter: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: None,
            parameter: Some(parameter.into()),
            header: None,
            message: message.into(),
        }
    }

    /// Something wrong in a header.
    pub fn at_header(header: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: None,
            parameter: None,
            header: Some(header.into()),
            message: message.into(),
        }
    }
}

/// A refusal or failure on its way to the client. The request's id is filled in when it becomes a
/// response, so nobody has to carry it.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    code: Code,
    detail: String,
    errors: Vec<FieldError>,
    retry_after: Option<Duration>,
    members: Map<String, Value>,
    close: bool,
}

impl Problem {
    /// A problem with a sentence that tells this case from others of the same code.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            members: Map::new(),
            close: false,
        }
    }

    /// The one answer to what does not exist and to what the caller may not know of.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "there is nothing here")
    }

    /// A bug of ours. What went wrong belongs in the log, never in the answer.
    pub fn internal() -> Self {
        Self::new(Code::Internal, "something went wrong on our side")
    }

    /// Something we depend on is away; the client may try again.
    pub fn unavailable(retry_after: Duration) -> Self {
        Self::new(Code::Unavailable, "the service is not available just now")
            .retry_after(retry_after)
    }

    /// One invalid field of the body.
    pub fn invalid_field(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Code::ValidationFailed, "the body is not valid")
            .error(FieldError::at_pointer(pointer, message))
    }

    /// One invalid query parameter.
    pub fn invalid_parameter(parameter: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Code::InvalidParameter, "a query parameter is not valid")
            .error(FieldError::at_parameter(parameter, message))
    }

    /// One invalid header.
    pub fn invalid_header(header: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Code::InvalidHeader, "a header is not valid")
            .error(FieldError::at_header(header, message))
    }

    /// Adds one thing that is wrong.
    #[must_use]
    pub fn error(mut self, error: FieldError) -> Self {
        self.errors.push(error);
        self
    }

    /// Adds several things that are wrong.
    #[must_use]
    pub fn errors(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        self.errors.extend(errors);
        self
    }

    /// Says when to come back, rounded up to whole seconds.
    #[must_use]
    pub fn retry_after(mut self, pause: Duration) -> Self {
        self.retry_after = Some(pause);
        self
    }

    /// Adds a member of its own, such as `current` of a version mismatch.
    #[must_use]
    pub fn member(mut self, name: &str, value: Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// Ends the connection with this answer, where what follows on it cannot be trusted.
    #[must_use]
    pub fn closing(mut self) -> Self {
        self.close = true;
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.code.status()
    }

    /// What is wrong, field by field.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// The body as sockets, logs and tests want it too.
    pub fn body(&self, request_id: &str) -> ProblemBody {
        ProblemBody {
            problem_type: format!("urn:tidings:problem:{}", self.code),
            title: self.code.title().to_owned(),
            status: self.status().as_u16(),
            detail: self.detail.clone(),
            code: self.code,
            request_id: request_id.to_owned(),
            errors: self.errors.clone(),
            members: self.members.clone(),
        }
    }
}

/// The JSON of a problem.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(title = "Problem")]
pub struct ProblemBody {
    /// A URI reference for the kind of problem.
    #[serde(rename = "type")]
    pub problem_type: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// This case in a sentence.
    pub detail: String,
    /// The stable code that programs decide by.
    pub code: Code,
    /// The request's id, as in the logs.
    pub request_id: String,
    /// What is wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldError>,
    /// Members of particular codes, such as `current`.
    #[serde(flatten)]
    #[schema(ignore)]
    pub members: Map<String, Value>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = self.body(&request_id::current());
        // Numbers, texts and maps with text keys: this cannot fail, and if it did, the status stands.
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(pause) = self.retry_after {
            let seconds = pause.as_millis().div_ceil(1_000).max(1);
            if let Ok(value) = HeaderValue::try_from(seconds.to_string()) {
                headers.insert(header::RETRY_AFTER, value);
            }
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.close {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
