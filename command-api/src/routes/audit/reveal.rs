use axum::extract::State;
use chassis::extract::{Path, Reason};
use chassis::problem::{Code, Problem};
use domain::{
    AccessCommand, Command, ConversationId, LookedAt, MessageFact, MessageId, Private, Refusal,
    to_hex,
};
use serde::Serialize;
use utoipa::ToSchema;
use wire::LogPosition;

use crate::answer::{Answer, position};
use crate::api::{Api, away, bug};
use crate::context::Context;
use crate::demand::Overseer;
use crate::field::reason;
use crate::refusal::{self, Named};
use crate::routes::examples;
use crate::routes::parameters::{Key, Why};
use crate::routes::problems::{Any, NotFound, NothingToReveal};

/// What a deleted message said, and the salt that proves it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevealedAnswer {
    /// The text.
    text: String,
    /// With the text it gives the digest that stands in the history; hex.
    salt: String,
    /// Where the log says that it was shown.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// Show what a deleted message said
#[utoipa::path(
    post,
    path = "/api/admin/messaging/conversations/{id}/messages/{mid}/reveal",
    tag = "admin",
    operation_id = "revealMessage",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("mid" = String, Path, description = "The message"),
        Why,
        Key,
    ),
    responses(
        (status = 200, description = "What it said", body = RevealedAnswer, example = json!(examples::revealed())),
        Any, NotFound, NothingToReveal,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn reveal(
    State(api): State<Api>,
    Overseer(caller): Overseer,
    Path((conversation, id)): Path<(ConversationId, MessageId)>,
    why: Reason,
    context: Context,
) -> Result<Answer<RevealedAnswer>, Problem> {
    let reason = reason(why)?;
    let name = (conversation, id);
    let found = api.reader.messages(&[name]).await;
    let found = found.map_err(|failure| away(&failure))?.remove(&name);
    let now = found.ok_or_else(Problem::not_found)?;
    // Under a key this may be a repeat, which hears what it heard first.
    if context.key.is_none() {
        deleted_text(&now)?;
    }
    let looked_at = LookedAt::Message(conversation, id);
    let command = Command::Access(caller.user_id, AccessCommand { looked_at, reason });
    let outcome = api
        .submit(caller.user_id, command, context, Named::BY_PATH)
        .await?;
    let position = position(&outcome, api.reader.log());
    let then = api.message_at(conversation, id, position.position).await?;
    let then = then.ok_or_else(|| bug("a message that was there is not"))?;
    let (text, salt) = deleted_text(&then)?;
    let body = RevealedAnswer {
        text,
        salt,
        position,
    };
    Ok(Answer::done(&outcome, body))
}

/// Text and salt of a message, if it is deleted and they are there still.
fn deleted_text(fact: &MessageFact) -> Result<(String, String), Problem> {
    if fact.deletion.is_none() {
        return Err(refusal::problem(&Refusal::NotDeleted, Named::BY_PATH));
    }
    match &fact.message.body {
        Private::Kept { text, salt } => Ok((text.as_str().to_owned(), to_hex(&salt.0))),
        Private::Erased { .. } => Err(Problem::new(
            Code::Conflict,
            "the text was erased with its author",
        )),
    }
}
