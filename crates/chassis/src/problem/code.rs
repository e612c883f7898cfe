use std::fmt;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Every code a problem can have. Codes are stable: programs decide by them. A new one is added
/// here, in [`Code::parts`], and in `docs/api.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(
    missing_docs,
    reason = "the codes say themselves, and their titles are in `parts`"
)]
pub enum Code {
    InvalidJson,
    InvalidParameter,
    InvalidHeader,
    Unauthenticated,
    TokenExpired,
    Forbidden,
    OriginRefused,
    NotFound,
    MethodNotAllowed,
    Timeout,
    ConversationNotOpen,
    AlreadyDeleted,
    NotDeleted,
    FileInUse,
    Conflict,
    VersionMismatch,
    TooLarge,
    UnsupportedMediaType,
    RangeNotSatisfiable,
    Misdirected,
    ValidationFailed,
    KeyReused,
    FileRefused,
    PreconditionRequired,
    RateLimited,
    HeadersTooLarge,
    Internal,
    Unavailable,
}

impl Code {
    /// The code, its status and its title: the one place that knows them.
    fn parts(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::InvalidJson => (
                "invalid-json",
                StatusCode::BAD_REQUEST,
                "The body is not JSON",
            ),
            Self::InvalidParameter => (
                "invalid-parameter",
                StatusCode::BAD_REQUEST,
                "A query parameter is not valid",
            ),
            Self::InvalidHeader => (
                "invalid-header",
                StatusCode::BAD_REQUEST,
                "A header is not valid",
            ),
            Self::Unauthenticated => ("unauthenticated", StatusCode::UNAUTHORIZED, "Sign in first"),
            Self::TokenExpired => (
                "token-expired",
                StatusCode::UNAUTHORIZED,
                "The token has expired",
            ),
            Self::Forbidden => ("forbidden", StatusCode::FORBIDDEN, "You may not do this"),
            Self::OriginRefused => (
                "origin-refused",
                StatusCode::FORBIDDEN,
                "Requests from this origin are refused",
            ),
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND, "Not found"),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "This method is not offered here",
            ),
            Self::Timeout => (
                "timeout",
                StatusCode::REQUEST_TIMEOUT,
                "The request took too long",
            ),
            Self::ConversationNotOpen => (
                "conversation-not-open",
                StatusCode::CONFLICT,
                "The conversation is not open",
            ),
            Self::AlreadyDeleted => (
                "already-deleted",
                StatusCode::CONFLICT,
                "The message is deleted already",
            ),
            Self::NotDeleted => (
                "not-deleted",
                StatusCode::CONFLICT,
                "The message is not deleted",
            ),
            Self::FileInUse => ("file-in-use", StatusCode::CONFLICT, "The file is in use"),
            Self::Conflict => (
                "conflict",
                StatusCode::CONFLICT,
                "This does not fit the present state",
            ),
            Self::VersionMismatch => (
                "version-mismatch",
                StatusCode::PRECONDITION_FAILED,
                "Somebody changed it meanwhile",
            ),
            Self::TooLarge => (
                "too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is too large",
            ),
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "This content type is not accepted",
            ),
            Self::RangeNotSatisfiable => (
                "range-not-satisfiable",
                StatusCode::RANGE_NOT_SATISFIABLE,
                "The range is outside the file",
            ),
            Self::Misdirected => (
                "misdirected",
                StatusCode::MISDIRECTED_REQUEST,
                "This host is not served here",
            ),
            Self::ValidationFailed => (
                "validation-failed",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The body is not valid",
            ),
            Self::KeyReused => (
                "key-reused",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The key was used for another request",
            ),
            Self::FileRefused => (
                "file-refused",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The file is refused",
            ),
            Self::PreconditionRequired => (
                "precondition-required",
                StatusCode::PRECONDITION_REQUIRED,
                "If-Match is required",
            ),
            Self::RateLimited => (
                "rate-limited",
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
            ),
            Self::HeadersTooLarge => (
                "headers-too-large",
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "The headers are too large",
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal error",
            ),
            Self::Unavailable => (
                "unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                "Not available just now",
            ),
        }
    }

    /// The code as it is spelled for clients, in problems and on sockets.
    pub fn as_str(self) -> &'static str {
        self.parts().0
    }

    /// The HTTP status that goes with it.
    pub fn status(self) -> StatusCode {
        self.parts().1
    }

    /// What it means, in a few words.
    pub fn title(self) -> &'static str {
        self.parts().2
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
