//! One socket's life, in one task: greeting, replay, live, goodbye.

mod asks;
mod connection;
mod due;
mod flood;
mod greeting;
mod live;
mod term;
mod watch;

use std::net::IpAddr;

use crate::close::Close;
use crate::dialect::Dialect;
use crate::service::Realtime;
use connection::Connection;

pub(crate) use connection::Line;

/// What is known of a socket before it says who it is.
pub(crate) struct Door {
    pub(crate) dialect: Dialect,
    /// The socket's name: the node's first, so that a gateway can route by it.
    pub(crate) sid: String,
    /// The session cookie, if it came from an allowed page.
    pub(crate) cookie: Option<String>,
    pub(crate) address: Option<IpAddr>,
}

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The other side is gone, or went silent.
    Gone,
    /// We close.
    Close(Close),
}

pub(crate) async fn run(realtime: Realtime, line: Line, door: Door) {
    let service = realtime.inner();
    let sid = door.sid.as_str();
    let mut connection = Connection::new(line, door.dialect, service.parts.pace.write_within);
    let (end, is_greeted) = match Box::pin(greeting::greet(service, &mut connection, &door)).await {
        Err(end) => (end, door.dialect == Dialect::Plain),
        Ok(greeted) => (
            live::live(service, &mut connection, &door, greeted).await,
            true,
        ),
    };
    match end {
        End::Gone => tracing::debug!(sid, "a socket is gone"),
        End::Close(close) => {
            close.count();
            tracing::debug!(sid, code = close.code(), "closing a socket");
            Box::pin(connection.close(close, is_greeted)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;

    use super::run;

    /// What a task keeps for as long as its socket lives.
    const TASK_BYTES_MAX: usize = 2_000;

    fn bytes_of<A, B, C, F: Future>(_: impl FnOnce(A, B, C) -> F) -> usize {
        size_of::<F>()
    }

    /// There are thousands of idle ones. What is rare, and what is soon over, is boxed.
    #[test]
    fn the_task_of_a_socket_is_small() {
        let bytes = bytes_of(run);
        assert!(bytes <= TASK_BYTES_MAX, "{bytes} bytes");
    }
}
