//! What privileged readers have looked at: recorded before the data leaves.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::command::{Decides, write_all};
use crate::{
    Asked, ConversationId, FileId, MessageId, Private, ProjectId, Reason, Refusal, Role, Standing,
    StreamId, StreamKind, Timestamp, UserId,
};

/// A command as the aggregate gets it.
pub type AccessAsk = Asked<AccessCommand, AccessFacts>;

/// Record that somebody looks at what they take no part in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessCommand {
    /// What they look at.
    pub looked_at: LookedAt,
    /// Why.
    pub reason: Private<Reason>,
}

/// Which part of a conversation was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What it is about and who takes part.
    Conversation,
    /// What was said.
    Messages,
    /// The list of its files.
    Files,
    /// Its events.
    History,
    /// How it was at some time.
    State,
}

/// What a privileged reader looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedAt {
    /// A conversation, or its past.
    History {
        /// Which conversation.
        conversation_id: ConversationId,
        /// Which part of it.
        part: Part,
        /// Up to which of its sequences; none for all there is.
        as_of_seq: Option<u64>,
        /// As which participant saw it.
        as_user: Option<UserId>,
    },
    /// The text of a deleted message.
    Message(ConversationId, MessageId),
    /// The bytes of a file.
    File(ConversationId, FileId),
    /// A conversation as it goes on.
    Watch(ConversationId),
    /// A whole project, taken out.
    Export(ProjectId, Option<UserId>),
}

impl LookedAt {
    /// The stream that has to be there.
    pub(crate) const fn stream(&self) -> StreamId {
        match self {
            Self::History {
                conversation_id, ..
            }
            | Self::Message(conversation_id, _)
            | Self::File(conversation_id, _)
            | Self::Watch(conversation_id) => StreamId::Conversation(*conversation_id),
            Self::Export(project_id, _) => StreamId::Project(*project_id),
        }
    }
}

/// What other streams say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccessFacts {
    /// The asker; none if the directory does not know them.
    pub asker: Option<Standing>,
    /// Whether the record is the asker's own.
    pub is_self: bool,
    /// Whether what is looked at is there.
    pub exists: bool,
}

/// The events of a reader's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum AccessEvent {
    /// A conversation was read.
    HistoryRead {
        /// The reader.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Which conversation.
        conversation_id: ConversationId,
        /// Which part of it.
        part: Part,
        /// Up to which of its sequences; none for all there was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_of_seq: Option<u64>,
        /// As which participant saw it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_user: Option<UserId>,
        /// Why.
        reason: Private<Reason>,
    },
    /// The text of a deleted message was read.
    MessageRevealed {
        /// The reader.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Which conversation.
        conversation_id: ConversationId,
        /// Which message.
        message_id: MessageId,
        /// Why.
        reason: Private<Reason>,
    },
    /// A file was read.
    FileRead {
        /// The reader.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Which conversation.
        conversation_id: ConversationId,
        /// Which file.
        file_id: FileId,
        /// Why.
        reason: Private<Reason>,
    },
    /// A conversation was followed as it went on.
    ConversationWatched {
        /// The reader.
        by: UserId,
        /// When it began.
        at: Timestamp,
        /// Which conversation.
        conversation_id: ConversationId,
        /// Why.
        reason: Private<Reason>,
    },
    /// A project was taken out.
    ExportMade {
        /// The reader.
        by: UserId,
        /// When.
        at: Timestamp,
        /// Which project.
        project_id: ProjectId,
        /// As which member saw it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_user: Option<UserId>,
        /// Why.
        reason: Private<Reason>,
    },
}

