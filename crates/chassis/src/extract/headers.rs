use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use percent_encoding::percent_decode;

use crate::problem::{Code, FieldError, Problem};

/// Keys are compared and stored whole; longer ones are somebody's document.
const KEY_CHARS_MAX: usize = 128;

/// A reason is a sentence or two.
const REASON_CHARS_MAX: usize = 500;

/// The version that `If-Match` demands, or none without the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<u64>);

impl IfMatch {
    /// The version, where the route insists on one.
    pub fn required(self) -> Result<u64, Problem> {
        self.0.ok_or_else(|| {
            Problem::new(
                Code::PreconditionRequired,
                "say in If-Match which version this changes",
            )
            .error(FieldError::at_header("If-Match", "is required"))
        })
    }
}

/// The caller's key of this command, or none without the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

/// Why a privileged read happens, or none without the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(pub Option<String>);

impl Reason {
    /// The reason, where the route insists on one.
    pub fn required(self) -> Result<String, Problem> {
        self.0.ok_or_else(|| {
            Problem::new(Code::ValidationFailed, "say in Tidings-Reason why")
                .error(FieldError::at_header("Tidings-Reason", "is required"))
        })
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        only(&parts.headers, header::IF_MATCH.as_str(), "If-Match")?
            .map(|value| {
                value.to_str().ok().and_then(parse_version).ok_or_else(|| {
                    Problem::invalid_header(
                        "If-Match",
                        "must be one version in quotes, such as \"3\"",
                    )
                })
            })
            .transpose()
            .map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        only(&parts.headers, "idempotency-key", "Idempotency-Key")?
            .map(|value| {
                let bytes = value.as_bytes();
                let is_valid = (1..=KEY_CHARS_MAX).contains(&bytes.len())
                    && bytes.iter().all(u8::is_ascii_graphic);
                match value.to_str() {
                    Ok(key) if is_valid => Ok(key.to_owned()),
                    Ok(_) | Err(_) => Err(Problem::invalid_header(
                        "Idempotency-Key",
                        "must be 1 to 128 visible ASCII characters",
                    )),
                }
            })
            .transpose()
            .map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for Reason {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        only(&parts.headers, "tidings-reason", "Tidings-Reason")?
            .map(|value| {
                parse_reason(value.as_bytes()).ok_or_else(|| {
                    Problem::invalid_header(
                        "Tidings-Reason",
                        "must be 1 to 500 characters, percent-encoded UTF-8, not blank",
                    )
                })
            })
            .transpose()
            .map(Self)
    }
}

fn parse_version(value: &str) -> Option<u64> {
    let digits = value.trim().strip_prefix('"')?.strip_suffix('"')?;
    let is_canonical = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    is_canonical.then(|| digits.parse().ok())?
}

fn parse_reason(value: &[u8]) -> Option<String> {
    let is_escaped = value
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'%')
        .all(|(at, _)| {
            value
                .get(at + 1..at + 3)
                .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
        });
    let text = percent_decode(value).decode_utf8().ok()?;
    let is_text =
        !text.trim().is_empty() && !text.contains('\0') && text.chars().count() <= REASON_CHARS_MAX;
    (is_escaped && is_text).then(|| text.into_owned())
}

/// The header's one value. Two are refused: whoever stands between us might go by the other.
fn only<'headers>(
    headers: &'headers HeaderMap,
    name: &str,
    shown: &str,
) -> Result<Option<&'headers HeaderValue>, Problem> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(Problem::invalid_header(shown, "is there more than once"));
    }
    Ok(first)
}
