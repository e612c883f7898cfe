//! Who may ask at all, before anybody looks at what is asked.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chassis::caller::Caller;
use chassis::problem::{Code, Problem};
use domain::Role;

use crate::api::Api;

/// A caller who keeps the directory. The aggregates check again; this one spares others any look
/// at these routes.
#[derive(Clone, Debug)]
pub(crate) struct Admin(pub(crate) Caller);

impl FromRequestParts<Api> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, api).await?;
        match caller.role {
            Role::Admin => Ok(Self(caller)),
            Role::Client | Role::Team | Role::Auditor => Err(Problem::new(
                Code::Forbidden,
                "only an admin may change the directory",
            )),
        }
    }
}