impl AccessEvent {
    /// The name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::HistoryRead { .. } => "HistoryRead",
            Self::MessageRevealed { .. } => "MessageRevealed",
            Self::FileRead { .. } => "FileRead",
            Self::ConversationWatched { .. } => "ConversationWatched",
            Self::ExportMade { .. } => "ExportMade",
        }
    }

    /// The version of its shape.
    #[must_use]
    pub const fn version(&self) -> u32 {
        match self {
            Self::HistoryRead { .. }
            | Self::MessageRevealed { .. }
            | Self::FileRead { .. }
            | Self::ConversationWatched { .. }
            | Self::ExportMade { .. } => 1,
        }
    }

    /// Who did it, and when.
    #[must_use]
    pub const fn source(&self) -> (UserId, Timestamp) {
        match self {
            Self::HistoryRead { by, at, .. }
            | Self::MessageRevealed { by, at, .. }
            | Self::FileRead { by, at, .. }
            | Self::ConversationWatched { by, at, .. }
            | Self::ExportMade { by, at, .. } => (*by, *at),
        }
    }

    /// The conversation it concerns.
    #[must_use]
    pub const fn conversation_id(&self) -> Option<ConversationId> {
        match self {
            Self::HistoryRead {
                conversation_id, ..
            }
            | Self::MessageRevealed {
                conversation_id, ..
            }
            | Self::FileRead {
                conversation_id, ..
            }
            | Self::ConversationWatched {
                conversation_id, ..
            } => Some(*conversation_id),
            Self::ExportMade { .. } => None,
        }
    }

    /// The message it concerns.
    #[must_use]
    pub const fn message_id(&self) -> Option<MessageId> {
        match self {
            Self::MessageRevealed { message_id, .. } => Some(*message_id),
            Self::HistoryRead { .. }
            | Self::FileRead { .. }
            | Self::ConversationWatched { .. }
            | Self::ExportMade { .. } => None,
        }
    }
}

impl DomainEvent for AccessEvent {
    fn event_type(&self) -> String {
        self.name().to_owned()
    }

    fn event_version(&self) -> String {
        self.version().to_string()
    }
}

/// The aggregate. It decides on nothing that went before, so it remembers nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {}

impl Aggregate for Access {
    const TYPE: &'static str = StreamKind::Access.as_str();
    type Command = AccessAsk;
    type Event = AccessEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        ask: AccessAsk,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        write_all(self, ask, sink).await
    }

    fn apply(&mut self, event: AccessEvent) {
        match event {
            AccessEvent::HistoryRead { .. }
            | AccessEvent::MessageRevealed { .. }
            | AccessEvent::FileRead { .. }
            | AccessEvent::ConversationWatched { .. }
            | AccessEvent::ExportMade { .. } => {}
        }
    }
}

impl Decides for Access {
    fn decide(&mut self, ask: AccessAsk) -> Result<Vec<AccessEvent>, Refusal> {
        let asker = Standing::acting(ask.facts.asker)?;
        match asker.role {
            Role::Admin | Role::Auditor if ask.facts.is_self => {}
            Role::Admin | Role::Auditor | Role::Client | Role::Team => {
                return Err(Refusal::OnlyAuditors);
            }
        }
        let AccessCommand { looked_at, reason } = ask.command;
        if !ask.facts.exists {
            return Err(match looked_at {
                LookedAt::Export(..) => Refusal::NoSuchProject,
                LookedAt::History { .. }
                | LookedAt::Message(..)
                | LookedAt::File(..)
                | LookedAt::Watch(_) => Refusal::NoSuchConversation,
            });
        }
        let (by, at) = (ask.by, ask.at);
        Ok(vec![match looked_at {
            LookedAt::History {
                conversation_id,
                part,
                as_of_seq,
                as_user,
            } => AccessEvent::HistoryRead {
                by,
                at,
                conversation_id,
                part,
                as_of_seq,
                as_user,
                reason,
            },
            LookedAt::Message(conversation_id, message_id) => AccessEvent::MessageRevealed {
                by,
                at,
                conversation_id,
                message_id,
                reason,
            },
            LookedAt::File(conversation_id, file_id) => AccessEvent::FileRead {
                by,
                at,
                conversation_id,
                file_id,
                reason,
            },
            LookedAt::Watch(conversation_id) => AccessEvent::ConversationWatched {
                by,
                at,
                conversation_id,
                reason,
            },
            LookedAt::Export(project_id, as_user) => AccessEvent::ExportMade {
                by,
                at,
                project_id,
                as_user,
                reason,
            },
        }])
    }
}
