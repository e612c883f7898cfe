//! The routes, and the document that describes them.

mod conversations;
mod messages;
mod parameters;
mod participants;
mod people;
mod problems;
mod projects;
mod read;
mod session;

use axum::Router;
use chassis::limits::limit;
use chassis::problem::{Code, FieldError, ProblemBody};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Api, CommandApi};

/// Every route of this crate, counted against the caller's rates. The layers that every public
/// router gets ([`chassis::http::harden`]) are the binary's to add.
pub fn router(api: CommandApi) -> Router {
    let (limits, recognition) = (api.limits.clone(), api.recognition.clone());
    let settings = api.settings.clone();
    let router = described().split_for_parts().0.with_state(Api::new(api));
    limit(router, limits, recognition, settings.trusted_proxies())
}

/// The OpenAPI document of these routes, to be merged with that of the queries.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Tidings"),
    components(schemas(ProblemBody, FieldError, Code)),
    modifiers(&Identity),
)]
struct Described;

/// The two ways to say who asks.
struct Identity;

impl utoipa::Modify for Identity {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let cookie = ApiKeyValue::with_description(
            "__Host-tidings",
            "The session's cookie; on plain http its name is `tidings-` and the port.",
        );
        components.add_security_scheme("bearer", bearer);
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

fn described() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(conversations::start))
        .routes(routes!(messages::send))
        .routes(routes!(read::mark))
        .routes(routes!(participants::add))
        .routes(routes!(participants::remove))
        .routes(routes!(session::sign_in, session::sign_out))
        .routes(routes!(projects::create))
        .routes(routes!(projects::add_member))
        .routes(routes!(projects::remove_member))
        .routes(routes!(people::register))
}
