//! Signing in and out.

use axum::body::HttpBody;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chassis::caller::{AuthError, Caller, Via, session_cookie};
use chassis::extract::Json;
use chassis::problem::Problem;
use domain::{Role, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::Person;

use super::examples;
use super::problems::{Any, OfBody};
use crate::api::{Api, bug};
use crate::field::present;

/// Whom to sign in as.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SignIn {
    /// A demo person; in demo mode only, and without a token.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, format = Uuid)]
    person: Option<UserId>,
}

/// Who is signed in, and what clients enforce too.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionAnswer {
    person: Person,
    /// The people that may be chosen, in demo mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Person>, required = false)]
    demo: Option<Vec<Person>>,
    /// When the session ends, unless used again.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// The numbers that a client enforces too.
    #[schema(value_type = Object)]
    limits: serde_json::Value,
    /// The file types that may be uploaded.
    file_types: Vec<String>,
}

/// A body that may be left out.
#[derive(Debug)]
pub(crate) struct Maybe<T>(T);

impl<T: Default + serde::de::DeserializeOwned> FromRequest<Api> for Maybe<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        if request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        Json::from_request(request, api)
            .await
            .map(|Json(body)| Self(body))
    }
}

/// Sign in: make a session cookie from a token, or in demo mode choose a person
#[utoipa::path(
    post,
    path = "/api/session",
    tag = "session",
    operation_id = "signIn",
    request_body(content = Option<SignIn>, example = json!(examples::choice())),
    responses((status = 200, description = "Signed in; sets the session cookie", body = SessionAnswer, example = json!(examples::session())), Any, OfBody),
    security(("bearer" = []), ()),
)]
pub(crate) async fn sign_in(
    State(api): State<Api>,
    caller: Result<Caller, Problem>,
    headers: HeaderMap,
    Maybe(choice): Maybe<SignIn>,
) -> Result<Response, Problem> {
    let demo = if api.settings.is_demo() {
        Some(api.sessions.demo_people().await?)
    } else {
        None
    };
    let (user, role) = match (choice.person, &demo) {
        (None, _) => of_token(caller?)?,
        (Some(_), _) if headers.contains_key(header::AUTHORIZATION) => {
            return Err(Problem::invalid_field(
                "/person",
                "a token says already who signs in",
            ));
        }
        (Some(chosen), Some(people)) if people.iter().any(|person| person.id == chosen) => {
            (chosen, None)
        }
        (Some(_), Some(_)) => {
            return Err(Problem::invalid_field(
                "/person",
                "not one of the demo people",
            ));
        }
        (Some(_), None) => return Err(AuthError::Unauthenticated.into()),
    };
    let known = api.person(user, None).await?;
    let person = Person {
        id: user,
        name: known.name,
        role: role.unwrap_or(known.role),
        online: None,
    };
    let session = api.sessions.start(user).await?;
    let body = SessionAnswer {
        person,
        demo,
        expires_at: session.expires_at,
        limits: api.session_terms.limits.clone(),
        file_types: api.session_terms.file_types.clone(),
    };
    let cookie = api.cookie(&session.cookie, None)?;
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(body)).into_response())
}

/// Sign out: the session is dead at once, sockets included
#[utoipa::path(
    delete,
    path = "/api/session",
    tag = "session",
    operation_id = "signOut",
    responses((status = 204, description = "Signed out, or was not signed in"), Any),
    security(("session" = []), ()),
)]
pub(crate) async fn sign_out(
    State(api): State<Api>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(cookie) = session_cookie(&headers, api.recognition.cookie_name()) {
        api.sessions.end(cookie).await?;
    }
    let gone = api.cookie("", Some(0))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// A session is made from a token; one session does not make the next. The role is the one that
/// counts for this caller, which may be the token's and not the directory's.
fn of_token(caller: Caller) -> Result<(UserId, Option<Role>), Problem> {
    match caller.via {
        Via::Bearer { .. } => Ok((caller.user_id, Some(caller.role))),
        Via::Session { .. } => Err(AuthError::Unauthenticated.into()),
    }
}

impl Api {
    /// The session cookie. Without `max_age` the browser keeps it while it runs: how long a
    /// session lives is decided here, where its use lengthens it.
    fn cookie(&self, value: &str, max_age: Option<u32>) -> Result<HeaderValue, Problem> {
        let name = self.recognition.cookie_name();
        let secure = if self.settings.public_url().is_https() {
            "; Secure"
        } else {
            ""
        };
        let max_age = max_age.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{max_age}");
        HeaderValue::try_from(text).map_err(|_| bug("the session's cookie"))
    }
}
