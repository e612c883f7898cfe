//! Why a socket is closed: the codes of the interface.

/// The reason, its code, and whether the client should come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Close {
    /// Broke the WebSocket protocol.
    Protocol,
    /// Sent a binary frame.
    Binary,
    /// Sent text that is not UTF-8.
    NotUtf8,
    /// Sent a flood of empty or unknown frames.
    Abuse,
    /// Sent a frame over 64 KiB.
    TooLarge,
    /// This process stops, or cannot serve just now.
    Restarting,
    /// Read more slowly than its conversations are written.
    TooSlow,
    /// Sent something that makes no sense.
    Malformed,
    /// The token expired or is refused.
    Unauthenticated,
    /// The person is refused.
    Refused,
    /// No hello or CONNECT in time.
    NoHello,
    /// Opened more sockets than a person may have; the oldest goes.
    TooManySockets,
    /// Sent too much.
    Flooding,
}

impl Close {
    /// The code of the close frame.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::Binary => 1003,
            Self::NotUtf8 => 1007,
            Self::Abuse => 1008,
            Self::TooLarge => 1009,
            Self::Restarting => 1012,
            Self::TooSlow => 4008,
            Self::Malformed => 4400,
            Self::Unauthenticated => 4401,
            Self::Refused => 4403,
            Self::NoHello => 4408,
            Self::TooManySockets => 4409,
            Self::Flooding => 4429,
        }
    }

    /// Whether coming back makes sense, with jitter and the last cursor.
    #[must_use]
    pub const fn is_worth_a_retry(self) -> bool {
        match self {
            Self::Restarting | Self::TooSlow | Self::NoHello => true,
            Self::Protocol
            | Self::Binary
            | Self::NotUtf8
            | Self::Abuse
            | Self::TooLarge
            | Self::Malformed
            | Self::Unauthenticated
            | Self::Refused
            | Self::TooManySockets
            | Self::Flooding => false,
        }
    }

    pub(crate) fn count(self) {
        metrics::counter!("tidings_socket_closes_total", "code" => self.code().to_string())
            .increment(1);
    }
}
