use axum::extract::State;
use chassis::extract::Reason;
use chassis::problem::Problem;
use domain::{
    AccessCommand, AccessEvent, Command, Event, EventId, LookedAt, ProjectId, RecordedEvent,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::LogPosition;

use crate::answer::{Answer, position};
use crate::api::{Api, bug};
use crate::context::Ask;
use crate::demand::Overseer;
use crate::exports::Wanted;
use crate::field::reason;
use crate::refusal::{Named, Place};
use crate::routes::examples;
use crate::routes::parameters::{Key, Why};
use crate::routes::problems::{Any, OfBody};

const NAMED: Named = Named {
    project: Place::Field("/projectId"),
    ..Named::BY_PATH
};

/// A project to take out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AskForExport {
    #[schema(value_type = String, format = Uuid)]
    project_id: ProjectId,
}

/// The export is being made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportAnswer {
    #[schema(value_type = String, format = Uuid)]
    export_id: EventId,
    /// Where the log says that it was asked for.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// Ask for a bundle of evidence about a project
#[utoipa::path(
    post,
    path = "/api/admin/messaging/audit/exports",
    tag = "admin",
    operation_id = "askForExport",
    params(Why, Key),
    request_body(content = AskForExport, example = json!(examples::project_named())),
    responses(
        (status = 202, description = "It is being made", body = ExportAnswer, example = json!(examples::export())),
        Any, OfBody,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn ask(
    State(api): State<Api>,
    Overseer(caller): Overseer,
    why: Reason,
    ask: Ask<AskForExport>,
) -> Result<Answer<ExportAnswer>, Problem> {
    let looked_at = LookedAt::Export(ask.body.project_id, None);
    let reason = reason(why)?;
    let command = Command::Access(caller.user_id, AccessCommand { looked_at, reason });
    let outcome = api
        .submit(caller.user_id, command, ask.context, NAMED)
        .await?;
    let wanted = outcome.events.last().and_then(wanted);
    let wanted = wanted.ok_or_else(|| bug("the export after a command"))?;
    api.exports.ask_for(wanted).await?;
    let body = ExportAnswer {
        export_id: wanted.id,
        position: position(&outcome, api.reader.log()),
    };
    Ok(Answer::accepted(&outcome, body))
}

fn wanted(recorded: &RecordedEvent) -> Option<Wanted> {
    match &recorded.event {
        Event::Access(AccessEvent::ExportMade {
            by,
            project_id,
            as_user,
            ..
        }) => Some(Wanted {
            id: recorded.event_id,
            project: *project_id,
            as_user: *as_user,
            by: *by,
        }),
        Event::Access(
            AccessEvent::HistoryRead { .. }
            | AccessEvent::MessageRevealed { .. }
            | AccessEvent::FileRead { .. }
            | AccessEvent::ConversationWatched { .. },
        )
        | Event::Conversation(_)
        | Event::ReadMarker(_)
        | Event::Report(_)
        | Event::Project(_)
        | Event::User(_) => None,
    }
}
