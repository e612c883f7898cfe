//! What a frame needs that its event does not hold.

use domain::{
    ConversationEvent, ConversationId, Event, MessageId, ReadMarkerEvent, RecordedEvent, Timestamp,
    UserId,
};

/// What has to be read from the log, as of the event's position, before its frame can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The text of the message that a message answers.
    Original {
        /// Where it was said.
        conversation: ConversationId,
        /// Which it is.
        message: MessageId,
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
}

/// The answer to a [`Need`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The text of the original.
    Original(String),
    /// When the conversation last moved.
    LastActivity(Timestamp),
    /// How many messages are unread.
    Unread(u64),
}

/// What the event's frame needs; most need nothing.
#[must_use]
pub fn need(recorded: &RecordedEvent) -> Option<Need> {
    let conversation = recorded.conversation()?;
    match &recorded.event {
        Event::Conversation(ConversationEvent::MessageSent { reply_to, .. }) => {
            let reply = reply_to.as_ref()?;
            Some(Need::Original {
                conversation,
                message: reply.id,
            })
        }
        Event::Conversation(
            ConversationEvent::ParticipantAdded { .. }
            | ConversationEvent::ParticipantRemoved { .. },
        ) => Some(Need::LastActivity {
            conversation,
            seq: recorded.sequence,
        }),
        Event::ReadMarker(ReadMarkerEvent::ConversationRead { by, up_to, .. }) => {
            Some(Need::Unread {
                conversation,
                reader: *by,
                above: *up_to,
            })
        }
        Event::Conversation(ConversationEvent::ConversationStarted { .. })
        | Event::Project(_)
        | Event::User(_) => None,
    }
}
