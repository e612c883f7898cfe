//! The line to one client: what is heard is parsed and counted, what is written has a limit.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::SinkExt as _;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite;

use super::End;
use super::flood::Flood;
use crate::close::Close;
use crate::dialect::{Dialect, Said};
use crate::polling::{Ending, Entry, Mailbox, Post};

/// How long a goodbye may take to be written.
const FAREWELL_MAX: Duration = Duration::from_secs(2);

/// How long we wait for the other side to close. To close at once, with something unread, would
/// reset the connection, and our reason could be lost.
const LINGER_MAX: Duration = Duration::from_secs(1);

/// How a session reaches its client.
#[derive(Debug)]
pub(crate) enum Line {
    /// A WebSocket.
    Socket(Box<WebSocket>),
    /// Requests that come and go.
    Polled(Entry),
}

impl Line {
    /// The WebSocket, or where requests come by.
    fn ends(&mut self) -> Result<&mut WebSocket, &Arc<Mailbox>> {
        match self {
            Self::Socket(socket) => Ok(socket),
            Self::Polled(entry) => Err(&entry.mailbox),
        }
    }
}

pub(super) struct Connection {
    line: Line,
    /// Where a client that moved to a WebSocket came from. Its place there is kept to the end.
    came_by: Option<Line>,
    /// What waited when it moved.
    unwritten: Vec<Utf8Bytes>,
    pub(super) dialect: Dialect,
    pub(super) flood: Flood,
    write_within: Duration,
    /// Nothing more can be read.
    is_broken: bool,
}

impl Connection {
    pub(super) fn new(line: Line, dialect: Dialect, write_within: Duration) -> Self {
        Self {
            line,
            came_by: None,
            unwritten: Vec::new(),
            dialect,
            flood: Flood::new(Instant::now()),
            write_within,
            is_broken: false,
        }
    }

    /// What the client may move to.
    pub(super) const fn upgrades(&self) -> &'static [&'static str] {
        match self.line {
            Line::Socket(_) => &[],
            Line::Polled(_) => &["websocket"],
        }
    }

    /// The next thing that is said. May be dropped while it waits: nothing is lost.
    pub(super) async fn hear(&mut self) -> Result<Said, End> {
        let message = match self.line.ends() {
            Ok(socket) => socket.recv().await,
            Err(mailbox) => {
                let post = Box::pin(mailbox.hear()).await;
                return self.hear_post(post);
            }
        };
        let message = match message {
            None | Some(Ok(Message::Close(_))) => return Err(End::Gone),
            Some(Err(error)) => {
                self.is_broken = true;
                return Err(reason(error));
            }
            Some(Ok(message)) => message,
        };
        let now = Instant::now();
        match message {
            Message::Binary(_) => Err(End::Close(Close::Binary)),
            Message::Text(text) => self.hear_text(&text, now),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => {
                self.flood.empty(now).map_err(End::Close)?;
                Ok(Said::Nothing)
            }
        }
    }

    fn hear_text(&mut self, text: &str, now: Instant) -> Result<Said, End> {
        if text.is_empty() {
            self.flood.empty(now).map_err(End::Close)?;
            return Ok(Said::Nothing);
        }
        self.flood.said(now).map_err(End::Close)?;
        let said = self.dialect.parse(text);
        said.map_err(|_| End::Close(Close::Malformed))
    }

    fn hear_post(&mut self, post: Post) -> Result<Said, End> {
        match post {
            Post::Packet(text) => self.hear_text(&text, Instant::now()),
            Post::End(Ending::Gone) => Err(End::Gone),
            Post::End(Ending::Close(close)) => Err(End::Close(close)),
            Post::Moved(socket, rest) => {
                self.move_to(socket, rest);
                Ok(Said::Moved)
            }
        }
    }

    fn move_to(&mut self, socket: Box<WebSocket>, rest: Vec<Utf8Bytes>) {
        self.came_by = Some(std::mem::replace(&mut self.line, Line::Socket(socket)));
        self.unwritten = rest;
    }

    /// Writes frames, in one go.
    pub(super) async fn write(
        &mut self,
        texts: impl IntoIterator<Item = Utf8Bytes>,
    ) -> Result<(), End> {
        let texts = std::mem::take(&mut self.unwritten).into_iter().chain(texts);
        let line = &mut self.line;
        let writing = async {
            match line.ends() {
                Ok(socket) => {
                    for text in texts {
                        socket.feed(Message::Text(text)).await?;
                    }
                    socket.flush().await
                }
                Err(mailbox) => {
                    mailbox.put(texts).await;
                    Ok(())
                }
            }
        };
        match timeout(self.write_within, writing).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Close(Close::TooSlow)),
        }
    }

    /// Says why, closes, and gives the other side a moment to hear it.
    pub(super) async fn close(mut self, close: Close, is_greeted: bool) {
        let mut texts = std::mem::take(&mut self.unwritten);
        if is_greeted {
            texts.extend(self.dialect.farewell(close));
        }
        if let Err(mailbox) = self.line.ends() {
            mailbox.finish(texts);
            texts = match timeout(FAREWELL_MAX, mailbox.drained()).await {
                Ok(Some(Post::Moved(socket, rest))) => {
                    self.line = Line::Socket(socket);
                    rest
                }
                Ok(_) => {
                    // Who does not answer is closed all the same.
                    let _ = timeout(LINGER_MAX, mailbox.left()).await;
                    return;
                }
                Err(_) => return,
            };
        }
        if let Ok(socket) = self.line.ends() {
            close_socket(socket, texts, close, self.is_broken).await;
        }
    }
}

async fn close_socket(
    socket: &mut WebSocket,
    texts: Vec<Utf8Bytes>,
    close: Close,
    is_broken: bool,
) {
    let frame = CloseFrame {
        code: close.code(),
        reason: Utf8Bytes::default(),
    };
    let goodbye = async {
        for text in texts {
            socket.feed(Message::Text(text)).await?;
        }
        socket.send(Message::Close(Some(frame))).await
    };
    if !matches!(timeout(FAREWELL_MAX, goodbye).await, Ok(Ok(()))) {
        return;
    }
    if is_broken {
        sleep(LINGER_MAX).await;
        return;
    }
    let others_close = async { while let Some(Ok(_)) = socket.recv().await {} };
    // Who does not answer in time is closed all the same.
    let _ = timeout(LINGER_MAX, others_close).await;
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
