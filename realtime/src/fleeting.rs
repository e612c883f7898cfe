//! Frames of the moment: who is there, who types. They are nowhere in the log, and the first to go
//! where a socket is slow.

use std::sync::OnceLock;

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use wire::frame::FrameName;

use crate::dialect::Dialect;

/// A frame with its text in each dialect, made when the first socket of that dialect gets it.
#[derive(Debug)]
pub(crate) struct Fleeting {
    name: FrameName,
    data: String,
    socket_io: OnceLock<Utf8Bytes>,
    plain: OnceLock<Utf8Bytes>,
}

impl Fleeting {
    /// The frame; none if it cannot be written, which is then not worth more words.
    pub(crate) fn new(name: FrameName, data: &impl Serialize) -> Option<Self> {
        Some(Self {
            name,
            data: serde_json::to_string(data).ok()?,
            socket_io: OnceLock::new(),
            plain: OnceLock::new(),
        })
    }

    pub(crate) fn text(&self, dialect: Dialect) -> Utf8Bytes {
        let slot = match dialect {
            Dialect::SocketIo => &self.socket_io,
            Dialect::Plain => &self.plain,
        };
        slot.get_or_init(|| dialect.event(self.name, &self.data))
            .clone()
    }
}
