//! A project: who could see what, when.

use std::collections::BTreeSet;

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::command::{Decides, write_all};
use crate::{Asked, Name, Refusal, Standing, StreamKind, Timestamp, UserId};

/// A command as the aggregate gets it.
pub type ProjectAsk = Asked<ProjectCommand, ProjectFacts>;

/// What an admin asks of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectCommand {
    /// Make it.
    CreateProject {
        /// What it is called.
        name: Name,
    },
    /// Call it something else.
    RenameProject {
        /// What it is called.
        name: Name,
    },
    /// Let somebody in.
    AddMember {
        /// Who.
        user_id: UserId,
    },
    /// Let somebody go.
    RemoveMember {
        /// Who.
        user_id: UserId,
    },
}

/// What the directory says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProjectFacts {
    /// The asker; none if the directory does not know them.
    pub asker: Option<Standing>,
    /// Whether the person a command names is known.
    pub person_exists: bool,
}

/// The events of a project. Its name is no personal text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum ProjectEvent {
    /// Always the first.
    ProjectCreated {
        /// Who made it.
        by: UserId,
        /// When.
        at: Timestamp,
        /// What it is called.
        name: Name,
    },
    /// It is called something else.
    ProjectRenamed {
        /// Who renamed it.
        by: UserId,
        /// When.
        at: Timestamp,
        /// What it is called.
        name: Name,
    },
    /// Somebody may see what is said in the project from now on.
    MemberAdded {
        /// Who added them.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Who was added.
        user_id: UserId,
    },
    /// Somebody may not any longer.
    MemberRemoved {
        /// Who removed them.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Who is out.
        user_id: UserId,
    },
}

impl ProjectEvent {
    /// The name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ProjectCreated { .. } => "ProjectCreated",
            Self::ProjectRenamed { .. } => "ProjectRenamed",
            Self::MemberAdded { .. } => "MemberAdded",
            Self::MemberRemoved { .. } => "MemberRemoved",
        }
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        match self {
            Self::ProjectCreated { .. }
            | Self::ProjectRenamed { .. }
            | Self::MemberAdded { .. }
            | Self::MemberRemoved { .. } => 1,
        }
    }

    /// Who did it, and when.
    #[must_use]
    pub const fn source(&self) -> (UserId, Timestamp) {
        match self {
            Self::ProjectCreated { by, at, .. }
            | Self::ProjectRenamed { by, at, .. }
            | Self::MemberAdded { by, at, .. }
            | Self::MemberRemoved { by, at, .. } => (*by, *at),
        }
    }
}

impl DomainEvent for ProjectEvent {
    fn event_type(&self) -> String {
        self.name().to_owned()
    }

    fn event_version(&self) -> String {
        self.version().to_string()
    }
}

/// The aggregate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    name: Option<Name>,
    members: BTreeSet<UserId>,
}

impl Project {
    /// Whether it was made.
    #[must_use]
    pub const fn exists(&self) -> bool {
        self.name.is_some()
    }

    /// Whether the person is in it.
    #[must_use]
    pub fn has_member(&self, user: UserId) -> bool {
        self.members.contains(&user)
    }
}

impl Aggregate for Project {
    const TYPE: &'static str = StreamKind::Project.as_str();
    type Command = ProjectAsk;
    type Event = ProjectEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        ask: ProjectAsk,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        write_all(self, ask, sink).await
    }

    fn apply(&mut self, event: ProjectEvent) {
        match event {
            ProjectEvent::ProjectCreated { name, .. }
            | ProjectEvent::ProjectRenamed { name, .. } => self.name = Some(name),
            ProjectEvent::MemberAdded { user_id, .. } => {
                self.members.insert(user_id);
            }
            ProjectEvent::MemberRemoved { user_id, .. } => {
                self.members.remove(&user_id);
            }
        }
    }
}

impl Decides for Project {
    fn decide(&mut self, ask: ProjectAsk) -> Result<Vec<ProjectEvent>, Refusal> {
        let (by, at) = (ask.by, ask.at);
        Standing::acting(ask.facts.asker)?.admin()?;
        let is_new = matches!(ask.command, ProjectCommand::CreateProject { .. });
        match (self.exists(), is_new) {
            (true, true) => return Err(Refusal::IdTaken),
            (false, false) => return Err(Refusal::NoSuchProject),
            (true, false) | (false, true) => {}
        }
        let event = match ask.command {
            ProjectCommand::CreateProject { name } => {
                Some(ProjectEvent::ProjectCreated { by, at, name })
            }
            ProjectCommand::RenameProject { name } => (self.name.as_ref() != Some(&name))
                .then_some(ProjectEvent::ProjectRenamed { by, at, name }),
            ProjectCommand::AddMember { user_id } => {
                if !ask.facts.person_exists {
                    return Err(Refusal::NoSuchPerson);
                }
                let event = ProjectEvent::MemberAdded { by, at, user_id };
                (!self.has_member(user_id)).then_some(event)
            }
            ProjectCommand::RemoveMember { user_id } => {
                let event = ProjectEvent::MemberRemoved { by, at, user_id };
                self.has_member(user_id).then_some(event)
            }
        };
        Ok(event.into_iter().collect())
    }
}
