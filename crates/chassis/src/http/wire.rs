use std::io::{self, IoSlice};
use std::os::fd::AsFd;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rustix::net::sockopt::set_socket_send_buffer_size;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::bare;
use super::framing::Framing;

/// The beginning of a line that tells its name and a length; longer lines are none we look for.
const LINE_BYTES_MAX: usize = 64;

/// How long a refused client may go on sending before the connection is dropped.
const LINGER_MAX: Duration = Duration::from_secs(2);

/// What the kernel keeps of what is written to a WebSocket. Left to itself it took 3 MB of a client that
/// did not read, and 100 KB like this, while our own queues, which are bounded, looked empty.
const SOCKET_SEND_BYTES: usize = 64 * 1024;

/// How an answer begins after which the connection is a WebSocket.
const SWITCHES: &[u8] = b"HTTP/1.1 101 ";

/// A connection that does four things hyper does not:
///
/// - it reads along where requests begin and how long they say they are, and so notices a request with
///   both Content-Length and Transfer-Encoding;
/// - it gives hyper's own bare refusals the form of a problem;
/// - it keeps the kernel from buffering much where the connection becomes a WebSocket;
/// - it lingers where a client is still sending, since closing at once would make the client's kernel
///   throw away the answer before it is read.
pub(super) struct Wire<S> {
    stream: S,
    place: Place,
    framing: Framing,
    // An answer that goes out in place of one of hyper's.
    replacement: Option<Replacement>,
    // When to stop lingering; set once our side has said all.
    lingering: Option<Pin<Box<Sleep>>>,
}

struct Replacement {
    bytes: Vec<u8>,
    written: usize,
    stands_for: usize,
}

/// Where in the stream of requests the next byte stands.
enum Place {
    Head(Head),
    Body {
        left: u64,
    },
    /// Chunked, upgraded or unreadable: nothing that follows is looked at, and the connection ends with
    /// this request.
    Beyond,
}

#[derive(Default)]
struct Head {
    line: Vec<u8>,
    has_request_line: bool,
    length: Option<u64>,
    has_length: bool,
    is_chunked: bool,
    is_last: bool,
}

impl<S> Wire<S> {
    pub(super) fn new(stream: S, framing: Framing) -> Self {
        Self {
            stream,
            place: Place::Head(Head::default()),
            framing,
            replacement: None,
            lingering: None,
        }
    }

    /// Whether the client is done with what it began to send.
    fn is_between_requests(&self) -> bool {
        match &self.place {
            Place::Head(head) => !head.has_request_line && head.line.is_empty(),
            Place::Body { .. } | Place::Beyond => false,
        }
    }

    fn watch(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match &mut self.place {
                Place::Beyond => return,
                Place::Body { left } => {
                    let here = usize::try_from(*left)
                        .unwrap_or(usize::MAX)
                        .min(bytes.len());
                    *left -= here as u64;
                    bytes = bytes.get(here..).unwrap_or_default();
                    if *left == 0 {
                        self.place = Place::Head(Head::default());
                    }
                }
                Place::Head(head) => {
                    let Some((line, rest)) = bytes
                        .iter()
                        .position(|byte| *byte == b'\n')
                        .and_then(|at| Some((bytes.get(..at)?, bytes.get(at + 1..)?)))
                    else {
                        head.extend_line(bytes);
                        return;
                    };
                    bytes = rest;
                    head.extend_line(line);
                    if head.end_line() {
                        self.place = head.what_follows(&self.framing);
                    }
                }
            }
        }
    }
}

impl Head {
    fn extend_line(&mut self, bytes: &[u8]) {
        let room = LINE_BYTES_MAX.saturating_sub(self.line.len());
        self.line.extend(bytes.iter().take(room));
    }

