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
use chassis::contract::Described;
use chassis::limits::limit;
use utoipa::OpenApi;
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
