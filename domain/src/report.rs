//! A report: one person's complaint about one message, as casework.

mod event;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use crate::command::{Decides, write_all};
use crate::{
    Asked, ConversationId, MessageFact, MessageId, Note, Private, Refusal, SeenVersion, Standing,
    StreamKind, Timestamp, UserId,
};

pub use event::ReportEvent;

/// A command as the aggregate gets it.
pub type ReportAsk = Asked<ReportCommand, ReportFacts>;

/// Why somebody reports a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReportReason {
    /// Nobody wants it.
    Spam,
    /// It harms somebody.
    Abuse,
    /// It should not be here.
    Confidential,
    /// The note says it.
    Other,
}

/// What came of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing had to be done.
    NoAction,
    /// The message was taken away.
    MessageRemoved,
    /// Its author was taken out.
    ParticipantRemoved,
    /// The conversation was closed.
    ConversationClosed,
}

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReportStatus {
    /// Nobody has looked.
    Open,
    /// Somebody has taken it on.
    Reviewing,
    /// It is settled.
    Resolved,
    /// It is no case.
    Dismissed,
}

macro_rules! words {
    ($($name:ident { $($variant:ident = $word:literal),* })*) => {$(
        impl $name {
            /// The word in tables and JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// What a word names.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                [$(Self::$variant),*].into_iter().find(|it| it.as_str() == text)
            }
        }
    )*};
}

words! {
    ReportReason { Spam = "spam", Abuse = "abuse", Confidential = "confidential", Other = "other" }
    Outcome {
        NoAction = "no-action", MessageRemoved = "message-removed",
        ParticipantRemoved = "participant-removed", ConversationClosed = "conversation-closed"
    }
    ReportStatus { Open = "open", Reviewing = "reviewing", Resolved = "resolved", Dismissed = "dismissed" }
}

/// What is asked of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportCommand {
    /// Complain about a message. A second time it is the same report.
    ReportMessage {
        /// Where it was said.
        conversation_id: ConversationId,
        /// Which message.
        message_id: MessageId,
        /// Why.
        reason: ReportReason,
        /// In the reporter's words.
        note: Option<Private<Note>>,
    },
    /// Take it on.
    ReviewReport {
        /// The version that the asker has seen.
        if_match: u64,
    },
    /// Settle it.
    ResolveReport {
        /// What was done.
        outcome: Outcome,
        /// The version that the asker has seen.
        if_match: u64,
    },
    /// Say that it is no case.
    DismissReport {
        /// The version that the asker has seen.
        if_match: u64,
    },
    /// Write something down about it.
    NoteReport {
        /// What.
        text: Private<Note>,
    },
}

impl ReportCommand {
    pub(crate) const fn message_reported(&self) -> Option<(ConversationId, MessageId)> {
        match self {
            Self::ReportMessage {
                conversation_id,
                message_id,
                ..
            } => Some((*conversation_id, *message_id)),
            Self::ReviewReport { .. }
            | Self::ResolveReport { .. }
            | Self::DismissReport { .. }
            | Self::NoteReport { .. } => None,
        }
    }

    const fn if_match(&self) -> Option<u64> {
        match self {
            Self::ReviewReport { if_match }
            | Self::ResolveReport { if_match, .. }
            | Self::DismissReport { if_match } => Some(*if_match),
            Self::ReportMessage { .. } | Self::NoteReport { .. } => None,
        }
    }
}

/// What other streams say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportFacts {
    /// The asker; none if the directory does not know them.
    pub asker: Option<Standing>,
    /// Whether the asker may see the conversation as one who takes part, or is an admin.
    pub may_see: bool,
    /// The message that is reported, if it exists.
    pub message: Option<MessageFact>,
}

/// The aggregate. Nothing until it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    // Has to be there in a snapshot, be it null: `{}` is none.
    #[serde(deserialize_with = "Option::deserialize")]
    case: Option<Case>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Case {
    conversation_id: ConversationId,
    message_id: MessageId,
    status: ReportStatus,
    assigned_to: Option<UserId>,
    outcome: Option<Outcome>,
    version: u64,
    changed: (UserId, Timestamp),
}

impl Report {
    /// Where it stands, once it is made.
    #[must_use]
    pub fn status(&self) -> Option<ReportStatus> {
        self.case.as_ref().map(|case| case.status)
    }

    /// Counts its events.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.case.as_ref().map_or(0, |case| case.version)
    }
}

