//! Complaints, and what comes of them.

use domain::{ConversationId, MessageFact, ReportEvent, ReportId, ReportStatus, Timestamp};
use serde_json::{Value, json};

use super::{Contradiction, Fold, of};
use crate::projection::rows::Report;

impl Fold {
    pub(super) fn report(
        &mut self,
        id: ReportId,
        sequence: u64,
        event: &ReportEvent,
    ) -> Result<(), Contradiction> {
        let (conversation_id, _) = event.about();
        match event {
            ReportEvent::MessageReported {
                by,
                at,
                reason,
                note,
                message,
                ..
            } => {
                let author_id = message.author_id;
                let report = Report {
                    conversation_id,
                    seq: message.seq,
                    author_id,
                    reporter_id: *by,
                    reason: *reason,
                    note: note.as_ref().map(|note| self.said(*by, note)),
                    status: ReportStatus::Open,
                    version: sequence,
                    snapshot: self.snapshot(conversation_id, message)?,
                    assigned_to: None,
                    outcome: None,
                    notes: Vec::new(),
                    created_at: *at,
                    closed_at: None,
                };
                self.0.reports.insert(id, report);
                self.known(conversation_id)?.reports_open += 1;
            }
            ReportEvent::ReportAssigned { assigned_to, .. } => {
                let report = self.made(id)?;
                report.status = ReportStatus::Reviewing;
                report.assigned_to = Some(*assigned_to);
                report.version = sequence;
            }
            ReportEvent::ReportNoted { by, at, text, .. } => {
                let note = json!({ "by": by, "at": at, "text": self.said(*by, text) });
                let report = self.made(id)?;
                report.notes.push(note);
                report.version = sequence;
            }
            ReportEvent::ReportResolved { at, outcome, .. } => {
                self.closed(id, ReportStatus::Resolved, *at, sequence)?
                    .outcome = Some(*outcome);
                self.settled(conversation_id)?;
            }
            ReportEvent::ReportDismissed { at, .. } => {
                self.closed(id, ReportStatus::Dismissed, *at, sequence)?;
                self.settled(conversation_id)?;
            }
        }
        Ok(())
    }

    fn made(&mut self, id: ReportId) -> Result<&mut Report, Contradiction> {
        of(&mut self.0.reports, &id, "its report was not made")
    }

    fn closed(
        &mut self,
        id: ReportId,
        status: ReportStatus,
        at: Timestamp,
        sequence: u64,
    ) -> Result<&mut Report, Contradiction> {
        let report = self.made(id)?;
        report.status = status;
        report.closed_at = Some(at);
        report.version = sequence;
        Ok(report)
    }

    fn settled(&mut self, id: ConversationId) -> Result<(), Contradiction> {
        let conversation = self.known(id)?;
        conversation.reports_open = conversation.reports_open.saturating_sub(1);
        Ok(())
    }

    /// The message as clients saw it when it was reported. What it answers is shown without its
    /// text: that may change or go, and is not what was reported.
    fn snapshot(
        &self,
        conversation_id: ConversationId,
        message: &domain::Message,
    ) -> Result<Value, Contradiction> {
        let mut message = message.clone();
        if self.0.silenced.contains(&message.author_id) {
            message.body = message.body.erased();
        }
        let fact = MessageFact {
            message,
            deletion: None,
        };
        let snapshot = wire::Message::of(conversation_id, &fact, None);
        serde_json::to_value(snapshot).map_err(|error| error.to_string())
    }
}
