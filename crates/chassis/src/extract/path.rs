use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The parameters of a path. One that does not parse names nothing, so the answer is the one for
/// what does not exist: 404, word for word.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let raw = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::not_found())?;
        // Ids are spelled one way. Where the type would take others (upper case, braces), the route
        // must not: two spellings of one id would be two keys in caches, limits and logs.
        if raw
            .iter()
            .any(|(_, value)| is_uuid_spelled_otherwise(value))
        {
            return Err(Problem::not_found());
        }
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::not_found())
    }
}

fn is_uuid_spelled_otherwise(value: &str) -> bool {
    uuid::Uuid::try_parse(value).is_ok_and(|id| id.hyphenated().to_string() != value)
}
