//! The routes, and the document that describes them.

mod admin;
mod conversation;
mod conversations;
mod directory;
mod docs;
mod document;
mod edits;
mod examples;
mod file;
mod files;
mod message;
mod messages;
mod people;
mod problems;
mod projects;
mod receipts;
mod search;
mod session;

pub(crate) use admin::{OverseenConversation, OverseenLastMessage};

use axum::Router;
use chassis::contract::Described;
use chassis::limits::limit;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Api, QueryApi};
use crate::progress;

/// Every route of this crate, counted against the caller's rates. The layers that every public
/// router gets ([`chassis::http::harden`]) are the binary's to add. Tasks that watch the tables
/// begin here and end with the shutdown that was handed in.
pub fn router(api: QueryApi) -> Router {
    let (limits, recognition) = (api.limits.clone(), api.recognition.clone());
    let settings = api.settings.clone();
    let router = described()
        .split_for_parts()
        .0
        .merge(docs::router())
        .with_state(Api::start(api));
    limit(router, limits, recognition, settings.trusted_proxies())
}

/// The OpenAPI document of these routes, to be merged with that of the commands.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = described().split_for_parts().1;
    examples::add(&mut document);
    document
}

/// Every statement that the routes run, by what it answers. For the tests, which prepare each
/// against the schema and look at its plan.
#[doc(hidden)]
#[must_use]
pub fn statements() -> Vec<(&'static str, &'static str)> {
    vec![
        ("checkpoint", progress::CHECKPOINT),
        ("conversation", conversation::STATEMENT),
        ("conversations", conversations::STATEMENT),
        ("directory members", directory::MEMBERS),
        ("directory people", directory::PEOPLE),
        ("directory projects", directory::PROJECTS),
        ("edits", edits::STATEMENT),
        ("file", file::STATEMENT),
        ("files", files::STATEMENT),
        ("message", message::STATEMENT),
        ("messages", messages::STATEMENT),
        ("people", people::LIST),
        ("person", people::PERSON),
        ("projects", projects::STATEMENT),
        ("receipts", receipts::STATEMENT),
        ("search", search::STATEMENT),
        ("session", session::STATEMENT),
    ]
}

/// As [`statements`], of the routes for those who read everything. Some are made for an order that is
/// asked for.
#[doc(hidden)]
#[must_use]
pub fn overseen_statements() -> Vec<(&'static str, String)> {
    admin::statements()
}

fn described() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(conversations::list))
        .routes(routes!(conversation::show))
        .routes(routes!(messages::page))
        .routes(routes!(message::show))
        .routes(routes!(receipts::list))
        .routes(routes!(edits::list))
        .routes(routes!(files::list))
        .routes(routes!(file::original))
        .routes(routes!(file::preview))
        .routes(routes!(search::search))
        .routes(routes!(projects::list))
        .routes(routes!(people::list))
        .routes(routes!(people::show))
        .routes(routes!(session::show))
        .routes(routes!(directory::projects))
        .routes(routes!(directory::members))
        .routes(routes!(directory::people))
        .routes(routes!(document::show))
        .merge(admin::routes())
}
