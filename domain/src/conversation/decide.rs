//! Who may do what in a conversation.

mod matter;
mod messages;
mod people;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    Conversation, ConversationAsk, ConversationCommand, ConversationCore, ConversationEvent,
    ConversationFacts,
};
use crate::command::{Decides, write_all};
use crate::{Refusal, Role, Standing, StreamKind, Timestamp, UserId};

impl Aggregate for Conversation {
    const TYPE: &'static str = StreamKind::Conversation.as_str();
    type Command = ConversationAsk;
    type Event = ConversationEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        ask: ConversationAsk,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        write_all(self, ask, sink).await
    }

    fn apply(&mut self, event: ConversationEvent) {
        let (by, at) = event.source();
        match event {
            ConversationEvent::ConversationStarted { core, .. }
            | ConversationEvent::ParticipantAdded { core, .. }
            | ConversationEvent::ParticipantRemoved { core, .. }
            | ConversationEvent::SubjectChanged { core, .. }
            | ConversationEvent::StatusChanged { core, .. } => {
                self.core = Some(core);
                self.changed = Some((by, at));
            }
            ConversationEvent::MessageSent { .. }
            | ConversationEvent::MessageEdited { .. }
            | ConversationEvent::MessageDeleted { .. }
            | ConversationEvent::MessageRestored { .. }
            | ConversationEvent::FileStateChanged { .. } => {
                if let Some(core) = &mut self.core {
                    core.last_seq += 1;
                }
            }
        }
    }
}

/// Who asks, when, and what other streams say of it.
struct Case {
    by: UserId,
    at: Timestamp,
    facts: ConversationFacts,
}

impl Case {
    /// The asker, who has to be somebody who may come in.
    fn asker(&self) -> Result<Standing, Refusal> {
        Standing::acting(self.facts.asker)
    }
}

type Decision = Result<Option<ConversationEvent>, Refusal>;

impl Decides for Conversation {
    fn decide(&mut self, ask: ConversationAsk) -> Result<Vec<ConversationEvent>, Refusal> {
        let case = Case {
            by: ask.by,
            at: ask.at,
            facts: ask.facts,
        };
        let event = match ask.command {
            ConversationCommand::StartConversation {
                id,
                project_id,
                subject,
                participants,
            } => self.start(id, project_id, subject, &participants, &case),
            ConversationCommand::AddParticipant { user_id } => self.add(user_id, &case),
            ConversationCommand::RemoveParticipant { user_id } => self.remove(user_id, &case),
            ConversationCommand::EndPart { user_id } => self.end_part(user_id, &case),
            ConversationCommand::ChangeSubject { subject } => self.change_subject(subject, &case),
            ConversationCommand::ChangeStatus {
                status,
                reason,
                if_match,
            } => self.change_status(status, reason, if_match, &case),
            ConversationCommand::SendMessage {
                id,
                body,
                files,
                reply_to,
            } => self.send(id, body, files, reply_to, &case),
            ConversationCommand::EditMessage { id, body, if_match } => {
                self.edit(id, body, if_match, &case)
            }
            ConversationCommand::DeleteMessage { id, if_match } => self.delete(id, if_match, &case),
            ConversationCommand::RestoreMessage { id } => self.restore(id, &case),
            ConversationCommand::ChangeFileState {
                message_id,
                file_id,
                state,
            } => self.change_file(message_id, file_id, state, &case),
        };
        Ok(event?.into_iter().collect())
    }
}

impl Conversation {
    /// The conversation and the asker, if they may write to it through the client routes: who takes
    /// part and is in its project, and every admin. To all others it does not exist.
    fn open_to(&self, case: &Case) -> Result<(&ConversationCore, Standing), Refusal> {
        let asker = case.asker()?;
        let core = self.core.as_ref().ok_or(Refusal::NoSuchConversation)?;
        core.open_to(case.by, asker)?;
        Ok((core, asker))
    }
}

impl ConversationCore {
    /// Whether the asker may write to it at all; see [`Conversation::open_to`].
    pub(crate) fn open_to(&self, by: UserId, asker: Standing) -> Result<(), Refusal> {
        refuse_auditors(asker)?;
        let takes_part = asker.is_member && self.participant(by).is_some();
        if takes_part || asker.role == Role::Admin {
            Ok(())
        } else {
            Err(Refusal::NoSuchConversation)
        }
    }

    /// The core as the next event will carry it.
    fn next(&self) -> Self {
        let mut core = self.clone();
        core.version += 1;
        core.last_seq += 1;
        core
    }
}

fn refuse_auditors(asker: Standing) -> Result<(), Refusal> {
    if asker.role.takes_part() {
        Ok(())
    } else {
        Err(Refusal::AuditorsChangeNothing)
    }
}
