//! What an event changes about who sees what.

use domain::{
    ConversationEvent, ConversationId, Event, ProjectEvent, ProjectId, RecordedEvent, Role,
    StreamId, UserEvent, UserId,
};

/// The change, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    None,
    Started {
        conversation: ConversationId,
        project: ProjectId,
        participants: Vec<UserId>,
    },
    Participant {
        conversation: ConversationId,
        user: UserId,
        is_in: bool,
    },
    Member {
        project: ProjectId,
        user: UserId,
        is_in: bool,
    },
    /// A person is something else.
    Role {
        user: UserId,
        role: Role,
    },
    /// A person may not come in any longer, or may again.
    Barred {
        user: UserId,
        is_barred: bool,
    },
}

/// What one may be in or out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Circle {
    /// Take part in a conversation.
    Conversation(ConversationId),
    /// Be a member of a project.
    Project(ProjectId),
}

/// A person came in or went out, at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// When.
    pub position: u64,
    /// Of what.
    pub circle: Circle,
    /// Whether they are in from here on.
    pub is_in: bool,
}

impl Effect {
    pub(crate) fn of(recorded: &RecordedEvent) -> Self {
        match (&recorded.event, recorded.stream) {
            (Event::Conversation(event), StreamId::Conversation(conversation)) => {
                Self::of_conversation(conversation, event)
            }
            (Event::Project(event), StreamId::Project(project)) => {
                let (user, is_in) = match event {
                    ProjectEvent::MemberAdded { user_id, .. } => (*user_id, true),
                    ProjectEvent::MemberRemoved { user_id, .. } => (*user_id, false),
                    ProjectEvent::ProjectCreated { .. } | ProjectEvent::ProjectRenamed { .. } => {
                        return Self::None;
                    }
                };
                Self::Member {
                    project,
                    user,
                    is_in,
                }
            }
            (Event::User(event), StreamId::User(user)) => Self::of_person(user, event),
            (
                Event::Conversation(_)
                | Event::Project(_)
                | Event::ReadMarker(_)
                | Event::Report(_)
                | Event::User(_)
                | Event::Access(_),
                _,
            ) => Self::None,
        }
    }

    const fn of_person(user: UserId, event: &UserEvent) -> Self {
        let is_barred = match event {
            UserEvent::RoleChanged { role, .. } => return Self::Role { user, role: *role },
            UserEvent::UserDisabled { .. } | UserEvent::UserErased { .. } => true,
            UserEvent::UserEnabled { .. } => false,
            UserEvent::UserRegistered { .. } | UserEvent::ProfileChanged { .. } => {
                return Self::None;
            }
        };
        Self::Barred { user, is_barred }
    }

    fn of_conversation(conversation: ConversationId, event: &ConversationEvent) -> Self {
        let (user, is_in) = match event {
            ConversationEvent::ConversationStarted { core, .. } => {
                return Self::Started {
                    conversation,
                    project: core.project_id,
                    participants: core.participants.iter().map(|p| p.user_id).collect(),
                };
            }
            ConversationEvent::ParticipantAdded { user_id, .. } => (*user_id, true),
            ConversationEvent::ParticipantRemoved { user_id, .. } => (*user_id, false),
            ConversationEvent::MessageSent { .. }
            | ConversationEvent::SubjectChanged { .. }
            | ConversationEvent::StatusChanged { .. }
            | ConversationEvent::MessageEdited { .. }
            | ConversationEvent::MessageDeleted { .. }
            | ConversationEvent::MessageRestored { .. }
            | ConversationEvent::FileStateChanged { .. } => return Self::None,
        };
        Self::Participant {
            conversation,
            user,
            is_in,
        }
    }

    /// Whose rights it changes, and whether they may come in afterwards.
    pub(crate) const fn rights(&self) -> Option<(UserId, bool)> {
        match *self {
            Self::Role { user, .. } => Some((user, true)),
            Self::Barred { user, is_barred } => Some((user, !is_barred)),
            Self::None | Self::Started { .. } | Self::Participant { .. } | Self::Member { .. } => {
                None
            }
        }
    }

    /// How it moves one person. A start moves nobody: nothing lies before it that they could see.
    pub(crate) fn moves(&self, who: UserId, position: u64) -> Option<Move> {
        let (circle, user, is_in) = match *self {
            Self::Participant {
                conversation,
                user,
                is_in,
            } => (Circle::Conversation(conversation), user, is_in),
            Self::Member {
                project,
                user,
                is_in,
            } => (Circle::Project(project), user, is_in),
            Self::None | Self::Started { .. } | Self::Role { .. } | Self::Barred { .. } => {
                return None;
            }
        };
        (user == who).then_some(Move {
            position,
            circle,
            is_in,
        })
    }
}
