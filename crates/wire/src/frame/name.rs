//! What frames are called.

/// The frames' own names, which differ from the events' on purpose: one event may give several
/// frames, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameName {
    /// Somebody said something.
    NewMessage,
    /// A message was edited or restored, or a file of it was judged.
    MessageUpdated,
    /// A message was taken away.
    MessageDeleted,
    /// Somebody read on.
    MessageRead,
    /// A conversation or its people changed.
    ConversationUpdated,
    /// A person is called something else, or is something else.
    PersonUpdated,
    /// Somebody types.
    UserTyping,
    /// Somebody no longer types.
    UserStoppedTyping,
    /// Somebody came online.
    UserJoined,
    /// Somebody went offline.
    UserLeft,
    /// Who is online.
    Presence,
    /// The socket is live.
    Ready,
    /// What was missed cannot be replayed.
    Resync,
    /// All is told up to here.
    Cursor,
    /// The token ends soon.
    TokenExpiring,
    /// The server is about to close.
    Closing,
}

impl FrameName {
    /// The name as sockets carry it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewMessage => "new-message",
            Self::MessageUpdated => "message-updated",
            Self::MessageDeleted => "message-deleted",
            Self::MessageRead => "message-read",
            Self::ConversationUpdated => "conversation-updated",
            Self::PersonUpdated => "person-updated",
            Self::UserTyping => "user-typing",
            Self::UserStoppedTyping => "user-stopped-typing",
            Self::UserJoined => "user-joined",
            Self::UserLeft => "user-left",
            Self::Presence => "presence",
            Self::Ready => "ready",
            Self::Resync => "resync",
            Self::Cursor => "cursor",
            Self::TokenExpiring => "token-expiring",
            Self::Closing => "closing",
        }
    }
}
