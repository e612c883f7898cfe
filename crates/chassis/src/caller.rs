//! Who is asking: an extractor over whatever knows the accounts.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::{Role, Timestamp, UserId};

use crate::identity::{Claims, Refused, Remembered, Verifier};
use crate::problem::{Code, Problem};

/// A person who was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Our id of the person.
    pub user_id: UserId,
    /// What the person may do, as of now.
    pub role: Role,
    /// How the person was recognised.
    pub via: Via,
}

/// How a caller was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// By a token, until it ends.
    Bearer {
        /// When it ends, seconds since 1970.
        exp: i64,
    },
    /// By a session's cookie.
    Session {
        /// The session, not its secret.
        id: String,
        /// When it ends, unless used again.
        expires_at: Timestamp,
    },
}

/// Why nobody was recognised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// No identity, or one that is not believed.
    #[error("sign in first")]
    Unauthenticated,
    /// A token that was good once.
    #[error("the token has expired")]
    TokenExpired,
    /// A person who is disabled.
    #[error("this person may not sign in")]
    Disabled,
    /// Whoever knows is away.
    #[error("identities cannot be looked up just now")]
    Unavailable,
}

/// Whoever knows the accounts. The binary joins it in.
#[async_trait]
pub trait Authenticate: Send + Sync + 'static {
    /// The person of a valid token, registered if seen for the first time.
    async fn bearer(&self, claims: Claims) -> Result<Caller, AuthError>;

    /// The person of a session.
    async fn session(&self, cookie: &str) -> Result<Caller, AuthError>;
}

/// What recognises callers: the token verifier and the accounts. Part of a router's state.
#[derive(Clone)]
pub struct Recognition {
    tokens: Arc<Remembered>,
    accounts: Arc<dyn Authenticate>,
    cookie_name: Arc<str>,
}

impl Recognition {
    /// Joins the parts.
    pub fn new(verifier: Verifier, accounts: Arc<dyn Authenticate>, cookie_name: &str) -> Self {
        Self {
            tokens: Arc::new(Remembered::new(verifier)),
            accounts,
            cookie_name: cookie_name.into(),
        }
    }

    /// Name of the session cookie.
    pub fn cookie_name(&self) -> &str {
        &self.cookie_name
    }

    /// Who sends these headers. A token wins over a cookie, even where the token is refused: whoever
    /// sends one means it.
    pub async fn of_headers(&self, headers: &HeaderMap) -> Result<Caller, AuthError> {
        if headers.contains_key(header::AUTHORIZATION) {
            let token = bearer_token(headers).ok_or(AuthError::Unauthenticated)?;
            return self.of_token(token).await;
        }
        let cookie =
            session_cookie(headers, &self.cookie_name).ok_or(AuthError::Unauthenticated)?;
        self.accounts.session(cookie).await
    }

    /// Who bears this token; for sockets, which bring it in a frame.
    pub async fn of_token(&self, token: &str) -> Result<Caller, AuthError> {
        let claims = self.tokens.verify(token).await?;
        self.accounts.bearer(claims).await
    }
}

impl From<Refused> for AuthError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Expired => Self::TokenExpired,
            Refused::Invalid => Self::Unauthenticated,
            Refused::Unavailable => Self::Unavailable,
        }
    }
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Unauthenticated => Self::new(Code::Unauthenticated, "sign in first"),
            AuthError::TokenExpired => Self::new(Code::TokenExpired, "the token has expired"),
            AuthError::Disabled => Self::new(Code::Unauthenticated, "this person may not sign in"),
            AuthError::Unavailable => Self::unavailable(Duration::from_secs(2)),
        }
    }
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Recognition: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // A layer (such as the rate limits) may have asked already.
        if let Some(Recognised(outcome)) = parts.extensions.get::<Recognised>() {
            return outcome.clone().map_err(Problem::from);
        }
        Recognition::from_ref(state)
            .of_headers(&parts.headers)
            .await
            .map_err(Problem::from)
    }
}

/// The caller, or why there is none, as found by a layer before the route.
#[derive(Debug, Clone)]
pub struct Recognised(pub Result<Caller, AuthError>);

/// The token of an `Authorization: Bearer` header, where there is exactly one.
pub fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The value of a session cookie.
pub fn session_cookie<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}
