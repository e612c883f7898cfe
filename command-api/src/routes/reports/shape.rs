use domain::{
    ConversationId, Event, MessageFact, MessageId, RecordedEvent, ReportEvent, ReportId,
    ReportReason, ReportStatus, Timestamp, UserId,
};
use serde::Serialize;
use utoipa::ToSchema;
use wire::Message;

/// A report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: ReportId,
    /// Where the message was said.
    #[schema(value_type = String, format = Uuid)]
    conversation_id: ConversationId,
    /// Which message.
    #[schema(value_type = String, format = Uuid)]
    message_id: MessageId,
    /// Who complains.
    #[schema(value_type = String, format = Uuid)]
    reporter_id: UserId,
    /// `spam`, `abuse`, `confidential` or `other`.
    #[schema(value_type = String)]
    reason: ReportReason,
    /// In the reporter's words; "" once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    note: Option<String>,
    /// `open`, `reviewing`, `resolved` or `dismissed`.
    #[schema(value_type = String)]
    status: ReportStatus,
    /// Counts what happened to it.
    version: u64,
    /// The message as it was when it was reported.
    snapshot: Message,
    /// Who handles it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = Uuid, required = false)]
    assigned_to: Option<UserId>,
    /// `no-action`, `message-removed`, `participant-removed` or `conversation-closed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    outcome: Option<domain::Outcome>,
    /// What was written down about it.
    notes: Vec<ReportNote>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    closed_at: Option<Timestamp>,
}

/// Something written down about a report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportNote {
    /// By whom.
    #[schema(value_type = String, format = Uuid)]
    by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What; "" once erased.
    text: String,
}

/// The message that the reported one answers.
pub(super) fn answers(made: &RecordedEvent) -> Option<(ConversationId, MessageId)> {
    match &made.event {
        Event::Report(ReportEvent::MessageReported {
            conversation_id,
            message,
            ..
        }) => Some((*conversation_id, message.reply_to?.id)),
        Event::Report(
            ReportEvent::ReportAssigned { .. }
            | ReportEvent::ReportNoted { .. }
            | ReportEvent::ReportResolved { .. }
            | ReportEvent::ReportDismissed { .. },
        )
        | Event::Conversation(_)
        | Event::ReadMarker(_)
        | Event::Project(_)
        | Event::User(_)
        | Event::Access(_) => None,
    }
}

impl Report {
    /// A report after its events.
    pub(super) fn of(
        id: ReportId,
        events: &[RecordedEvent],
        original: Option<&MessageFact>,
    ) -> Option<Self> {
        events
            .iter()
            .filter_map(|recorded| match &recorded.event {
                Event::Report(event) => Some(event),
                Event::Conversation(_)
                | Event::ReadMarker(_)
                | Event::Project(_)
                | Event::User(_)
                | Event::Access(_) => None,
            })
            .fold(None, |report, event| match report {
                None => Self::made(id, event, original),
                Some(report) => Some(report.after(event)),
            })
    }

    fn made(id: ReportId, event: &ReportEvent, original: Option<&MessageFact>) -> Option<Self> {
        let ReportEvent::MessageReported {
            by,
            at,
            conversation_id,
            reason,
            note,
            message,
        } = event
        else {
            return None;
        };
        let reported = MessageFact {
            message: message.clone(),
            deletion: None,
        };
        Some(Self {
            id,
            conversation_id: *conversation_id,
            message_id: message.id,
            reporter_id: *by,
            reason: *reason,
            note: note.as_ref().map(|note| note.shown().to_owned()),
            status: ReportStatus::Open,
            version: 1,
            snapshot: Message::of(*conversation_id, &reported, original),
            assigned_to: None,
            outcome: None,
            notes: Vec::new(),
            created_at: *at,
            closed_at: None,
        })
    }

    fn after(mut self, event: &ReportEvent) -> Self {
        self.version += 1;
        match event {
            ReportEvent::MessageReported { .. } => {}
            ReportEvent::ReportAssigned { assigned_to, .. } => {
                self.status = ReportStatus::Reviewing;
                self.assigned_to = Some(*assigned_to);
            }
            ReportEvent::ReportNoted { by, at, text, .. } => self.notes.push(ReportNote {
                by: *by,
                at: *at,
                text: text.shown().to_owned(),
            }),
            ReportEvent::ReportResolved { at, outcome, .. } => {
                self.status = ReportStatus::Resolved;
                self.outcome = Some(*outcome);
                self.closed_at = Some(*at);
            }
            ReportEvent::ReportDismissed { at, .. } => {
                self.status = ReportStatus::Dismissed;
                self.closed_at = Some(*at);
            }
        }
        self
    }
}
