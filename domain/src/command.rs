//! Every command, whatever its aggregate, and the facts that its decision rests on.

mod facts;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use crate::{
    AccessCommand, Body, Conversation, ConversationCommand, ConversationEvent, ConversationId,
    Event, MessageFact, MessageId, Private, Project, ProjectCommand, ProjectId, ReadMarkerCommand,
    Refusal, ReportCommand, ReportId, Role, StreamId, Timestamp, User, UserCommand, UserId,
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
    fn decide(&mut self, ask: Self::Command) -> Result<Vec<Self::Event>, Refusal>;
}

/// [`Aggregate::handle`] for all of them.
pub(crate) async fn write_all<A: Decides>(
    state: &mut A,
    ask: A::Command,
    sink: &EventSink<A>,
) -> Result<(), Refusal> {
    for event in state.decide(ask)? {
        sink.write(event, state).await;
    }
    Ok(())
}

/// What a person is with regard to one project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Their role.
    pub role: Role,
    /// Whether they are in the project at hand.
    pub is_member: bool,
    /// Whether they may do anything at all: not disabled, not erased.
    pub is_active: bool,
}

impl Standing {
    /// The standing of somebody who asks and may.
    pub(crate) const fn acting(asker: Option<Self>) -> Result<Self, Refusal> {
        match asker {
            None => Err(Refusal::NoSuchPerson),
            Some(asker) if !asker.is_active => Err(Refusal::PersonDisabled),
            Some(asker) => Ok(asker),
        }
    }

    /// Whether they may take part in conversations of the project at hand.
    #[must_use]
    pub const fn may_take_part(&self) -> bool {
        self.is_member && self.is_active && self.role.takes_part()
    }

    /// An admin, or why not.
    pub(crate) const fn admin(self) -> Result<(), Refusal> {
        match self.role {
            Role::Admin => Ok(()),
            Role::Auditor => Err(Refusal::AuditorsChangeNothing),
            Role::Client | Role::Team => Err(Refusal::OnlyAdmins),
        }
    }
}

/// The version that is there instead of the one an asker has seen, with who made it and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenVersion {
    /// The present version.
    pub version: u64,
    /// Who made it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// A command and the stream it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// To a conversation.
    Conversation(ConversationId, ConversationCommand),
    /// To a person's read marker in a conversation.
    ReadMarker(ConversationId, UserId, ReadMarkerCommand),
    /// To a report.
    Report(ReportId, ReportCommand),
    /// To a project.
    Project(ProjectId, ProjectCommand),
    /// To a person.
    User(UserId, UserCommand),
    /// To the record of what a person has looked at.
    Access(UserId, AccessCommand),
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
            Self::Report(id, _) => StreamId::Report(*id),
            Self::Project(id, _) => StreamId::Project(*id),
            Self::User(id, _) => StreamId::User(*id),
            Self::Access(reader, _) => StreamId::Access(*reader),
        }
    }

    /// The messages it names, in which conversation.
    #[must_use]
    pub fn messages_named(&self) -> Vec<(ConversationId, MessageId)> {
        match self {
            Self::Conversation(conversation, command) => command
                .messages_named()
                .map(|message| (*conversation, message))
                .collect(),
            Self::Report(_, command) => command.message_reported().into_iter().collect(),
            Self::ReadMarker(..) | Self::Project(..) | Self::User(..) | Self::Access(..) => {
                Vec::new()
            }
        }
    }

    /// The message it would bring, in which conversation.
    #[must_use]
    pub fn message_sent(&self) -> Option<(ConversationId, MessageId)> {
        match self {
            Self::Conversation(conversation, command) => {
                Some((*conversation, command.message_sent()?))
            }
            Self::ReadMarker(..)
            | Self::Report(..)
            | Self::Project(..)
            | Self::User(..)
            | Self::Access(..) => None,
        }
    }

    /// How far it marks as read.
    #[must_use]
    pub const fn mark(&self) -> Option<u64> {
        match self {
            Self::ReadMarker(_, _, ReadMarkerCommand::MarkRead { up_to }) => Some(*up_to),
            Self::ReadMarker(_, _, ReadMarkerCommand::SetMine { .. })
            | Self::Conversation(..)
            | Self::Report(..)
            | Self::Project(..)
            | Self::User(..)
            | Self::Access(..) => None,
        }
    }

    /// Whether `event` is what this very command did when it was sent before: the message id
    /// names it, and author, text, files and what it answers are the same.
    #[must_use]
    pub fn is_repeat_of(&self, by: UserId, event: &Event) -> bool {
        match (self, event) {
            (
                Self::Conversation(
                    _,
                    ConversationCommand::SendMessage {
                        id,
                        body,
                        files,
                        reply_to,
                    },
                ),
                Event::Conversation(ConversationEvent::MessageSent {
                    id: sent,
                    by: author,
                    body: said,
                    files: carried,
                    reply_to: answered,
                    ..
                }),
            ) => {
                let ids = files.iter().map(|file| file.id);
                sent == id
                    && *author == by
                    && same_text(body, said)
                    && ids.eq(carried.iter().map(|file| file.id))
                    && answered.map(|original| original.id) == *reply_to
            }
            _ => false,
        }
    }
}

/// The salt is new with every try, so only the texts are compared. Of an erased text nothing can
/// be said; its author cannot ask any longer.
fn same_text(asked: &Private<Body>, said: &Private<Body>) -> bool {
    match (asked.kept(), said.kept()) {
        (Some(asked), Some(said)) => asked == said,
        (_, _) => false,
    }
}
