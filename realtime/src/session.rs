//! One socket's life, in one task: greeting, replay, live, goodbye.

mod asks;
mod connection;
mod due;
mod flood;
mod greeting;
mod live;
mod term;

use std::net::IpAddr;

use axum::extract::ws::WebSocket;

use crate::close::Close;
use crate::dialect::Dialect;
use crate::service::Realtime;
use connection::Connection;

/// What is known of a socket before it says who it is.
pub(crate) struct Door {
    pub(crate) dialect: Dialect,
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

pub(crate) async fn run(realtime: Realtime, socket: WebSocket, door: Door) {
    let service = realtime.inner();
    let sid = format!(
        "{}-{}",
        service.parts.settings.node(),
        uuid::Uuid::new_v4().simple()
    );
    let mut connection = Connection::new(socket, door.dialect, service.parts.pace.write_within);
    let (end, is_greeted) =
        match Box::pin(greeting::greet(service, &mut connection, &door, &sid)).await {
            Err(end) => (end, door.dialect == Dialect::Plain),
            Ok(greeted) => (
                live::live(service, &mut connection, &door, &sid, greeted).await,
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
