//! Reports: a complaint about a message, as casework.

pub(super) mod change;
pub(super) mod make;
pub(super) mod note;
mod shape;

use chassis::problem::Problem;
use domain::{ReportId, StreamId};
use event_store::Outcome;
use serde::Serialize;
use utoipa::ToSchema;
use wire::LogPosition;

use crate::answer::position;
use crate::api::{Api, bug};
use shape::Report;

/// A report after the command.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportAnswer {
    report: Report,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

impl Api {
    /// The report as the command left it, or as it is where nothing changed.
    async fn report_after(&self, id: ReportId, outcome: &Outcome) -> Result<ReportAnswer, Problem> {
        let up_to = outcome.events.last().map(|recorded| recorded.sequence);
        let events = self.events(StreamId::Report(id), up_to).await?;
        let made = events
            .first()
            .ok_or_else(|| bug("the report after a command"))?;
        // The message answers another one: shown as it was when it was reported.
        let original = match shape::answers(made) {
            Some((conversation, message)) => {
                self.message_at(conversation, message, made.position)
                    .await?
            }
            None => None,
        };
        let report = Report::of(id, &events, original.as_ref());
        Ok(ReportAnswer {
            report: report.ok_or_else(|| bug("the report after a command"))?,
            position: position(outcome, self.reader.log()),
        })
    }
}
