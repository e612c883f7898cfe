//! Every command, whatever its aggregate, and the facts that its decision rests on.

use cqrs_es::Aggregate;

use crate::{
    Body, Conversation, ConversationCommand, ConversationEvent, ConversationFacts, ConversationId,
    Event, MessageId, Private, Project, ProjectCommand, ProjectFacts, ProjectId, ReadMarkerCommand,
    ReadMarkerFacts, Refusal, Role, StreamId, Timestamp, User, UserCommand, UserFacts, UserId,
};

/// A command as an aggregate gets it: who asks, when, and the facts from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<C, F> {
    /// Who asks.
    pub by: UserId,
    /// The writer's clock, never behind the stream's last event.
    pub at: Timestamp,
    /// What is asked.
    pub command: C,
    /// What other streams say, filled in by the writer.
    pub facts: F,
}

impl<C: Clone, F> Asked<C, F> {
    pub(crate) fn new(by: UserId, at: Timestamp, command: &C, facts: F) -> Self {
        Self {
            by,
            at,
            command: command.clone(),
            facts,
        }
    }
}

/// The decision behind [`Aggregate::handle`], which every aggregate hands on to.
pub(crate) trait Decides: Aggregate<Error = Refusal> {
    /// What the command does, if anything. Takes in nothing but what the asker is to be told.
    fn decide(&mut self, ask: Self::Command) -> Result<Option<Self::Event>, Refusal>;
}

/// What a person is with regard to one project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Their role.
    pub role: Role,
    /// Whether they are in the project at hand.
    pub is_member: bool,
}

/// What a command needs to know of a message it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageFact {
    /// Its sequence.
    pub seq: u64,
    /// Who wrote it.
    pub author: UserId,
}

/// A command and the stream it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// To a conversation.
    Conversation(ConversationId, ConversationCommand),
    /// To a person's read marker in a conversation.
    ReadMarker(ConversationId, UserId, ReadMarkerCommand),
    /// To a project.
    Project(ProjectId, ProjectCommand),
    /// To a person.
    User(UserId, UserCommand),
}

/// What the writer holds ready when it decides. A stream it knows to be empty is there, empty.
pub trait Known {
    /// A conversation's state.
    fn conversation(&self, id: ConversationId) -> Option<&Conversation>;
    /// A project's state.
    fn project(&self, id: ProjectId) -> Option<&Project>;
    /// A person's state.
    fn user(&self, id: UserId) -> Option<&User>;
    /// A message that exists in a conversation.
    fn message(&self, conversation: ConversationId, id: MessageId) -> Option<MessageFact>;
}

impl Command {
    /// The stream it goes to.
    #[must_use]
    pub const fn stream(&self) -> StreamId {
        match self {
            Self::Conversation(id, _) => StreamId::Conversation(*id),
            Self::ReadMarker(conversation, reader, _) => {
                StreamId::ReadMarker(*conversation, *reader)
            }
            Self::Project(id, _) => StreamId::Project(*id),
            Self::User(id, _) => StreamId::User(*id),
        }
    }

    /// The streams its decision rests on, its own first. What is known may show more of them
    /// (the project of a conversation): ask again once these are there.
    pub fn needs(&self, by: UserId, known: &impl Known) -> Vec<StreamId> {
        let mut needs = vec![self.stream(), StreamId::User(by)];
        match self {
            Self::Conversation(id, command) => {
                needs.extend(project_of(*id, command, known).map(StreamId::Project));
                needs.extend(people_named(command).iter().copied().map(StreamId::User));
            }
            Self::ReadMarker(id, _, _) => {
                needs.push(StreamId::Conversation(*id));
                let core = known.conversation(*id).and_then(Conversation::core);
                needs.extend(core.map(|core| StreamId::Project(core.project_id)));
            }
            Self::Project(_, command) => match command {
                ProjectCommand::AddMember { user_id } => needs.push(StreamId::User(*user_id)),
                ProjectCommand::CreateProject { .. } | ProjectCommand::RemoveMember { .. } => {}
            },
            Self::User(..) => {}
        }
        needs
    }

    /// The messages it names, in which conversation.
    #[must_use]
    pub fn messages_named(&self) -> Vec<(ConversationId, MessageId)> {
        match self {
            Self::Conversation(conversation, command) => messages_named(command)
                .map(|message| (*conversation, message))
                .collect(),
            Self::ReadMarker(..) | Self::Project(..) | Self::User(..) => Vec::new(),
        }
    }

    /// The message it would bring, in which conversation.
    #[must_use]
    pub const fn message_sent(&self) -> Option<(ConversationId, MessageId)> {
        match self {
            Self::Conversation(conversation, ConversationCommand::SendMessage { id, .. }) => {
                Some((*conversation, *id))
            }
            Self::Conversation(..) | Self::ReadMarker(..) | Self::Project(..) | Self::User(..) => {
                None
            }
        }
    }

