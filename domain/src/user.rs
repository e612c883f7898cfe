//! A person: name and role, with a history.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::command::{Decides, write_all};
use crate::{Asked, Name, Private, Reason, Refusal, Role, Standing, StreamKind, Timestamp, UserId};

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
    /// Change what the directory says of them; what is none stays.
    ChangePerson {
        /// What they are called.
        name: Option<Private<Name>>,
        /// What they are.
        role: Option<Role>,
        /// Whether they may not come in.
        disabled: Option<bool>,
    },
    /// Be what the identity provider says one is, where it decides the roles. Asked in the person's
    /// own name by who has checked their token; there is no route for it.
    TakeRole {
        /// What they are.
        role: Role,
    },
    /// Take all their words away, for ever.
    EraseUser {
        /// Why.
        reason: Private<Reason>,
    },
    /// The same, where a log that was put back from a copy has lost it. Asked in the name of whoever
    /// asked first, who may be nobody in the copy; there is no route for it.
    EraseAgain {
        /// Why.
        reason: Private<Reason>,
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
    /// They are called something else.
    ProfileChanged {
        /// Who said so.
        by: UserId,
        /// When.
        at: Timestamp,
        /// What they are called.
        name: Private<Name>,
    },
    /// They are something else.
    RoleChanged {
        /// Who said so.
        by: UserId,
        /// When.
        at: Timestamp,
        /// What they are.
        role: Role,
    },
    /// They may not come in any longer.
    UserDisabled {
        /// Who said so.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// They may come in again.
    UserEnabled {
        /// Who said so.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// Their words go away, everywhere; they never come in again.
    UserErased {
        /// Who said so.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Why.
        reason: Private<Reason>,
    },
}

impl UserEvent {
    /// The name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::UserRegistered { .. } => "UserRegistered",
            Self::ProfileChanged { .. } => "ProfileChanged",
            Self::RoleChanged { .. } => "RoleChanged",
            Self::UserDisabled { .. } => "UserDisabled",
            Self::UserEnabled { .. } => "UserEnabled",
            Self::UserErased { .. } => "UserErased",
        }
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        match self {
            Self::UserRegistered { .. }
            | Self::ProfileChanged { .. }
            | Self::RoleChanged { .. }
            | Self::UserDisabled { .. }
            | Self::UserEnabled { .. }
            | Self::UserErased { .. } => 1,
        }
    }

    /// Who did it, and when.
    #[must_use]
    pub const fn source(&self) -> (UserId, Timestamp) {
        match self {
            Self::UserRegistered { by, at, .. }
            | Self::ProfileChanged { by, at, .. }
            | Self::RoleChanged { by, at, .. }
            | Self::UserDisabled { by, at }
            | Self::UserEnabled { by, at }
            | Self::UserErased { by, at, .. } => (*by, *at),
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
    // Has to be there in a snapshot, be it null: `{}` is none.
    #[serde(deserialize_with = "Option::deserialize")]
    role: Option<Role>,
    name: Option<Private<Name>>,
    disabled: bool,
    erased: bool,
}

impl User {
    /// What they are, once registered.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        self.role
    }

    /// Whether they may do anything: registered, not disabled, not erased.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.is_here() && !self.disabled
    }

    /// Whether the directory has them: registered and not erased.
    #[must_use]
    pub const fn is_here(&self) -> bool {
        self.role.is_some() && !self.erased
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
        write_all(self, ask, sink).await
    }

    fn apply(&mut self, event: UserEvent) {
        match event {
            UserEvent::UserRegistered { role, name, .. } => {
                self.role = Some(role);
                self.name = name;
            }
            UserEvent::ProfileChanged { name, .. } => self.name = Some(name),
            UserEvent::RoleChanged { role, .. } => self.role = Some(role),
            UserEvent::UserDisabled { .. } => self.disabled = true,
            UserEvent::UserEnabled { .. } => self.disabled = false,
            UserEvent::UserErased { .. } => {
                self.erased = true;
                self.name = None;
            }
        }
    }
}

impl Decides for User {
    fn decide(&mut self, ask: UserAsk) -> Result<Vec<UserEvent>, Refusal> {
        let (by, at, is_self) = (ask.by, ask.at, ask.facts.is_self);
        if let UserCommand::RegisterUser { role, name, email } = ask.command {
            if !is_self {
                Standing::acting(ask.facts.asker)?.admin()?;
            }
            if self.role.is_some() {
                return Err(Refusal::IdTaken);
            }
            return Ok(vec![UserEvent::UserRegistered {
                by,
                at,
                role,
                name,
                email,
            }]);
        }
        if let UserCommand::EraseAgain { reason } = ask.command {
            self.role.ok_or(Refusal::NoSuchPerson)?;
            let event = UserEvent::UserErased { by, at, reason };
            return Ok((!self.erased).then_some(event).into_iter().collect());
        }
        let asker = Standing::acting(ask.facts.asker)?;
        if let (UserCommand::TakeRole { role }, true) = (&ask.command, is_self) {
            let role = *role;
            let event = UserEvent::RoleChanged { by, at, role };
            return Ok((self.role != Some(role))
                .then_some(event)
                .into_iter()
                .collect());
        }
        asker.admin()?;
        let present = self.role.ok_or(Refusal::NoSuchPerson)?;
        match ask.command {
            UserCommand::RegisterUser { .. } | UserCommand::EraseAgain { .. } => Ok(Vec::new()),
            // An admin changes another's role by `ChangePerson`.
            UserCommand::TakeRole { .. } => Err(Refusal::OnlyAdmins),
            UserCommand::EraseUser { .. } if self.erased => Ok(Vec::new()),
            UserCommand::EraseUser { .. } if is_self => Err(Refusal::NotOneself),
            UserCommand::EraseUser { reason } => Ok(vec![UserEvent::UserErased { by, at, reason }]),
            UserCommand::ChangePerson { .. } if self.erased => Err(Refusal::PersonErased),
            UserCommand::ChangePerson {
                name,
                role,
                disabled,
            } => {
                let role = role.filter(|role| *role != present);
                let disabled = disabled.filter(|disabled| *disabled != self.disabled);
                // The last admin could lock everybody out.
                if is_self && (role.is_some() || disabled.is_some()) {
                    return Err(Refusal::NotOneself);
                }
                let known = self.name.as_ref().and_then(Private::kept);
                let name = name.filter(|name| name.kept() != known);
                let disabled = disabled.map(|disabled| match disabled {
                    true => UserEvent::UserDisabled { by, at },
                    false => UserEvent::UserEnabled { by, at },
                });
                let name = name.map(|name| UserEvent::ProfileChanged { by, at, name });
                let role = role.map(|role| UserEvent::RoleChanged { by, at, role });
                Ok([name, role, disabled].into_iter().flatten().collect())
            }
        }
    }
}
