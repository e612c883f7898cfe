//! A person as their events say; the tables may not have them yet.

use chassis::problem::Problem;
use domain::{Event, Name, Private, RecordedEvent, Role, StreamId, UserEvent, UserId};

use crate::api::{Api, away, bug};

/// Events read at once. A person has a handful: one for each change of name or role.
const EVENTS_READ: u32 = 500;

/// What the directory knows of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownPerson {
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) role: Role,
    pub(crate) disabled: bool,
    pub(crate) erased: bool,
}

impl Api {
    /// A person after one of their events, or as they are now.
    pub(crate) async fn person(
        &self,
        id: UserId,
        up_to: Option<u64>,
    ) -> Result<KnownPerson, Problem> {
        let events = self.events(StreamId::User(id), up_to).await?;
        let person = events.into_iter().fold(None, KnownPerson::after);
        person.ok_or_else(|| bug("a person is not in the log"))
    }

    /// The events of a stream that stays short, up to one of its sequences or all.
    pub(crate) async fn events(
        &self,
        stream: StreamId,
        up_to: Option<u64>,
    ) -> Result<Vec<RecordedEvent>, Problem> {
        let mut events: Vec<RecordedEvent> = Vec::new();
        loop {
            let after = events.last().map_or(0, |last| last.sequence);
            let page = self.reader.stream(stream, after, EVENTS_READ).await;
            let page = page.map_err(|failure| away(&failure))?;
            let is_last = page.len() < EVENTS_READ as usize;
            events.extend(page);
            if is_last {
                break;
            }
        }
        if let Some(up_to) = up_to {
            events.retain(|event| event.sequence <= up_to);
        }
        Ok(events)
    }
}

impl KnownPerson {
    fn after(known: Option<Self>, recorded: RecordedEvent) -> Option<Self> {
        let Event::User(event) = recorded.event else {
            return known;
        };
        if let UserEvent::UserRegistered {
            role, name, email, ..
        } = &event
        {
            return Some(Self {
                name: name.as_ref().and_then(shown),
                email: email.as_ref().and_then(shown),
                role: *role,
                disabled: false,
                erased: false,
            });
        }
        let mut person = known?;
        match event {
            UserEvent::UserRegistered { .. } => {}
            UserEvent::ProfileChanged { name, .. } => person.name = shown(&name),
            UserEvent::RoleChanged { role, .. } => person.role = role,
            UserEvent::UserDisabled { .. } => person.disabled = true,
            UserEvent::UserEnabled { .. } => person.disabled = false,
            UserEvent::UserErased { .. } => {
                person.name = None;
                person.email = None;
                person.erased = true;
            }
        }
        Some(person)
    }
}

fn shown(name: &Private<Name>) -> Option<String> {
    name.kept().map(|name| name.as_str().to_owned())
}
