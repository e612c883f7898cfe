//! Whose words an event holds: what an erasure has to take away, and where a digest may stand.
//!
//! A new event with a personal value compiles only once its arm stands here; a test over all
//! fixtures counts the values.

use crate::{
    AccessEvent, ConversationEvent, Event, Message, Private, ReportEvent, StreamId, UserEvent,
    UserId,
};

/// Whose words they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// This person's.
    Person(UserId),
    /// Of whoever said the conversation's subject last: the event repeats it. The value is the very
    /// one, salt included, of the latest ConversationStarted or SubjectChanged before it.
    WhoSaidTheSubject,
}

/// A personal value of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Personal {
    /// Whose it is.
    pub owner: Owner,
    /// Its commitment. Salts are random, so this is this value and no other.
    pub digest: [u8; 32],
    /// Whether its text is still there.
    pub is_kept: bool,
}

/// Every personal value of an event of this stream.
#[must_use]
pub fn personal(stream: StreamId, event: &Event) -> Vec<Personal> {
    let mut found = Found(Vec::new());
    match event {
        Event::Conversation(event) => found.conversation(event),
        Event::Report(event) => found.report(event),
        Event::User(event) => match stream {
            StreamId::User(person) => found.user(person, event),
            // Never: the kind of the event is the kind of its stream.
            StreamId::Conversation(_)
            | StreamId::ReadMarker(..)
            | StreamId::Report(_)
            | StreamId::Project(_)
            | StreamId::Access(_) => found.user(event.source().0, event),
        },
        Event::Access(event) => found.access(event),
        Event::ReadMarker(_) | Event::Project(_) => {}
    }
    found.0
}

struct Found(Vec<Personal>);

impl Found {
    fn add<T: AsRef<str>>(&mut self, owner: Owner, value: &Private<T>) {
        self.0.push(Personal {
            owner,
            digest: value.digest(),
            is_kept: value.kept().is_some(),
        });
    }

    fn of<'a, T: AsRef<str> + 'a>(
        &mut self,
        person: UserId,
        values: impl IntoIterator<Item = &'a Private<T>>,
    ) {
        for value in values {
            self.add(Owner::Person(person), value);
        }
    }

    fn conversation(&mut self, event: &ConversationEvent) {
        match event {
            ConversationEvent::ConversationStarted { by, core, .. }
            | ConversationEvent::SubjectChanged { by, core, .. } => self.of(*by, [&core.subject]),
            ConversationEvent::ParticipantAdded { core, .. }
            | ConversationEvent::ParticipantRemoved { core, .. } => {
                self.add(Owner::WhoSaidTheSubject, &core.subject);
            }
            ConversationEvent::StatusChanged {
                by, reason, core, ..
            } => {
                self.of(*by, reason);
                self.add(Owner::WhoSaidTheSubject, &core.subject);
            }
            ConversationEvent::MessageSent {
                by, body, files, ..
            } => {
                self.of(*by, [body]);
                self.of(*by, files.iter().map(|file| &file.name));
            }
            ConversationEvent::MessageEdited { message, .. }
            | ConversationEvent::MessageRestored { message, .. }
            | ConversationEvent::FileStateChanged { message, .. } => self.message(message),
            ConversationEvent::MessageDeleted { .. } => {}
        }
    }

    fn message(&mut self, message: &Message) {
        self.of(message.author_id, [&message.body]);
        self.of(
            message.author_id,
            message.files.iter().map(|file| &file.name),
        );
    }

    fn report(&mut self, event: &ReportEvent) {
        match event {
            ReportEvent::MessageReported {
                by, note, message, ..
            } => {
                self.of(*by, note);
                self.message(message);
            }
            ReportEvent::ReportNoted { by, text, .. } => self.of(*by, [text]),
            ReportEvent::ReportAssigned { .. }
            | ReportEvent::ReportResolved { .. }
            | ReportEvent::ReportDismissed { .. } => {}
        }
    }

    fn user(&mut self, person: UserId, event: &UserEvent) {
        match event {
            UserEvent::UserRegistered { name, email, .. } => {
                self.of(person, name);
                self.of(person, email);
            }
            UserEvent::ProfileChanged { name, .. } => self.of(person, [name]),
            // Why somebody was erased is what the one who erased them wrote.
            UserEvent::UserErased { by, reason, .. } => self.of(*by, [reason]),
            UserEvent::RoleChanged { .. }
            | UserEvent::UserDisabled { .. }
            | UserEvent::UserEnabled { .. } => {}
        }
    }

    fn access(&mut self, event: &AccessEvent) {
        match event {
            AccessEvent::HistoryRead { by, reason, .. }
            | AccessEvent::MessageRevealed { by, reason, .. }
            | AccessEvent::FileRead { by, reason, .. }
            | AccessEvent::ConversationWatched { by, reason, .. }
            | AccessEvent::ExportMade { by, reason, .. } => self.of(*by, [reason]),
        }
    }
}
