//! How far one person has read one conversation, and how they keep it.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::command::{Decides, write_all};
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
    /// Keep it for me like this.
    SetMine {
        /// Unread from this sequence on; the inner none takes the mark away, the outer leaves it.
        unread_from: Option<Option<u64>>,
        /// Whether it is quiet; none leaves it as it is.
        muted: Option<bool>,
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

/// What a person keeps of a conversation for themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mine {
    /// How far they have read; at least where they came in.
    pub read_seq: u64,
    /// From where on it is unread to them, whatever they have read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread_from: Option<u64>,
    /// Whether it is quiet.
    pub muted: bool,
}

impl Mine {
    /// The sequence above which messages of others count as unread.
    #[must_use]
    pub const fn unread_above(&self) -> u64 {
        match self.unread_from {
            Some(from) => from.saturating_sub(1),
            None => self.read_seq,
        }
    }

    /// The same for somebody who takes part since `joined`: what came before is read, and a mark
    /// of an earlier membership is gone.
    fn since(self, joined: u64) -> Self {
        Self {
            read_seq: self.read_seq.max(joined),
            unread_from: self.unread_from.filter(|from| *from >= joined),
            ..self
        }
    }
}

/// The events of a read marker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum ReadMarkerEvent {
    /// One act of reading: everything above `after`, up to and with `up_to`. It ends a mark as
    /// unread.
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
    /// The reader marked it as unread, or took the mark away.
    MarkedUnread {
        /// The reader.
        by: UserId,
        /// When.
        at: Timestamp,
        /// All they keep of it, after it.
        mine: Mine,
    },
    /// The reader made it quiet, or heard again.
    Muted {
        /// The reader.
        by: UserId,
        /// When.
        at: Timestamp,
        /// All they keep of it, after it.
        mine: Mine,
    },
}

impl ReadMarkerEvent {
    /// The name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ConversationRead { .. } => "ConversationRead",
            Self::MarkedUnread { .. } => "MarkedUnread",
            Self::Muted { .. } => "Muted",
        }
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        match self {
            Self::ConversationRead { .. } | Self::MarkedUnread { .. } | Self::Muted { .. } => 1,
        }
    }

    /// Who did it, and when.
    #[must_use]
    pub const fn source(&self) -> (UserId, Timestamp) {
        match self {
            Self::ConversationRead { by, at, .. }
            | Self::MarkedUnread { by, at, .. }
            | Self::Muted { by, at, .. } => (*by, *at),
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
    mine: Mine,
}

impl ReadMarker {
    /// What the person keeps; who was just brought in has read up to their `joinedSeq`.
    #[must_use]
    pub const fn mine(&self) -> Mine {
        self.mine
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
        write_all(self, ask, sink).await
    }

    fn apply(&mut self, event: ReadMarkerEvent) {
        match event {
            ReadMarkerEvent::ConversationRead { up_to, .. } => {
                self.mine.read_seq = up_to;
                self.mine.unread_from = None;
            }
            ReadMarkerEvent::MarkedUnread { mine, .. } | ReadMarkerEvent::Muted { mine, .. } => {
                self.mine = mine;
            }
        }
    }
}

impl Decides for ReadMarker {
    fn decide(&mut self, ask: ReadMarkerAsk) -> Result<Vec<ReadMarkerEvent>, Refusal> {
        let asker = Standing::acting(ask.facts.asker)?;
        if !asker.role.takes_part() {
            return Err(Refusal::AuditorsChangeNothing);
        }
        let joined = ask.facts.joined_seq.filter(|_| asker.is_member);
        let joined = joined.ok_or(Refusal::NoSuchConversation)?;
        let last_seq = ask.facts.last_seq;
        let (by, at) = (ask.by, ask.at);
        // Nothing may be to append, but the asker is told how it is.
        self.mine = self.mine.since(joined);
        match ask.command {
            ReadMarkerCommand::MarkRead { up_to } => {
                if up_to > last_seq {
                    return Err(Refusal::ReadBeyondEnd { last_seq });
                }
                let after = self.mine.read_seq;
                Ok(if up_to > after {
                    vec![ReadMarkerEvent::ConversationRead {
                        by,
                        at,
                        after,
                        up_to,
                    }]
                } else {
                    self.changes(Some(None), None, by, at)
                })
            }
            ReadMarkerCommand::SetMine { unread_from, muted } => {
                if unread_from.flatten().is_some_and(|from| from > last_seq) {
                    return Err(Refusal::ReadBeyondEnd { last_seq });
                }
                let unread_from = unread_from.map(|from| from.map(|from| from.max(joined)));
                Ok(self.changes(unread_from, muted, by, at))
            }
        }
    }
}

impl ReadMarker {
    /// An event for each of the two that would differ.
    fn changes(
        &self,
        unread_from: Option<Option<u64>>,
        muted: Option<bool>,
        by: UserId,
        at: Timestamp,
    ) -> Vec<ReadMarkerEvent> {
        let mut mine = self.mine;
        let mut events = Vec::new();
        if let Some(unread_from) = unread_from.filter(|from| *from != mine.unread_from) {
            mine.unread_from = unread_from;
            events.push(ReadMarkerEvent::MarkedUnread { by, at, mine });
        }
        if let Some(muted) = muted.filter(|muted| *muted != mine.muted) {
            mine.muted = muted;
            events.push(ReadMarkerEvent::Muted { by, at, mine });
        }
        events
    }
}
