use std::collections::BTreeSet;

use axum::extract::State;
use chassis::caller::Caller;
use chassis::problem::Problem;
use domain::{
    Command, ConversationCommand, ConversationId, PARTICIPANTS_MAX, ProjectId, Refusal, UserId,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ConversationAnswer, after};
use crate::answer::Answer;
use crate::api::Api;
use crate::context::Ask;
use crate::field::private_text;
use crate::refusal::{self, Named, Place};
use crate::routes::examples;
use crate::routes::parameters::Key;
use crate::routes::problems::{Any, OfBody};

const NAMED: Named = Named {
    project: Place::Field("/projectId"),
    person: Place::List("/participantIds"),
    ..Named::BY_PATH
};

/// A conversation to start.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct StartConversation {
    /// Where it belongs.
    #[schema(value_type = String, format = Uuid)]
    project_id: ProjectId,
    /// What it is about.
    #[schema(min_length = 1, max_length = 200)]
    subject: String,
    /// Who takes part besides the caller; people of the project. Naming somebody twice, or the
    /// caller, is harmless. At most 100 take part, the caller included.
    #[schema(value_type = Vec<String>)]
    participant_ids: Vec<UserId>,
}

/// Start a conversation
#[utoipa::path(
    post,
    path = "/api/messaging/conversations",
    tag = "conversations",
    operation_id = "startConversation",
    params(Key),
    request_body(content = StartConversation, example = json!(examples::start())),
    responses((status = 201, description = "Started", body = ConversationAnswer, headers(("Location" = String, description = "Its path")), example = json!(examples::conversation())), Any, OfBody),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn start(
    State(api): State<Api>,
    caller: Caller,
    ask: Ask<StartConversation>,
) -> Result<Answer<ConversationAnswer>, Problem> {
    let id = ConversationId::new(Uuid::now_v7());
    let command = ask.body.command(id, caller.user_id)?;
    let outcome = api
        .submit(caller.user_id, command, ask.context, NAMED)
        .await?;
    let body = after(&outcome, api.reader.log())?;
    let location = format!("/api/messaging/conversations/{}", body.conversation.id);
    Ok(Answer::created(&outcome, Some(location), body))
}

impl StartConversation {
    fn command(self, id: ConversationId, by: UserId) -> Result<Command, Problem> {
        let subject = private_text("/subject", self.subject)?;
        // Each person named is looked up, so a list beyond the limit goes no further than here.
        let others = self.participant_ids.iter().filter(|user| **user != by);
        if others.collect::<BTreeSet<_>>().len() >= PARTICIPANTS_MAX {
            return Err(refusal::problem(&Refusal::TooManyParticipants, NAMED));
        }
        let start = ConversationCommand::StartConversation {
            id,
            project_id: self.project_id,
            subject,
            participants: self.participant_ids,
        };
        Ok(Command::Conversation(id, start))
    }
}
