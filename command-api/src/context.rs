//! What a command carries besides its body: the request's key and its trace.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use chassis::extract::{IdempotencyKey, Json, parse_body};
use chassis::problem::Problem;
use chassis::request_id::RequestContext;
use domain::{ConversationId, MessageId, Metadata, UserId};
use event_store::RequestKey;
use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use sha2::Sha256;
use uuid::{Builder, Uuid};

use crate::api::{Api, bug};

/// The request's key, if it has one, and what is known of the request. By itself it is extracted
/// from a request without a body.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) key: Option<RequestKey>,
    pub(crate) metadata: Metadata,
}

/// A request whose body is a `T`.
#[derive(Clone, Debug)]
pub(crate) struct Ask<T> {
    pub(crate) body: T,
    pub(crate) context: Context,
}

impl<T: DeserializeOwned> FromRequest<Api> for Ask<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let key = IdempotencyKey::from_request_parts(&mut parts, api).await?;
        let request = Request::from_parts(parts.clone(), body);
        // The text as it was sent is what a repeat is compared by; only the white space around
        // the value is lost, which says nothing.
        let Json(text) = Json::<Box<RawValue>>::from_request(request, api).await?;
        let body = parse_body(text.get().as_bytes())?;
        let context = Context::new(&parts, key, text.get().as_bytes(), api)?;
        Ok(Self { body, context })
    }
}

impl FromRequestParts<Api> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let key = IdempotencyKey::from_request_parts(parts, api).await?;
        Self::new(parts, key, &[], api)
    }
}

impl Context {
    fn new(parts: &Parts, key: IdempotencyKey, body: &[u8], api: &Api) -> Result<Self, Problem> {
        let key = match key.0 {
            Some(key) => {
                let path = parts.uri.path();
                let digest = digest(
                    api.idempotency_key(),
                    &parts.method,
                    path,
                    &parts.headers,
                    body,
                )?;
                Some(RequestKey { key, digest })
            }
            None => None,
        };
        let traceparent = match parts.extensions.get::<RequestContext>() {
            Some(context) => context.traceparent.clone(),
            None => RequestContext::of(&parts.headers).traceparent,
        };
        let metadata = Metadata::from([("traceparent".to_owned(), traceparent)]);
        Ok(Self { key, metadata })
    }

    /// The id of a message whose sender gave it none. Under a key it is always the same one, so that
    /// a repeat claims files for the message that has them and not for a second one. It is made
    /// under a key of ours too: nobody can take the id away beforehand.
    pub(crate) fn message_id(
        &self,
        api: &Api,
        by: UserId,
        conversation: ConversationId,
    ) -> Result<MessageId, Problem> {
        let Some(RequestKey { key, .. }) = &self.key else {
            return Ok(MessageId::new(Uuid::now_v7()));
        };
        let (by, conversation) = (by.uuid(), conversation.uuid());
        let named = [
            &b"the message of"[..],
            by.as_bytes(),
            conversation.as_bytes(),
            key.as_bytes(),
        ];
        let digest = authenticate(api.idempotency_key(), named)?;
        let bytes = digest.first_chunk().ok_or_else(|| bug("a message id"))?;
        Ok(MessageId::new(
            Builder::from_custom_bytes(*bytes).into_uuid(),
        ))
    }
}

/// What a request stands for: method, path, `If-Match` and body, each led by its length, under a
/// key of ours. Without the key nobody can test a guess at a body against a stored digest.
fn digest(
    key: &[u8],
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Vec<u8>, Problem> {
    let if_match = headers
        .get(header::IF_MATCH)
        .map_or(&[][..], |value| value.as_bytes());
    let parts = [method.as_str().as_bytes(), path.as_bytes(), if_match, body];
    Ok(authenticate(key, parts)?.to_vec())
}

fn authenticate(key: &[u8], parts: [&[u8]; 4]) -> Result<[u8; 32], Problem> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).map_err(|_| bug("the digest of a request"))?;
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: &Method, path: &str, if_match: Option<&str>, body: &str) -> Vec<u8> {
        let headers = if_match.map(|version| (header::IF_MATCH, version.parse().unwrap()));
        digest(
            &[7; 32],
            method,
            path,
            &headers.into_iter().collect(),
            body.as_bytes(),
        )
        .unwrap()
    }

    #[test]
    fn the_same_request_has_the_same_digest() {
        assert_eq!(
            of(&Method::POST, "/a", None, "{}"),
            of(&Method::POST, "/a", None, "{}")
        );
    }

    #[test]
    fn every_part_of_a_request_counts() {
        let first = of(&Method::POST, "/a", None, "{}");
        assert_ne!(first, of(&Method::DELETE, "/a", None, "{}"), "method");
        assert_ne!(first, of(&Method::POST, "/b", None, "{}"), "path");
        assert_ne!(
            first,
            of(&Method::POST, "/a", Some("\"1\""), "{}"),
            "If-Match"
        );
        assert_ne!(first, of(&Method::POST, "/a", None, "{ }"), "body");
    }

    #[test]
    fn what_moves_from_one_part_to_the_next_is_another_request() {
        assert_ne!(
            of(&Method::POST, "/ab", None, "c"),
            of(&Method::POST, "/a", None, "bc")
        );
    }
}
