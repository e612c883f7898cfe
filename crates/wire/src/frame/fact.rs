//! What a frame needs that its event does not hold.

use domain::{
    ConversationEvent, ConversationId, Event, MessageFact, MessageId, ReadMarkerEvent,
    RecordedEvent, ReplyTo, Role, StreamId, Timestamp, UserEvent, UserId,
};

/// What has to be read from the log, as of the event's position, before its frames can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The message that a message answers.
    Original {
        /// Where it was said.
        conversation: ConversationId,
        /// Which it is.
        message: MessageId,
    },
    /// The newest message that is not deleted.
    LastMessage {
        /// Which conversation.
        conversation: ConversationId,
        /// Up to which sequence, included.
        seq: u64,
    },
    /// When the conversation last moved.
    LastActivity {
        /// Which conversation.
        conversation: ConversationId,
        /// Up to which sequence, included.
        seq: u64,
    },
    /// How many messages of others a person has not read.
    Unread {
        /// Where.
        conversation: ConversationId,
        /// Who.
        reader: UserId,
        /// Above which sequence.
        above: u64,
    },
    /// What a person is called, and what they are.
    Person {
        /// Who.
        user: UserId,
        /// Up to which sequence of theirs, included.
        sequence: u64,
    },
}

/// The answers to the [`Need`]s of one event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The message that the message answers.
    pub original: Option<MessageFact>,
    /// The newest message that is not deleted, if there is one.
    pub last_message: Option<domain::Message>,
    /// When the conversation last moved.
    pub last_activity: Option<Timestamp>,
    /// How many messages are unread.
    pub unread: Option<u64>,
    /// The person.
    pub person: Option<PersonFact>,
}

/// A person as they are after some of their events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFact {
    /// What they are called; none when never told, or erased.
    pub name: Option<String>,
    /// What they are.
    pub role: Role,
    /// Whether they may not come in.
    pub disabled: bool,
}

impl PersonFact {
    /// The person after their events, given in order. The newest that names them, the newest that
    /// says their role and the newest that lets them in or out are enough.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a UserEvent>) -> Option<Self> {
        let (mut name, mut known, mut disabled) = (None, None, false);
        for event in events {
            match event {
                UserEvent::UserRegistered { role, name: at, .. } => {
                    known = Some(*role);
                    name = at.as_ref();
                }
                UserEvent::ProfileChanged { name: at, .. } => name = Some(at),
                UserEvent::RoleChanged { role, .. } => known = Some(*role),
                UserEvent::UserDisabled { .. } => disabled = true,
                UserEvent::UserEnabled { .. } => disabled = false,
                UserEvent::UserErased { .. } => name = None,
            }
        }
        Some(Self {
            // Erased meanwhile, it is gone from what was said earlier too.
            name: name
                .and_then(|name| name.kept())
                .map(|name| name.as_str().to_owned()),
            role: known?,
            disabled,
        })
    }
}

/// What the event's frames need; most need nothing.
#[must_use]
pub fn needs(recorded: &RecordedEvent) -> Vec<Need> {
    match (&recorded.event, recorded.stream) {
        (Event::Conversation(event), StreamId::Conversation(conversation)) => {
            of_conversation(conversation, recorded.sequence, event)
        }
        (Event::ReadMarker(event), StreamId::ReadMarker(conversation, reader)) => {
            let above = match event {
                ReadMarkerEvent::ConversationRead { up_to, .. } => *up_to,
                ReadMarkerEvent::MarkedUnread { mine, .. }
                | ReadMarkerEvent::Muted { mine, .. } => mine.unread_above(),
            };
            vec![Need::Unread {
                conversation,
                reader,
                above,
            }]
        }
        (Event::User(event), StreamId::User(user)) => match event {
            UserEvent::UserRegistered { .. } => Vec::new(),
            UserEvent::ProfileChanged { .. }
            | UserEvent::RoleChanged { .. }
            | UserEvent::UserDisabled { .. }
            | UserEvent::UserEnabled { .. }
            | UserEvent::UserErased { .. } => vec![Need::Person {
                user,
                sequence: recorded.sequence,
            }],
        },
        (
            Event::Conversation(_)
            | Event::ReadMarker(_)
            | Event::User(_)
            | Event::Report(_)
            | Event::Project(_)
            | Event::Access(_),
            _,
        ) => Vec::new(),
    }
}

fn of_conversation(conversation: ConversationId, seq: u64, event: &ConversationEvent) -> Vec<Need> {
    let original = |reply: Option<ReplyTo>| {
        reply.map(|reply| Need::Original {
            conversation,
            message: reply.id,
        })
    };
    let last_message = Need::LastMessage { conversation, seq };
    match event {
        ConversationEvent::MessageSent { reply_to, .. } => {
            original(*reply_to).into_iter().collect()
        }
        ConversationEvent::MessageEdited { message, .. }
        | ConversationEvent::MessageRestored { message, .. }
        | ConversationEvent::FileStateChanged { message, .. } => original(message.reply_to)
            .into_iter()
            .chain([last_message])
            .collect(),
        ConversationEvent::MessageDeleted { .. } => vec![last_message],
        ConversationEvent::ParticipantAdded { .. }
        | ConversationEvent::ParticipantRemoved { .. }
        | ConversationEvent::SubjectChanged { .. } => {
            vec![Need::LastActivity { conversation, seq }]
        }
        // These are when it last moved.
        ConversationEvent::ConversationStarted { .. } | ConversationEvent::StatusChanged { .. } => {
            Vec::new()
        }
    }
}
