//! How far one person has read one conversation.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::command::Decides;
use crate::{Asked, Refusal, Standing, StreamKind, Timestamp, UserId};

/// A command as the aggregate gets it.
pub type ReadMarkerAsk = Asked<ReadMarkerCommand, ReadMarkerFacts>;

/// What a reader asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadMarkerCommand {
    /// I have read up to here.
    MarkRead {
        /// The conversation's sequence, included.
        up_to: u64,
    },
}

/// What the conversation and the directory say about the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadMarkerFacts {
    /// The asker; none if the directory does not know them.
    pub asker: Option<Standing>,
    /// Since which sequence they take part; none if they do not.
    pub joined_seq: Option<u64>,
    /// The conversation's last sequence.
    pub last_seq: u64,
}

/// The events of a read marker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum ReadMarkerEvent {
    /// One act of reading: everything above `after`, up to and with `up_to`.
    ConversationRead {
        /// The reader.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Where they had been before.
        after: u64,
        /// Where they are now; always above `after`.
        up_to: u64,
    },
}

impl ReadMarkerEvent {
    /// The name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ConversationRead { .. } => "ConversationRead",
        }
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        match self {
            Self::ConversationRead { .. } => 1,
        }
    }

    /// Who did it, and when.
    #[must_use]
    pub const fn source(&self) -> (UserId, Timestamp) {
        match self {
            Self::ConversationRead { by, at, .. } => (*by, *at),
        }
    }
}

impl DomainEvent for ReadMarkerEvent {
    fn event_type(&self) -> String {
        self.name().to_owned()
    }

    fn event_version(&self) -> String {
        self.version().to_string()
    }
}

/// The aggregate: it only moves forward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadMarker {
    read_seq: u64,
}

impl ReadMarker {
    /// How far was read by marks; who was just brought in starts at their `joinedSeq`.
    #[must_use]
    pub const fn read_seq(&self) -> u64 {
        self.read_seq
    }
}

impl Aggregate for ReadMarker {
    const TYPE: &'static str = StreamKind::ReadMarker.as_str();
    type Command = ReadMarkerAsk;
    type Event = ReadMarkerEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        ask: ReadMarkerAsk,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        if let Some(event) = self.decide(ask)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: ReadMarkerEvent) {
        match event {
            ReadMarkerEvent::ConversationRead { up_to, .. } => self.read_seq = up_to,
        }
    }
}

impl Decides for ReadMarker {
    fn decide(&mut self, ask: ReadMarkerAsk) -> Result<Option<ReadMarkerEvent>, Refusal> {
        let asker = ask.facts.asker.ok_or(Refusal::NoSuchPerson)?;
        if !asker.role.takes_part() {
            return Err(Refusal::AuditorsChangeNothing);
        }
        let joined = ask.facts.joined_seq.filter(|_| asker.is_member);
        let joined = joined.ok_or(Refusal::NoSuchConversation)?;
        match ask.command {
            ReadMarkerCommand::MarkRead { up_to } => {
                let last_seq = ask.facts.last_seq;
                if up_to > last_seq {
                    return Err(Refusal::ReadBeyondEnd { last_seq });
                }
                let after = self.read_seq.max(joined);
                if up_to <= after {
                    // Nothing to append, but the asker is told how far they have read.
                    self.read_seq = after;
                    return Ok(None);
                }
                Ok(Some(ReadMarkerEvent::ConversationRead {
                    by: ask.by,
                    at: ask.at,
                    after,
                    up_to,
                }))
            }
        }
    }
}