impl Aggregate for Report {
    const TYPE: &'static str = StreamKind::Report.as_str();
    type Command = ReportAsk;
    type Event = ReportEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        ask: ReportAsk,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        write_all(self, ask, sink).await
    }

    fn apply(&mut self, event: ReportEvent) {
        let changed = event.source();
        if let ReportEvent::MessageReported {
            conversation_id,
            message,
            ..
        } = &event
        {
            self.case = Some(Case {
                conversation_id: *conversation_id,
                message_id: message.id,
                status: ReportStatus::Open,
                assigned_to: None,
                outcome: None,
                version: 0,
                changed,
            });
        }
        let Some(case) = &mut self.case else { return };
        case.version += 1;
        case.changed = changed;
        match event {
            ReportEvent::MessageReported { .. } | ReportEvent::ReportNoted { .. } => {}
            ReportEvent::ReportAssigned { assigned_to, .. } => {
                case.status = ReportStatus::Reviewing;
                case.assigned_to = Some(assigned_to);
            }
            ReportEvent::ReportResolved { outcome, .. } => {
                case.status = ReportStatus::Resolved;
                case.outcome = Some(outcome);
            }
            ReportEvent::ReportDismissed { .. } => case.status = ReportStatus::Dismissed,
        }
    }
}

impl Decides for Report {
    fn decide(&mut self, ask: ReportAsk) -> Result<Vec<ReportEvent>, Refusal> {
        let asker = Standing::acting(ask.facts.asker)?;
        let (by, at) = (ask.by, ask.at);
        let if_match = ask.command.if_match();
        if let ReportCommand::ReportMessage {
            conversation_id,
            reason,
            note,
            ..
        } = ask.command
        {
            let event = self.report(conversation_id, reason, note, by, at, asker, ask.facts)?;
            return Ok(event.into_iter().collect());
        }
        asker.admin()?;
        let case = self.case.as_ref().ok_or(Refusal::NoSuchReport)?;
        if if_match.is_some_and(|seen| seen != case.version) {
            return Err(Refusal::VersionMismatch(SeenVersion {
                version: case.version,
                by: case.changed.0,
                at: case.changed.1,
            }));
        }
        let (conversation_id, message_id) = (case.conversation_id, case.message_id);
        let event = match ask.command {
            ReportCommand::ReportMessage { .. } => None,
            ReportCommand::NoteReport { text } => Some(ReportEvent::ReportNoted {
                by,
                at,
                conversation_id,
                message_id,
                text,
            }),
            ReportCommand::ReviewReport { .. } => {
                case.still_open()?;
                (case.assigned_to != Some(by)).then_some(ReportEvent::ReportAssigned {
                    by,
                    at,
                    conversation_id,
                    message_id,
                    assigned_to: by,
                })
            }
            ReportCommand::ResolveReport { outcome, .. } => {
                if case.outcome == Some(outcome) {
                    return Ok(Vec::new());
                }
                case.still_open()?;
                Some(ReportEvent::ReportResolved {
                    by,
                    at,
                    conversation_id,
                    message_id,
                    outcome,
                })
            }
            ReportCommand::DismissReport { .. } => {
                if case.status == ReportStatus::Dismissed {
                    return Ok(Vec::new());
                }
                case.still_open()?;
                Some(ReportEvent::ReportDismissed {
                    by,
                    at,
                    conversation_id,
                    message_id,
                })
            }
        };
        Ok(event.into_iter().collect())
    }
}

impl Report {
    #[expect(clippy::too_many_arguments, reason = "the command's parts, named once")]
    fn report(
        &self,
        conversation_id: ConversationId,
        reason: ReportReason,
        note: Option<Private<Note>>,
        by: UserId,
        at: Timestamp,
        asker: Standing,
        facts: ReportFacts,
    ) -> Result<Option<ReportEvent>, Refusal> {
        if !asker.role.takes_part() {
            return Err(Refusal::AuditorsChangeNothing);
        }
        if !facts.may_see {
            return Err(Refusal::NoSuchConversation);
        }
        let message = facts.message.ok_or(Refusal::NoSuchMessage)?.message;
        if message.author_id == by {
            return Err(Refusal::OwnMessage);
        }
        if self.case.is_some() {
            return Ok(None);
        }
        Ok(Some(ReportEvent::MessageReported {
            by,
            at,
            conversation_id,
            reason,
            note,
            message,
        }))
    }
}

impl Case {
    /// A settled report stays settled.
    const fn still_open(&self) -> Result<(), Refusal> {
        match self.status {
            ReportStatus::Open | ReportStatus::Reviewing => Ok(()),
            ReportStatus::Resolved | ReportStatus::Dismissed => Err(Refusal::ReportSettled),
        }
    }
}
