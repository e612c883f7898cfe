//! A person: name and role, with a history.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::command::Decides;
use crate::{Asked, Name, Private, Refusal, Role, Standing, StreamKind, Timestamp, UserId};

/// A command as the aggregate gets it.
pub type UserAsk = Asked<UserCommand, UserFacts>;

/// What is asked about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserCommand {
    /// Make the person known: by themselves at first sight, from what the identity provider
    /// says, or by an admin beforehand.
    RegisterUser {
        /// What they are.
        role: Role,
        /// What they are called.
        name: Option<Private<Name>>,
        /// Where mail reaches them.
        email: Option<Private<Name>>,
    },
}

/// What the directory says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserFacts {
    /// The asker; none if the directory does not know them (yet).
    pub asker: Option<Standing>,
    /// Whether the asker is the person itself.
    pub is_self: bool,
}

/// The events of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum UserEvent {
    /// Always the first.
    UserRegistered {
        /// Who made them known.
        by: UserId,
        /// When.
        at: Timestamp,
        /// What they are.
        role: Role,
        /// What they are called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Private<Name>>,
        /// Where mail reaches them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<Private<Name>>,
    },
}

impl UserEvent {
    /// The name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::UserRegistered { .. } => "UserRegistered",
        }
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        match self {
            Self::UserRegistered { .. } => 1,
        }
    }

    /// Who did it, and when.
    #[must_use]
    pub const fn source(&self) -> (UserId, Timestamp) {
        match self {
            Self::UserRegistered { by, at, .. } => (*by, *at),
        }
    }
}

impl DomainEvent for UserEvent {
    fn event_type(&self) -> String {
        self.name().to_owned()
    }

    fn event_version(&self) -> String {
        self.version().to_string()
    }
}

/// The aggregate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    role: Option<Role>,
}

impl User {
    /// What they are, once registered.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        self.role
    }
}

impl Aggregate for User {
    const TYPE: &'static str = StreamKind::User.as_str();
    type Command = UserAsk;
    type Event = UserEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        ask: UserAsk,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        if let Some(event) = self.decide(ask)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: UserEvent) {
        match event {
            UserEvent::UserRegistered { role, .. } => self.role = Some(role),
        }
    }
}

impl Decides for User {
    fn decide(&mut self, ask: UserAsk) -> Result<Option<UserEvent>, Refusal> {
        let is_admin = ask
            .facts
            .asker
            .is_some_and(|asker| asker.role == Role::Admin);
        if !ask.facts.is_self && !is_admin {
            return Err(Refusal::NotAnAdmin);
        }
        match ask.command {
            UserCommand::RegisterUser { role, name, email } => {
                if self.role.is_some() {
                    return Err(Refusal::IdTaken);
                }
                Ok(Some(UserEvent::UserRegistered {
                    by: ask.by,
                    at: ask.at,
                    role,
                    name,
                    email,
                }))
            }
        }
    }
}
