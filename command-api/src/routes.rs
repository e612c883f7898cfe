//! The routes, and the document that describes them.

mod audit;
mod conversations;
mod examples;
mod files;
mod messages;
mod mine;
mod parameters;
mod participants;
mod people;
mod problems;
mod projects;
mod read;
mod reports;
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
    #[cfg(debug_assertions)]
    let router = router.layer(axum::middleware::map_response(chassis::crash::answering));
    limit(router, limits, recognition, settings.trusted_proxies())
}

/// The OpenAPI document of these routes, to be merged with that of the queries.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

fn described() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(conversations::start::start))
        .routes(routes!(conversations::subject::change))
        .routes(routes!(conversations::status::change))
        .routes(routes!(mine::set))
        .routes(routes!(read::mark))
        .routes(routes!(participants::add))
        .routes(routes!(participants::remove))
        .routes(routes!(messages::send::send))
        .routes(routes!(messages::edit::edit, messages::delete::delete))
        .routes(routes!(messages::restore::restore))
        .routes(routes!(reports::make::report))
        .routes(routes!(reports::change::change))
        .routes(routes!(reports::note::note))
        .routes(routes!(files::upload::upload))
        .routes(routes!(files::delete::delete))
        .routes(routes!(files::link::link))
        .routes(routes!(audit::reveal::reveal))
        .routes(routes!(audit::exports::ask))
        .routes(routes!(session::sign_in, session::sign_out))
        .routes(routes!(projects::create))
        .routes(routes!(projects::rename))
        .routes(routes!(projects::add_member))
        .routes(routes!(projects::remove_member))
        .routes(routes!(people::register::register))
        .routes(routes!(people::change::change))
        .routes(routes!(people::erase::erase))
}
