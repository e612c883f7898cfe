//! An aggregate's state, whatever its kind: what the writer caches, clones and snapshots.

use cqrs_es::Aggregate as _;
use serde_json::Value;

use crate::command::Decides;
use crate::{
    Access, Asked, Command, Conversation, Event, Known, Project, ReadMarker, Refusal, Report,
    StreamKind, Timestamp, User, UserId,
};

/// One aggregate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// A conversation.
    Conversation(Conversation),
    /// A read marker.
    ReadMarker(ReadMarker),
    /// A report.
    Report(Report),
    /// A project.
    Project(Project),
    /// A person.
    User(User),
    /// What a privileged reader has looked at.
    Access(Access),
}

impl State {
    /// The shape of what [`State::to_snapshot`] writes. A snapshot of another shape is not read.
    pub const SHAPE: i32 = 2;

    /// An aggregate before its first event.
    #[must_use]
    pub fn empty(kind: StreamKind) -> Self {
        match kind {
            StreamKind::Conversation => Self::Conversation(Conversation::default()),
            StreamKind::ReadMarker => Self::ReadMarker(ReadMarker::default()),
            StreamKind::Report => Self::Report(Report::default()),
            StreamKind::Project => Self::Project(Project::default()),
            StreamKind::User => Self::User(User::default()),
            StreamKind::Access => Self::Access(Access::default()),
        }
    }

    /// Takes one event in. An event of another kind changes nothing: a stream holds one kind.
    pub fn apply(&mut self, event: &Event) {
        match (self, event) {
            (Self::Conversation(state), Event::Conversation(event)) => state.apply(event.clone()),
            (Self::ReadMarker(state), Event::ReadMarker(event)) => state.apply(event.clone()),
            (Self::Report(state), Event::Report(event)) => state.apply(event.clone()),
            (Self::Project(state), Event::Project(event)) => state.apply(event.clone()),
            (Self::User(state), Event::User(event)) => state.apply(event.clone()),
            (Self::Access(state), Event::Access(event)) => state.apply(event.clone()),
            (_, _) => {}
        }
    }

    /// Decides a command on this state, which takes the events in.
    ///
    /// # Errors
    /// Why the command is not carried out.
    pub fn handle(
        &mut self,
        command: &Command,
        by: UserId,
        at: Timestamp,
        known: &impl Known,
    ) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Conversation(state), Command::Conversation(id, command)) => {
                let facts = Command::conversation_facts(*id, command, by, known);
                decide(
                    state,
                    Asked::new(by, at, command, facts),
                    Event::Conversation,
                )
            }
            (Self::ReadMarker(state), Command::ReadMarker(id, _, command)) => {
                let facts = Command::read_marker_facts(*id, by, known);
                decide(state, Asked::new(by, at, command, facts), Event::ReadMarker)
            }
            (Self::Report(state), Command::Report(_, command)) => {
                let facts = Command::report_facts(command, by, known);
                decide(state, Asked::new(by, at, command, facts), Event::Report)
            }
            (Self::Access(state), Command::Access(reader, command)) => {
                let facts = Command::access_facts(*reader, command, by, known);
                decide(state, Asked::new(by, at, command, facts), Event::Access)
            }
            (Self::Project(state), Command::Project(id, command)) => {
                let facts = Command::project_facts(*id, command, by, known);
                decide(state, Asked::new(by, at, command, facts), Event::Project)
            }
            (Self::User(state), Command::User(id, command)) => {
                let facts = Command::user_facts(*id, by, known);
                decide(state, Asked::new(by, at, command, facts), Event::User)
            }
            (_, _) => Err(Refusal::IdTaken),
        }
    }

    /// The state as a snapshot holds it.
    ///
    /// # Errors
    /// Never for these states; serde's signature says it might.
    pub fn to_snapshot(&self) -> Result<Value, serde_json::Error> {
        match self {
            Self::Conversation(state) => serde_json::to_value(state),
            Self::ReadMarker(state) => serde_json::to_value(state),
            Self::Report(state) => serde_json::to_value(state),
            Self::Project(state) => serde_json::to_value(state),
            Self::User(state) => serde_json::to_value(state),
            Self::Access(state) => serde_json::to_value(state),
        }
    }

    /// Reads a snapshot of shape [`State::SHAPE`].
    ///
    /// # Errors
    /// The snapshot is not of that shape.
    pub fn from_snapshot(kind: StreamKind, snapshot: Value) -> Result<Self, serde_json::Error> {
        match kind {
            StreamKind::Conversation => serde_json::from_value(snapshot).map(Self::Conversation),
            StreamKind::ReadMarker => serde_json::from_value(snapshot).map(Self::ReadMarker),
            StreamKind::Report => serde_json::from_value(snapshot).map(Self::Report),
            StreamKind::Project => serde_json::from_value(snapshot).map(Self::Project),
            StreamKind::User => serde_json::from_value(snapshot).map(Self::User),
            StreamKind::Access => serde_json::from_value(snapshot).map(Self::Access),
        }
    }
}

/// Decides without cqrs-es's asynchronous sink: behind it stands a tokio mutex, and a batch of
/// decisions in one poll would use up the task's budget and wait for ever.
fn decide<A: Decides>(
    state: &mut A,
    ask: A::Command,
    wrap: fn(A::Event) -> Event,
) -> Result<Vec<Event>, Refusal> {
    let events = state.decide(ask)?;
    for event in &events {
        state.apply(event.clone());
    }
    Ok(events.into_iter().map(wrap).collect())
}
