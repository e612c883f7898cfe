//! The WebSocket of one session: what is heard is parsed and counted, what is written has a limit.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::SinkExt as _;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite;

use super::End;
use super::flood::Flood;
use crate::close::Close;
use crate::dialect::{Dialect, Said};

/// How long a goodbye may take to be written.
const FAREWELL_MAX: Duration = Duration::from_secs(2);

/// How long we wait for the other side to close. To close at once, with something unread, would
/// reset the connection, and our reason could be lost.
const LINGER_MAX: Duration = Duration::from_secs(1);

pub(super) struct Connection {
    socket: WebSocket,
    pub(super) dialect: Dialect,
    pub(super) flood: Flood,
    write_within: Duration,
    /// Nothing more can be read.
    is_broken: bool,
}

impl Connection {
    pub(super) fn new(socket: WebSocket, dialect: Dialect, write_within: Duration) -> Self {
        Self {
            socket,
            dialect,
            flood: Flood::new(Instant::now()),
            write_within,
            is_broken: false,
        }
    }

    /// The next thing that is said. May be dropped while it waits: nothing is lost.
    pub(super) async fn hear(&mut self) -> Result<Said, End> {
        let message = match self.socket.recv().await {
            None | Some(Ok(Message::Close(_))) => return Err(End::Gone),
            Some(Err(error)) => {
                self.is_broken = true;
                return Err(reason(error));
            }
            Some(Ok(message)) => message,
        };
        let now = Instant::now();
        let heard = match message {
            Message::Binary(_) => Err(Close::Binary),
            Message::Text(text) if text.is_empty() => self.flood.empty(now).map(|()| Said::Nothing),
            Message::Text(text) => self
                .flood
                .said(now)
                .and_then(|()| self.dialect.parse(&text).map_err(|_| Close::Malformed)),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => {
                self.flood.empty(now).map(|()| Said::Nothing)
            }
        };
        heard.map_err(End::Close)
    }

    /// Writes frames, in one go.
    pub(super) async fn write(
        &mut self,
        texts: impl IntoIterator<Item = Utf8Bytes>,
    ) -> Result<(), End> {
        let socket = &mut self.socket;
        let writing = async {
            for text in texts {
                socket.feed(Message::Text(text)).await?;
            }
            socket.flush().await
        };
        match timeout(self.write_within, writing).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Close(Close::TooSlow)),
        }
    }

    /// Says why, closes, and gives the other side a moment to hear it.
    pub(super) async fn close(mut self, close: Close, is_greeted: bool) {
        let farewell = if is_greeted {
            self.dialect.farewell(close)
        } else {
            Vec::new()
        };
        let frame = CloseFrame {
            code: close.code(),
            reason: Utf8Bytes::default(),
        };
        let goodbye = async {
            for text in farewell {
                self.socket.feed(Message::Text(text)).await?;
            }
            self.socket.send(Message::Close(Some(frame))).await
        };
        if !matches!(timeout(FAREWELL_MAX, goodbye).await, Ok(Ok(()))) {
            return;
        }
        if self.is_broken {
            sleep(LINGER_MAX).await;
            return;
        }
        let others_close = async { while let Some(Ok(_)) = self.socket.recv().await {} };
        // Who does not answer in time is closed all the same.
        let _ = timeout(LINGER_MAX, others_close).await;
    }
}

fn reason(error: axum::Error) -> End {
    let Ok(error) = error.into_inner().downcast::<tungstenite::Error>() else {
        return End::Gone;
    };
    match *error {
        tungstenite::Error::Capacity(_) => End::Close(Close::TooLarge),
        tungstenite::Error::Utf8(_) => End::Close(Close::NotUtf8),
        // The most common one: the peer went without a close frame.
        tungstenite::Error::Protocol(
            tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
        ) => End::Gone,
        tungstenite::Error::Protocol(_) => End::Close(Close::Protocol),
        _ => End::Gone,
    }
}
