//! What admins and auditors read (INTERFACE 5): lists, and behind them single conversations, their past,
//! and the evidence.
//!
//! Who reads a conversation they take no part in says why, and an event that says so is in the log before
//! anything leaves: each such route begins with [`overseer::Looking::leave_trace`].

mod checkpoints;
mod conversation;
mod conversations;
mod exports;
mod file;
mod files;
mod history;
mod messages;
mod moment;
mod overseer;
mod participants;
mod reports;
mod state;
mod verify;

pub(crate) use conversation::{OverseenConversation, OverseenLastMessage};

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(conversations::list))
        .routes(routes!(conversation::show))
        .routes(routes!(messages::page))
        .routes(routes!(files::list))
        .routes(routes!(file::original))
        .routes(routes!(participants::list))
        .routes(routes!(reports::list))
        .routes(routes!(reports::show))
        .routes(routes!(history::stream))
        .routes(routes!(state::show))
        .routes(routes!(verify::check))
        .routes(routes!(checkpoints::list))
        .routes(routes!(exports::list))
        .routes(routes!(exports::show))
        .routes(routes!(exports::bundle))
}

pub(super) fn statements() -> Vec<(&'static str, String)> {
    let constant = [
        ("admin conversation", conversation::STATEMENT),
        ("admin file", file::STATEMENT),
        ("admin files", files::STATEMENT),
        ("admin messages", messages::STATEMENT),
        ("admin moved conversations", conversations::MOVED),
        ("admin participants", participants::STATEMENT),
        ("admin report", reports::ONE),
        ("admin reports", reports::LIST),
        ("admin takes part", overseer::TAKES_PART),
        ("checkpoints", checkpoints::STATEMENT),
        ("export", exports::ONE),
        ("exports", exports::LIST),
    ];
    let mut statements: Vec<_> = constant
        .into_iter()
        .map(|(name, statement)| (name, statement.to_owned()))
        .collect();
    statements.extend(conversations::statements());
    statements
}