    /// How far it marks as read.
    #[must_use]
    pub const fn mark(&self) -> Option<u64> {
        match self {
            Self::ReadMarker(_, _, ReadMarkerCommand::MarkRead { up_to }) => Some(*up_to),
            Self::Conversation(..) | Self::Project(..) | Self::User(..) => None,
        }
    }

    /// Whether `event` is what this very command did when it was sent before: the message id
    /// names it, and author, text and what it answers are the same.
    #[must_use]
    pub fn is_repeat_of(&self, by: UserId, event: &Event) -> bool {
        match (self, event) {
            (
                Self::Conversation(_, ConversationCommand::SendMessage { id, body, reply_to }),
                Event::Conversation(ConversationEvent::MessageSent {
                    id: sent,
                    by: author,
                    body: said,
                    reply_to: answered,
                    ..
                }),
            ) => {
                sent == id
                    && *author == by
                    && same_text(body, said)
                    && answered.map(|original| original.id) == *reply_to
            }
            _ => false,
        }
    }

    pub(crate) fn conversation_facts(
        id: ConversationId,
        command: &ConversationCommand,
        by: UserId,
        known: &impl Known,
    ) -> ConversationFacts {
        let project = project_of(id, command, known).and_then(|project| known.project(project));
        let standing = |user| standing(user, project, known);
        let fact = |message| Some((message, known.message(id, message)?));
        ConversationFacts {
            asker: standing(by),
            people: people_named(command)
                .iter()
                .filter_map(|user| Some((*user, standing(*user)?)))
                .collect(),
            messages: messages_named(command).filter_map(fact).collect(),
            project_exists: project.is_some_and(Project::exists),
        }
    }

    pub(crate) fn read_marker_facts(
        id: ConversationId,
        by: UserId,
        known: &impl Known,
    ) -> ReadMarkerFacts {
        let core = known.conversation(id).and_then(Conversation::core);
        let project = core.and_then(|core| known.project(core.project_id));
        ReadMarkerFacts {
            asker: standing(by, project, known),
            joined_seq: core.and_then(|core| Some(core.participant(by)?.joined_seq)),
            last_seq: core.map_or(0, |core| core.last_seq),
        }
    }

    pub(crate) fn project_facts(
        id: ProjectId,
        command: &ProjectCommand,
        by: UserId,
        known: &impl Known,
    ) -> ProjectFacts {
        let exists = |user| known.user(user).is_some_and(|user| user.role().is_some());
        ProjectFacts {
            asker: standing(by, known.project(id), known),
            person_exists: match command {
                ProjectCommand::AddMember { user_id }
                | ProjectCommand::RemoveMember { user_id } => exists(*user_id),
                ProjectCommand::CreateProject { .. } => false,
            },
        }
    }

    pub(crate) fn user_facts(id: UserId, by: UserId, known: &impl Known) -> UserFacts {
        UserFacts {
            asker: standing(by, None, known),
            is_self: id == by,
        }
    }
}

fn standing(user: UserId, project: Option<&Project>, known: &impl Known) -> Option<Standing> {
    Some(Standing {
        role: known.user(user)?.role()?,
        is_member: project.is_some_and(|project| project.has_member(user)),
    })
}

fn project_of(
    id: ConversationId,
    command: &ConversationCommand,
    known: &impl Known,
) -> Option<ProjectId> {
    match command {
        ConversationCommand::StartConversation { project_id, .. } => Some(*project_id),
        ConversationCommand::AddParticipant { .. }
        | ConversationCommand::RemoveParticipant { .. }
        | ConversationCommand::SendMessage { .. } => {
            Some(known.conversation(id)?.core()?.project_id)
        }
    }
}

fn people_named(command: &ConversationCommand) -> &[UserId] {
    match command {
        ConversationCommand::StartConversation { participants, .. } => participants,
        ConversationCommand::AddParticipant { user_id }
        | ConversationCommand::RemoveParticipant { user_id } => std::slice::from_ref(user_id),
        ConversationCommand::SendMessage { .. } => &[],
    }
}

fn messages_named(command: &ConversationCommand) -> impl Iterator<Item = MessageId> {
    let (sent, answered) = match command {
        ConversationCommand::SendMessage { id, reply_to, .. } => (Some(*id), *reply_to),
        ConversationCommand::StartConversation { .. }
        | ConversationCommand::AddParticipant { .. }
        | ConversationCommand::RemoveParticipant { .. } => (None, None),
    };
    sent.into_iter().chain(answered)
}

/// The salt is new with every try, so only the texts are compared. Of an erased text nothing can
/// be said; its author cannot ask any longer.
fn same_text(asked: &Private<Body>, said: &Private<Body>) -> bool {
    match (asked.kept(), said.kept()) {
        (Some(asked), Some(said)) => asked == said,
        (_, _) => false,
    }
}
