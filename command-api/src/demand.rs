//! Who may ask at all, before anybody looks at what is asked. The aggregates check again; these
//! spare others any look at the routes.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chassis::caller::Caller;
use chassis::problem::{Code, Problem};
use domain::{Refusal, Role};

use crate::api::Api;

/// A caller who keeps the directory and decides what is open.
#[derive(Clone, Debug)]
pub(crate) struct Admin(pub(crate) Caller);

/// A caller who may look at what they take no part in.
#[derive(Clone, Debug)]
pub(crate) struct Overseer(pub(crate) Caller);

impl FromRequestParts<Api> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, api).await?;
        match caller.role {
            Role::Admin => Ok(Self(caller)),
            Role::Client | Role::Team | Role::Auditor => Err(forbidden(&Refusal::OnlyAdmins)),
        }
    }
}

impl FromRequestParts<Api> for Overseer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, api).await?;
        match caller.role {
            Role::Admin | Role::Auditor => Ok(Self(caller)),
            Role::Client | Role::Team => Err(forbidden(&Refusal::OnlyAuditors)),
        }
    }
}

fn forbidden(refusal: &Refusal) -> Problem {
    Problem::new(Code::Forbidden, refusal.to_string())
}