    /// Takes in a line; true at the empty one that ends the head.
    fn end_line(&mut self) -> bool {
        let line = std::mem::take(&mut self.line);
        let line = line.trim_ascii();
        if line.is_empty() {
            // Empty lines before a request are skipped, as hyper does.
            return self.has_request_line;
        }
        if !self.has_request_line {
            self.has_request_line = true;
            self.is_last = line.starts_with(b"CONNECT ");
            return false;
        }
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        match name.as_slice() {
            b"content-length" => {
                self.has_length = true;
                self.length = parts
                    .next()
                    .and_then(|value| std::str::from_utf8(value.trim_ascii()).ok())
                    .and_then(|value| value.parse().ok());
            }
            b"transfer-encoding" => self.is_chunked = true,
            b"upgrade" => self.is_last = true,
            _ => {}
        }
        false
    }

    fn what_follows(&self, framing: &Framing) -> Place {
        if self.is_chunked && self.has_length {
            framing.note_both_lengths();
        }
        match (
            self.is_chunked || self.is_last,
            self.has_length,
            self.length,
        ) {
            (true, _, _) | (false, true, None) => Place::Beyond,
            (false, false, _) | (false, true, Some(0)) => Place::Head(Self::default()),
            (false, true, Some(left)) => Place::Body { left },
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        if let Some(fresh) = buffer.filled().get(before..) {
            self.watch(fresh);
        }
        outcome
    }
}

impl<S: AsyncRead + AsyncWrite + AsFd + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if bytes.starts_with(SWITCHES)
            && let Err(error) = set_socket_send_buffer_size(&self.stream, SOCKET_SEND_BYTES)
        {
            tracing::debug!(%error, "a connection is gone already");
        }
        if self.replacement.is_none() {
            let Some(answer) = bare::explain(bytes) else {
                return Pin::new(&mut self.stream).poll_write(context, bytes);
            };
            self.replacement = Some(Replacement {
                bytes: answer,
                written: 0,
                stands_for: bytes.len(),
            });
        }
        let Self {
            stream,
            replacement,
            ..
        } = &mut *self;
        while let Some(answer) = replacement {
            let rest = answer.bytes.get(answer.written..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            match ready!(Pin::new(&mut *stream).poll_write(context, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => answer.written += written,
            }
        }
        let stood_for = replacement.take().map_or(0, |answer| answer.stands_for);
        Poll::Ready(Ok(stood_for))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let is_done = self.is_between_requests();
        let Self {
            stream, lingering, ..
        } = &mut *self;
        let deadline = match lingering {
            Some(deadline) => deadline,
            None => {
                ready!(Pin::new(&mut *stream).poll_shutdown(context))?;
                if is_done {
                    return Poll::Ready(Ok(()));
                }
                lingering.insert(Box::pin(sleep(LINGER_MAX)))
            }
        };
        let mut scratch = [0; 4_096];
        loop {
            if deadline.as_mut().poll(context).is_ready() {
                return Poll::Ready(Ok(()));
            }
            let mut buffer = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut *stream).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                // The client has closed too, or is gone.
                Ok(()) | Err(_) => return Poll::Ready(Ok(())),
            }
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut filled = slices.iter().filter(|slice| !slice.is_empty());
        match (filled.next(), filled.next()) {
            (Some(only), None) => self.poll_write(context, only),
            _ => Pin::new(&mut self.stream).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use rustix::net::sockopt::socket_send_buffer_size;
    use tokio::io::AsyncWriteExt;
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    #[tokio::test]
    async fn the_kernel_keeps_little_where_a_connection_became_a_socket_and_only_there() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (ours, theirs) = tokio::join!(listener.accept(), TcpStream::connect(address));
        let _theirs = theirs.unwrap();
        let mut wire = Wire::new(ours.unwrap().0, Framing::default());
        let at_first = socket_send_buffer_size(&wire.stream).unwrap();
        wire.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        assert_eq!(socket_send_buffer_size(&wire.stream).unwrap(), at_first);
        let switch = b"HTTP/1.1 101 Switching Protocols\r\n\r\n";
        wire.write_all(switch).await.unwrap();
        // The kernel counts its own bookkeeping in, and so doubles what it is told.
        let at_last = socket_send_buffer_size(&wire.stream).unwrap();
        assert!([1, 2].contains(&(at_last / SOCKET_SEND_BYTES)), "{at_last}");
        assert!(at_last < at_first, "{at_last} of {at_first}");
    }
}
