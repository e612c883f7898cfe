//! Which rows the events of a batch are folded onto.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{
    ConversationEvent, ConversationId, Event, ProjectEvent, ProjectId, RecordedEvent, ReportEvent,
    ReportId, StreamId, UserEvent, UserId,
};

use crate::projection::rows::{Part, Place};

#[derive(Debug, Default)]
pub(super) struct Touched {
    pub(super) conversations: BTreeSet<ConversationId>,
    pub(super) parts: BTreeSet<Part>,
    pub(super) messages: BTreeSet<Place>,
    pub(super) reports: BTreeSet<ReportId>,
    pub(super) projects: BTreeSet<ProjectId>,
    pub(super) users: BTreeSet<UserId>,
    /// Whose words the events carry.
    pub(super) speakers: BTreeSet<UserId>,
}

impl Touched {
    pub(super) fn by(events: &[Arc<RecordedEvent>]) -> Self {
        let mut touched = Self::default();
        for event in events {
            touched.add(event);
        }
        touched
    }

    fn add(&mut self, event: &RecordedEvent) {
        match (event.stream, &event.event) {
            (StreamId::Conversation(id), Event::Conversation(event)) => {
                self.conversations.insert(id);
                self.conversation(id, event);
            }
            (StreamId::ReadMarker(id, reader), _) => {
                self.parts.insert((id, reader));
            }
            (StreamId::Report(id), Event::Report(event)) => self.report(id, event),
            (StreamId::Project(id), Event::Project(event)) => match event {
                ProjectEvent::ProjectRenamed { .. } => {
                    self.projects.insert(id);
                }
                ProjectEvent::ProjectCreated { .. }
                | ProjectEvent::MemberAdded { .. }
                | ProjectEvent::MemberRemoved { .. } => {}
            },
            (StreamId::User(id), Event::User(event)) => match event {
                UserEvent::UserRegistered { .. } => {}
                UserEvent::ProfileChanged { .. }
                | UserEvent::RoleChanged { .. }
                | UserEvent::UserDisabled { .. }
                | UserEvent::UserEnabled { .. }
                | UserEvent::UserErased { .. } => {
                    self.users.insert(id);
                }
            },
            (_, _) => {}
        }
    }

    fn conversation(&mut self, id: ConversationId, event: &ConversationEvent) {
        match event {
            ConversationEvent::ConversationStarted { by, .. }
            | ConversationEvent::SubjectChanged { by, .. } => {
                self.speakers.insert(*by);
            }
            ConversationEvent::StatusChanged { .. } => {}
            ConversationEvent::ParticipantAdded { user_id, .. }
            | ConversationEvent::ParticipantRemoved { user_id, .. } => {
                self.parts.insert((id, *user_id));
            }
            ConversationEvent::MessageSent { by, .. } => {
                self.parts.insert((id, *by));
                self.speakers.insert(*by);
            }
            ConversationEvent::MessageEdited { message, .. }
            | ConversationEvent::MessageRestored { message, .. }
            | ConversationEvent::FileStateChanged { message, .. } => {
                self.messages.insert((id, message.seq));
                self.speakers.insert(message.author_id);
            }
            ConversationEvent::MessageDeleted { seq, .. } => {
                self.messages.insert((id, *seq));
            }
        }
    }

    fn report(&mut self, id: ReportId, event: &ReportEvent) {
        let (conversation_id, _) = event.about();
        match event {
            ReportEvent::MessageReported { by, message, .. } => {
                self.conversations.insert(conversation_id);
                self.speakers.extend([*by, message.author_id]);
            }
            ReportEvent::ReportAssigned { .. } => {
                self.reports.insert(id);
            }
            ReportEvent::ReportNoted { by, .. } => {
                self.reports.insert(id);
                self.speakers.insert(*by);
            }
            ReportEvent::ReportResolved { .. } | ReportEvent::ReportDismissed { .. } => {
                self.reports.insert(id);
                self.conversations.insert(conversation_id);
            }
        }
    }
}
