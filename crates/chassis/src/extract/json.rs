use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::Segment;

use super::strict;
use crate::http::BodyStopped;
use crate::problem::{Code, FieldError, Problem};

/// The largest JSON body. Longer text is a file.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// A JSON body. `T` has `deny_unknown_fields`, so that nobody sets by a body what the route does not offer.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                Code::UnsupportedMediaType,
                "the body must be application/json",
            ));
        }
        parse_body(&read_body(request).await?).map(Self)
    }
}

/// Parses a JSON body: 400 for what is not JSON, 422 with pointers for what is not a `T`.
pub fn parse_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    strict::check(body).map_err(|reason| Problem::new(Code::InvalidJson, reason))?;
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        match inner.classify() {
            Category::Data => {
                let (pointer, message) = place(pointer, &inner.to_string());
                Problem::new(Code::ValidationFailed, "the body is not valid")
                    .error(FieldError::at_pointer(pointer, message))
            }
            Category::Syntax | Category::Eof | Category::Io => {
                Problem::new(Code::InvalidJson, "the body is not JSON")
            }
        }
    })
}

/// `application/json`, once, not packed, and if a charset is given UTF-8. Not `+json`: a patch document
/// is another language.
fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(Ok(value)), None) = (types.next().map(|value| value.to_str()), types.next()) else {
        return false;
    };
    if headers.contains_key(header::CONTENT_ENCODING) {
        return false;
    }
    let mut parts = value.split(';').map(str::trim);
    let is_type = parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts
        .filter_map(|parameter| parameter.split_once('='))
        .all(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset")
                || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        });
    is_type && is_utf8
}

/// Reads the body, up to the limit and no further.
async fn read_body(request: Request) -> Result<Bytes, Problem> {
    let too_large = || Problem::new(Code::TooLarge, "a JSON body may have 256 KiB").closing();
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > BODY_BYTES_MAX as u64) {
        return Err(too_large());
    }
    match Limited::new(request.into_body(), BODY_BYTES_MAX)
        .collect()
        .await
    {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(error) if BodyStopped::caused(error.as_ref()) => {
            Err(Problem::new(Code::Timeout, "the body did not arrive in time").closing())
        }
        Err(_) => Err(Problem::new(Code::InvalidJson, "the body did not arrive whole").closing()),
    }
}

/// An RFC 6901 pointer to where serde stopped.
fn pointer(path: &serde_path_to_error::Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", escape(key))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// serde reports an unknown field at the field and a missing one at its object; both are named in the
/// message. The pointer always names the field, and the message loses the place in the text.
fn place(pointer: String, message: &str) -> (String, String) {
    let message = message
        .rsplit_once(" at line ")
        .map_or(message, |(message, _)| message);
    let named = message.split('`').nth(1).unwrap_or_default();
    let field = format!("/{}", escape(named));
    if message.starts_with("missing field") {
        (format!("{pointer}{field}"), "is required".to_owned())
    } else if message.starts_with("unknown field") {
        let pointer = if pointer.ends_with(&field) {
            pointer
        } else {
            format!("{pointer}{field}")
        };
        (pointer, "is not a field of this request".to_owned())
    } else {
        (pointer, message.to_owned())
    }
}
