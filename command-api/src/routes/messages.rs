//! Sending messages.

use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::{Code, FieldError, Problem};
use domain::{
    Body, Command, ConversationCommand, ConversationEvent, ConversationId, Event, FileId, LogId,
    MessageId, RecordedEvent,
};
use event_store::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use wire::{LogPosition, Message};

use super::parameters::Key;
use super::problems::{Any, NotFound, NotOpen, OfBody};
use crate::answer::{Answer, position};
use crate::api::{Api, away, bug};
use crate::context::Ask;
use crate::field::{present, private, text};
use crate::refusal::Named;

/// More go into the next message.
const FILES_MAX: usize = 5;

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

/// A message as it was sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageAnswer {
    message: Message,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
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
    request_body = SendMessage,
    responses(
        (status = 201, description = "Sent", body = MessageAnswer, headers(("Location" = String, description = "Its path"))),
        Any, OfBody, NotFound, NotOpen,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn send(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    ask: Ask<SendMessage>,
) -> Result<Answer<MessageAnswer>, Problem> {
    let command = ask.body.command(id)?;
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    let original = api.original(&outcome).await?;
    let body = after(&outcome, original.as_ref(), api.reader.log())?;
    let location = format!(
        "/api/messaging/conversations/{id}/messages/{}",
        body.message.id
    );
    Ok(Answer::created(&outcome, Some(location), body))
}

impl SendMessage {
    fn command(self, conversation: ConversationId) -> Result<Command, Problem> {
        self.check_files()?;
        let send = ConversationCommand::SendMessage {
            id: self
                .message_id
                .unwrap_or_else(|| MessageId::new(Uuid::now_v7())),
            body: private(text::<Body>("/body", self.body)?)?,
            reply_to: self.reply_to,
        };
        Ok(Command::Conversation(conversation, send))
    }

    /// Nothing was uploaded yet, so every file is unknown.
    fn check_files(&self) -> Result<(), Problem> {
        if self.file_ids.len() > FILES_MAX {
            return Err(Problem::invalid_field(
                "/fileIds",
                format!("must be at most {FILES_MAX} files"),
            ));
        }
        if self.file_ids.is_empty() {
            return Ok(());
        }
        let unknown =
            |index| FieldError::at_pointer(format!("/fileIds/{index}"), "there is no such file");
        let errors = (0..self.file_ids.len()).map(unknown);
        Err(Problem::new(Code::ValidationFailed, "the body is not valid").errors(errors))
    }
}

impl Api {
    /// The message that a sent one answers, as it was said. Its text is in no event but its own.
    async fn original(&self, outcome: &Outcome) -> Result<Option<RecordedEvent>, Problem> {
        let Some(recorded) = outcome.events.first() else {
            return Ok(None);
        };
        let (Some(conversation), Some(reply)) = (recorded.conversation(), replied_to(recorded))
        else {
            return Ok(None);
        };
        let found = self.reader.messages(&[(conversation, reply)]).await;
        Ok(found.map_err(|failure| away(&failure))?.pop())
    }
}

fn replied_to(recorded: &RecordedEvent) -> Option<MessageId> {
    match &recorded.event {
        Event::Conversation(ConversationEvent::MessageSent { reply_to, .. }) => {
            reply_to.map(|original| original.id)
        }
        Event::Conversation(
            ConversationEvent::ConversationStarted { .. }
            | ConversationEvent::ParticipantAdded { .. }
            | ConversationEvent::ParticipantRemoved { .. },
        )
        | Event::ReadMarker(_)
        | Event::Project(_)
        | Event::User(_) => None,
    }
}

fn after(
    outcome: &Outcome,
    original: Option<&RecordedEvent>,
    log: LogId,
) -> Result<MessageAnswer, Problem> {
    let original = original.and_then(|recorded| Message::sent(recorded, None));
    let original = original.as_ref().map(|message| message.body.as_str());
    let message = outcome
        .events
        .first()
        .and_then(|recorded| Message::sent(recorded, original));
    let message = message.ok_or_else(|| bug("the message after a command"))?;
    Ok(MessageAnswer {
        message,
        position: position(outcome, log),
    })
}
