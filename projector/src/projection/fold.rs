//! What each event does to the rows.

use domain::{
    ConversationCore, ConversationEvent, ConversationId, Event, MessageId, Name, Private,
    ProjectEvent, ProjectId, ReadMarkerEvent, RecordedEvent, ReplyTo, StreamId, Timestamp,
    UserEvent, UserId,
};

use super::rows::{Conversation, Message, Participant, Project, Receipt, Rows, User};
use crate::failure::Poison;

/// The rows that a batch touches, on their way from before it to after it.
#[derive(Debug)]
pub(super) struct Fold(Rows);

/// Why an event does not fit the tables.
type Contradiction = String;

impl Fold {
    /// Begins with the rows that the events touch and that are there already.
    pub(super) const fn begin(rows: Rows) -> Self {
        Self(rows)
    }

    pub(super) fn finish(self) -> Rows {
        self.0
    }

    pub(super) fn apply(&mut self, event: &RecordedEvent) -> Result<(), Poison> {
        let seq = event.sequence;
        match (event.stream, &event.event) {
            (StreamId::Conversation(id), Event::Conversation(event)) => {
                self.conversation(id, seq, event)
            }
            (StreamId::ReadMarker(id, reader), Event::ReadMarker(event)) => {
                self.read_marker(id, reader, event);
                Ok(())
            }
            (StreamId::Project(id), Event::Project(event)) => {
                self.project(id, event);
                Ok(())
            }
            (StreamId::User(id), Event::User(event)) => {
                self.user(id, event);
                Ok(())
            }
            (stream, _) => Err(format!("it does not belong into {stream}")),
        }
        .map_err(|reason| Poison {
            position: event.position,
            name: event.event.name(),
            reason,
        })
    }

    fn conversation(
        &mut self,
        id: ConversationId,
        seq: u64,
        event: &ConversationEvent,
    ) -> Result<(), Contradiction> {
        match event {
            ConversationEvent::ConversationStarted { at, core, .. } => {
                self.started(id, *at, core);
                Ok(())
            }
            ConversationEvent::ParticipantAdded {
                at, user_id, core, ..
            } => {
                self.changed(id, core)?;
                self.0
                    .participants
                    .insert((id, *user_id), Participant::joined(seq, *at));
                Ok(())
            }
            ConversationEvent::ParticipantRemoved {
                at, user_id, core, ..
            } => {
                self.changed(id, core)?;
                let participant = self.0.participants.get_mut(&(id, *user_id));
                participant.ok_or("nobody is there to be removed")?.left = Some((seq, *at));
                Ok(())
            }
            ConversationEvent::MessageSent {
                id: message,
                by,
                at,
                body,
                reply_to,
            } => self.sent(id, seq, *message, *by, *at, body.shown(), *reply_to),
        }
    }

    fn started(&mut self, id: ConversationId, at: Timestamp, core: &ConversationCore) {
        let conversation = Conversation {
            project_id: core.project_id,
            subject: core.subject.shown().to_owned(),
            status: core.status,
            version: core.version,
            created_by: core.created_by,
            created_at: core.created_at,
            last_seq: core.last_seq,
            last_activity_at: at,
            messages_sent: 0,
            last_message_seq: None,
        };
        self.0.conversations.insert(id, conversation);
        for one in &core.participants {
            let participant = Participant::joined(one.joined_seq, one.joined_at);
            self.0.participants.insert((id, one.user_id), participant);
        }
    }

    /// Takes over the core that an event carries whole.
    fn changed(
        &mut self,
        id: ConversationId,
        core: &ConversationCore,
    ) -> Result<(), Contradiction> {
        let conversation = self.known(id)?;
        core.subject.shown().clone_into(&mut conversation.subject);
        conversation.status = core.status;
        conversation.version = core.version;
        conversation.last_seq = core.last_seq;
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the event's parts, named once")]
    fn sent(
        &mut self,
        conversation_id: ConversationId,
        seq: u64,
        id: MessageId,
        author_id: UserId,
        sent_at: Timestamp,
        body: &str,
        reply_to: Option<ReplyTo>,
    ) -> Result<(), Contradiction> {
        let conversation = self.known(conversation_id)?;
        conversation.messages_sent += 1;
        conversation.last_message_seq = Some(seq);
        conversation.last_seq = seq;
        conversation.last_activity_at = sent_at;
        let ordinal = conversation.messages_sent;
        self.0.messages.push(Message {
            conversation_id,
            seq,
            id,
            ordinal,
            author_id,
            body: body.to_owned(),
            reply_to_seq: reply_to.map(|original| original.seq),
            sent_at,
        });
        // An admin may write where they never took part, and then has no row.
        if let Some(author) = self.0.participants.get_mut(&(conversation_id, author_id)) {
            author.own += 1;
        }
        Ok(())
    }

    fn read_marker(&mut self, id: ConversationId, reader: UserId, event: &ReadMarkerEvent) {
        match event {
            ReadMarkerEvent::ConversationRead {
                at, after, up_to, ..
            } => {
                let part = (id, reader);
                self.0.receipts.push(Receipt {
                    part,
                    after_seq: *after,
                    up_to_seq: *up_to,
                    read_at: *at,
                });
                // Somebody may have left, or left and come back, between asking and recording.
                let participant = self
                    .0
                    .participants
                    .get_mut(&part)
                    .filter(|it| it.left.is_none());
                if let Some(participant) = participant {
                    participant.read_seq = participant.read_seq.max(*up_to);
                }
            }
        }
    }

    fn project(&mut self, id: ProjectId, event: &ProjectEvent) {
        match event {
            ProjectEvent::ProjectCreated { at, name, .. } => {
                let project = Project {
                    name: name.as_str().to_owned(),
                    created_at: *at,
                };
                self.0.projects.insert(id, project);
            }
            ProjectEvent::MemberAdded { at, user_id, .. } => {
                self.0.members.insert((id, *user_id), Some(*at));
            }
            ProjectEvent::MemberRemoved { user_id, .. } => {
                self.0.members.insert((id, *user_id), None);
            }
        }
    }

    fn user(&mut self, id: UserId, event: &UserEvent) {
        match event {
            UserEvent::UserRegistered { at, role, name, .. } => {
                let name = name.as_ref().and_then(Private::kept).map(Name::as_str);
                let user = User {
                    role: *role,
                    name: name.map(str::to_owned),
                    registered_at: *at,
                };
                self.0.users.insert(id, user);
            }
        }
    }

    fn known(&mut self, id: ConversationId) -> Result<&mut Conversation, Contradiction> {
        let conversation = self.0.conversations.get_mut(&id);
        conversation.ok_or_else(|| "its conversation was not started".to_owned())
    }
}
