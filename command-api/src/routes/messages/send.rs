use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::{Code, FieldError, Problem};
use domain::{Command, ConversationCommand, ConversationId, FILES_MAX, FileId, MessageId, Refusal};
use serde::Deserialize;
use utoipa::ToSchema;

use super::MessageAnswer;
use crate::answer::Answer;
use crate::api::{Api, PAUSE, Undone};
use crate::context::Ask;
use crate::field::{body, present};
use crate::ports::{Obstacle, ReserveError, Reserved};
use crate::refusal::{self, Named};
use crate::routes::examples;
use crate::routes::parameters::Key;
use crate::routes::problems::{Any, NotFound, NotSent, OfBody};

/// A message to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendMessage {
    /// The message's id, chosen by the client to make repeats safe.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, format = Uuid)]
    message_id: Option<MessageId>,
    /// What it says; may be "" beside files.
    #[schema(max_length = 10_000)]
    body: String,
    /// Uploaded files to carry.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 5)]
    file_ids: Vec<FileId>,
    /// The message it answers, of the same conversation.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, format = Uuid)]
    reply_to: Option<MessageId>,
}

/// Send a message
#[utoipa::path(
    post,
    path = "/api/messaging/conversations/{id}/messages",
    tag = "messages",
    operation_id = "sendMessage",
    params(
        ("id" = String, Path, description = "The conversation"),
        Key,
    ),
    request_body(content = SendMessage, example = json!(examples::send())),
    responses(
        (status = 201, description = "Sent", body = MessageAnswer, headers(("Location" = String, description = "Its path")), example = json!(examples::message())),
        Any, OfBody, NotFound, NotSent,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn send(
    State(api): State<Api>,
    caller: Caller,
    Path(conversation): Path<ConversationId>,
    ask: Ask<SendMessage>,
) -> Result<Answer<MessageAnswer>, Problem> {
    let (by, context) = (caller.user_id, ask.context);
    let id = match ask.body.message_id {
        Some(id) => id,
        None => context.message_id(&api, by, conversation)?,
    };
    let text = body(ask.body.body)?;
    if ask.body.file_ids.len() > FILES_MAX {
        return Err(refusal::problem(&Refusal::TooManyFiles, Named::BY_PATH));
    }
    // The files are the message's before it is decided, so that no other message gets one.
    let held = match ask.body.file_ids.as_slice() {
        [] => None,
        files => Some(api.files.reserve(by, conversation, id, files).await?),
    };
    let send = ConversationCommand::SendMessage {
        id,
        body: text,
        files: held.as_ref().map_or_else(Vec::new, |held| held.files()),
        reply_to: ask.body.reply_to,
    };
    let command = Command::Conversation(conversation, send);
    let outcome = match api.decide(by, command, context).await {
        Ok(outcome) => outcome,
        Err(undone) => {
            give_back(held, &undone).await;
            return Err(undone.problem(Named::BY_PATH));
        }
    };
    let body = api.message_after(conversation, id, &outcome).await?;
    let location = format!("/api/messaging/conversations/{conversation}/messages/{id}");
    Ok(Answer::created(&outcome, Some(location), body))
}

/// A message that was refused has no files. Where nobody knows whether it was sent they stay with it:
/// a repeat finds them, and the sweeper asks the log.
async fn give_back(held: Option<Box<dyn Reserved>>, undone: &Undone) {
    match (held, undone) {
        (None, _) | (_, Undone::Unknown(_)) => {}
        (Some(held), Undone::Refused(_) | Undone::KeyReused) => {
            if held.release().await.is_err() {
                tracing::warn!("the files of a refused message stay held until they are swept");
            }
        }
    }
}

impl From<ReserveError> for Problem {
    fn from(error: ReserveError) -> Self {
        let (index, obstacle) = match error {
            ReserveError::Obstacle(index, obstacle) => (index, obstacle),
            ReserveError::Unreachable => return Self::unavailable(PAUSE),
        };
        let (code, detail, message) = match obstacle {
            Obstacle::Unknown => (
                Code::ValidationFailed,
                "the body is not valid",
                "there is no such file of yours",
            ),
            Obstacle::Repeated => (
                Code::ValidationFailed,
                "the body is not valid",
                "is named twice",
            ),
            Obstacle::InUse => (
                Code::FileInUse,
                "a file is in another message",
                "is in another message",
            ),
            Obstacle::Refused => (
                Code::FileRefused,
                "a file was refused by the scanner",
                "was refused by the scanner",
            ),
        };
        let pointer = format!("/fileIds/{index}");
        Self::new(code, detail).error(FieldError::at_pointer(pointer, message))
    }
}
