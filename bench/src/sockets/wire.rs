//! A WebSocket as thin as a client can have it: what the client takes of the machine is missing
//! to the server. Frames are read where they lie; what is said is masked with zeros.

use std::ops::Range;

use anyhow::{Context as _, bail, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// Read at once. A burst to one socket fits.
const BUFFER_BYTES: usize = 16 * 1024;
/// What a slow reader's kernel keeps for it: as little as it may.
const SLOW_BYTES: u32 = 4 * 1024;
/// Longer heads of answers are none that we know.
const HEAD_BYTES_MAX: usize = 8 * 1024;
/// The length of a text that is said is told in two bytes at most.
const SAID_BYTES_MAX: usize = u16::MAX as usize;

const TEXT: u8 = 1;
const CLOSE: u8 = 8;

/// A connection that speaks WebSocket.
pub(super) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// What is read, and not yet taken.
    filled: Range<usize>,
}

/// What came of a handshake.
pub(super) enum Opened {
    Yes(Wire),
    /// Not now; try again after so many seconds.
    NotNow(u64),
}

/// What is taken from a wire.
pub(super) enum Taken {
    /// A text, by its place.
    Text(Range<usize>),
    /// The other side closes, with this code.
    Close(u16),
    /// Nothing whole is there yet.
    Nothing,
}

impl Wire {
    pub(super) async fn open(host: &str, path: &str, is_slow: bool) -> anyhow::Result<Opened> {
        let socket = TcpSocket::new_v4()?;
        if is_slow {
            socket.set_recv_buffer_size(SLOW_BYTES)?;
        }
        let mut stream = socket.connect(host.parse()?).await.context("connect")?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let wire = Self {
            stream,
            buffer: vec![0; BUFFER_BYTES],
            filled: 0..0,
        };
        wire.switch().await
    }

    async fn switch(mut self) -> anyhow::Result<Opened> {
        loop {
            let head = self.buffer.get(self.filled.clone()).unwrap_or_default();
            if let Some(end) = head.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(head.get(..end).unwrap_or_default());
                let status = head.split(' ').nth(1).unwrap_or_default();
                if status == "503" {
                    let head = head.to_ascii_lowercase();
                    let wait = head.split("retry-after: ").nth(1);
                    let wait = wait.and_then(|rest| rest.lines().next()?.trim().parse().ok());
                    return Ok(Opened::NotNow(wait.unwrap_or(1)));
                }
                ensure!(status == "101", "an upgrade was answered {head}");
                self.filled.start += end + 4;
                return Ok(Opened::Yes(self));
            }
            ensure!(head.len() < HEAD_BYTES_MAX, "an answer without an end");
            ensure!(self.fill(usize::MAX).await?, "no answer to an upgrade");
        }
    }

    /// Reads what there is, `most` bytes at most; false at the end. May be dropped while it waits.
    pub(super) async fn fill(&mut self, most: usize) -> std::io::Result<bool> {
        if self.filled.is_empty() {
            self.filled = 0..0;
        } else if self.filled.end == self.buffer.len() {
            // A frame that does not fit: to the front with it, and more room if that is not enough.
            if self.filled.start == 0 {
                self.buffer.resize(2 * self.buffer.len(), 0);
            }
            self.buffer.copy_within(self.filled.clone(), 0);
            self.filled = 0..self.filled.len();
        }
        let room = self.buffer.get_mut(self.filled.end..).unwrap_or_default();
        let most = room.len().min(most);
        let read = self
            .stream
            .read(room.get_mut(..most).unwrap_or_default())
            .await?;
        self.filled.end += read;
        Ok(read > 0)
    }

    /// The next frame of what was read.
    pub(super) fn take(&mut self) -> anyhow::Result<Taken> {
        let bytes = self.buffer.get(self.filled.clone()).unwrap_or_default();
        let Some((first, length, at)) = head(bytes) else {
            return Ok(Taken::Nothing);
        };
        if bytes.len() < at + length {
            return Ok(Taken::Nothing);
        }
        let start = self.filled.start + at;
        let place = start..start + length;
        self.filled.start = place.end;
        match first {
            _ if first & 0x80 == 0 => bail!("a frame in parts"),
            _ if first & 0x0f == TEXT => Ok(Taken::Text(place)),
            _ if first & 0x0f == CLOSE => Ok(Taken::Close(match self.at(&place) {
                [high, low, ..] => u16::from_be_bytes([*high, *low]),
                _ => 1005,
            })),
            _ => bail!("a frame that is neither text nor close: {first:#x}"),
        }
    }

    /// The text at a place that was just taken.
    pub(super) fn at(&self, place: &Range<usize>) -> &[u8] {
        self.buffer.get(place.clone()).unwrap_or_default()
    }

    pub(super) async fn say(&mut self, text: &str) -> anyhow::Result<()> {
        ensure!(text.len() <= SAID_BYTES_MAX, "too much to say at once");
        let mut frame = vec![0x80 | TEXT];
        match u8::try_from(text.len()) {
            Ok(length) if length < 126 => frame.push(0x80 | length),
            _ => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(text.len())?.to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.stream.write_all(&frame).await?;
        Ok(())
    }
}

/// The first byte of a frame from a server, how long its content is, and where that begins.
fn head(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    match bytes {
        [first, 126, high, low, ..] => {
            Some((*first, usize::from(u16::from_be_bytes([*high, *low])), 4))
        }
        [first, 127, rest @ ..] => {
            let length: [u8; 8] = rest.get(..8)?.try_into().ok()?;
            Some((
                *first,
                usize::try_from(u64::from_be_bytes(length)).ok()?,
                10,
            ))
        }
        [_, 126, ..] => None,
        [first, length, ..] => Some((*first, usize::from(*length), 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn the_head_of_a_frame_tells_its_length_in_three_ways() {
        assert_eq!(head(&[0x81]), None);
        assert_eq!(head(&[0x81, 5]), Some((0x81, 5, 2)));
        assert_eq!(head(&[0x81, 126, 1]), None);
        assert_eq!(head(&[0x81, 126, 1, 2]), Some((0x81, 258, 4)));
        let long = [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0];
        assert_eq!(head(&long), Some((0x81, 65_536, 10)));
        assert_eq!(head(&[0x81, 127, 0, 0]), None);
    }
}
