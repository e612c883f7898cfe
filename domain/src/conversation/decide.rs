//! Who may do what in a conversation.

use std::collections::VecDeque;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    Conversation, ConversationAsk, ConversationCommand, ConversationCore, ConversationEvent,
    ConversationFacts, PARTICIPANTS_MAX, Participant, Recent, ReplyTo, Status, WINDOW,
};
use crate::command::Decides;
use crate::{
    Body, ConversationId, MessageFact, MessageId, Private, ProjectId, Refusal, Role, Standing,
    StreamKind, Subject, Timestamp, UserId,
};

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
        if let Some(event) = self.decide(ask)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: ConversationEvent) {
        match event {
            ConversationEvent::ConversationStarted { core, .. }
            | ConversationEvent::ParticipantAdded { core, .. }
            | ConversationEvent::ParticipantRemoved { core, .. } => self.core = Some(core),
            ConversationEvent::MessageSent { id, by, .. } => {
                if let Some(core) = &mut self.core {
                    core.last_seq += 1;
                    remember(&mut self.recent, id, by, core.last_seq);
                }
            }
        }
    }
}

fn remember(recent: &mut VecDeque<Recent>, id: MessageId, author: UserId, seq: u64) {
    if recent.len() == WINDOW {
        recent.pop_front();
    }
    recent.push_back(Recent { id, author, seq });
}

impl Decides for Conversation {
    fn decide(&mut self, ask: ConversationAsk) -> Result<Option<ConversationEvent>, Refusal> {
        let asker = ask.facts.asker.ok_or(Refusal::NoSuchPerson)?;
        let (by, at, facts) = (ask.by, ask.at, ask.facts);
        match ask.command {
            ConversationCommand::StartConversation {
                id,
                project_id,
                subject,
                participants,
            } => self.start(
                id,
                project_id,
                subject,
                &participants,
                by,
                at,
                asker,
                &facts,
            ),
            ConversationCommand::AddParticipant { user_id } => {
                self.add(user_id, by, at, asker, &facts)
            }
            ConversationCommand::RemoveParticipant { user_id } => {
                self.remove(user_id, by, at, asker)
            }
            ConversationCommand::SendMessage { id, body, reply_to } => {
                self.send(id, body, reply_to, by, at, asker, &facts)
            }
        }
    }
}

impl Conversation {
    #[expect(clippy::too_many_arguments, reason = "the command's parts, named once")]
    fn start(
        &self,
        id: ConversationId,
        project_id: ProjectId,
        subject: Private<Subject>,
        named: &[UserId],
        by: UserId,
        at: Timestamp,
        asker: Standing,
        facts: &ConversationFacts,
    ) -> Result<Option<ConversationEvent>, Refusal> {
        if self.core.is_some() {
            return Err(Refusal::IdTaken);
        }
        refuse_auditors(asker)?;
        // A project one is not in looks like one that is not there.
        if !facts.project_exists || !(asker.is_member || asker.role == Role::Admin) {
            return Err(Refusal::NoSuchProject);
        }
        let mut people = vec![by];
        for (index, user) in named.iter().enumerate() {
            if people.contains(user) {
                continue;
            }
            may_take_part(facts.people.get(user), index)?;
            people.push(*user);
            if people.len() > PARTICIPANTS_MAX {
                return Err(Refusal::TooManyParticipants);
            }
        }
        let joined = |user_id| Participant {
            user_id,
            joined_seq: 1,
            joined_at: at,
        };
        let core = ConversationCore {
            id,
            project_id,
            subject,
            status: Status::Active,
            version: 1,
            created_by: by,
            created_at: at,
            last_seq: 1,
            participants: people.into_iter().map(joined).collect(),
        };
        Ok(Some(ConversationEvent::ConversationStarted {
            by,
            at,
            core,
        }))
    }

    fn add(
        &self,
        user_id: UserId,
        by: UserId,
        at: Timestamp,
        asker: Standing,
        facts: &ConversationFacts,
    ) -> Result<Option<ConversationEvent>, Refusal> {
        let core = self.open_to(by, asker)?;
        may_change_participants(asker)?;
        if core.participant(user_id).is_some() {
            return Ok(None);
        }
        may_take_part(facts.people.get(&user_id), 0)?;
        if core.participants.len() >= PARTICIPANTS_MAX {
            return Err(Refusal::TooManyParticipants);
        }
        let mut core = changed(core);
        core.participants.push(Participant {
            user_id,
            joined_seq: core.last_seq,
            joined_at: at,
        });
        Ok(Some(ConversationEvent::ParticipantAdded {
            by,
            at,
            user_id,
            core,
        }))
    }

    fn remove(
        &self,
        user_id: UserId,
        by: UserId,
        at: Timestamp,
        asker: Standing,
    ) -> Result<Option<ConversationEvent>, Refusal> {
        let core = self.open_to(by, asker)?;
        if user_id != by {
            may_change_participants(asker)?;
        }
        if core.participant(user_id).is_none() {
            return Ok(None);
        }
        let mut core = changed(core);
        core.participants.retain(|p| p.user_id != user_id);
        Ok(Some(ConversationEvent::ParticipantRemoved {
            by,
            at,
            user_id,
            core,
        }))
    }

    #[expect(clippy::too_many_arguments, reason = "the command's parts, named once")]
    fn send(
        &self,
        id: MessageId,
        body: Private<Body>,
        reply_to: Option<MessageId>,
        by: UserId,
        at: Timestamp,
        asker: Standing,
        facts: &ConversationFacts,
    ) -> Result<Option<ConversationEvent>, Refusal> {
        let core = self.open_to(by, asker)?;
        if !core.accepts_post_from(asker.role) {
            return Err(Refusal::ConversationNotOpen);
        }
        if self.message(id, facts).is_some() {
            return Err(Refusal::MessageIdTaken);
        }
        let reply_to = match reply_to {
            None => None,
            Some(original) => {
                let fact = self.message(original, facts).ok_or(Refusal::NoSuchReply)?;
                Some(ReplyTo {
                    id: original,
                    seq: fact.seq,
                    author_id: fact.author,
                })
            }
        };
        Ok(Some(ConversationEvent::MessageSent {
            id,
            by,
            at,
            body,
            reply_to,
        }))
    }

    /// The conversation, if the asker may write to it through the client routes: who takes part
    /// and is in its project, and every admin. To all others it does not exist.
    fn open_to(&self, by: UserId, asker: Standing) -> Result<&ConversationCore, Refusal> {
        let core = self.core.as_ref().ok_or(Refusal::NoSuchConversation)?;
        refuse_auditors(asker)?;
        let takes_part = asker.is_member && core.participant(by).is_some();
        if takes_part || asker.role == Role::Admin {
            Ok(core)
        } else {
            Err(Refusal::NoSuchConversation)
        }
    }

    /// A message of this conversation, from the window or from the facts.
    fn message(&self, id: MessageId, facts: &ConversationFacts) -> Option<MessageFact> {
        let recent = self.recent.iter().rev().find(|recent| recent.id == id);
        match recent {
            Some(recent) => Some(MessageFact {
                seq: recent.seq,
                author: recent.author,
            }),
            None => facts.messages.get(&id).copied(),
        }
    }
}

/// The core as the next event will carry it.
fn changed(core: &ConversationCore) -> ConversationCore {
    let mut core = core.clone();
    core.version += 1;
    core.last_seq += 1;
    core
}

fn refuse_auditors(asker: Standing) -> Result<(), Refusal> {
    if asker.role.takes_part() {
        Ok(())
    } else {
        Err(Refusal::AuditorsChangeNothing)
    }
}

fn may_change_participants(asker: Standing) -> Result<(), Refusal> {
    match asker.role {
        Role::Team | Role::Admin => Ok(()),
        Role::Client | Role::Auditor => Err(Refusal::MayNotChangeParticipants),
    }
}

/// Unknown people and people of other projects look the same.
fn may_take_part(person: Option<&Standing>, index: usize) -> Result<(), Refusal> {
    match person {
        Some(person) if person.is_member && person.role.takes_part() => Ok(()),
        Some(_) | None => Err(Refusal::NotInProject { index }),
    }
}
