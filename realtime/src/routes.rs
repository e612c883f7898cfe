//! The doors: where a socket comes in, before it is known whose it is.

mod engine_error;
mod events;
mod polling;

use std::net::IpAddr;
use std::time::Duration;

use crate::dialect::Dialect;
use crate::polling::probe;
use crate::room::{NoRoom, Ticket};
use crate::service::Realtime;
use crate::session::{self, Door, Line};
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Query as QueryOf, State, WebSocketUpgrade};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use chassis::caller::session_cookie;
use chassis::config::Checked;
use chassis::contract::Described;
use chassis::http::{Peer, Shed, accepts_origin};
use chassis::limits::{client_address, limit};
use chassis::problem::{Code, Problem};
use engine_error::EngineError;
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Longer frames and payloads are refused.
pub(crate) const FRAME_BYTES_MAX: usize = 64 * 1024;

/// What a socket keeps for reading. The library's 128 KiB are most of an idle socket, and it fills
/// so many bytes with zeros before each read. What clients say is shorter; what is longer grows it
/// for as long as it is read.
const READ_BUFFER_BYTES: usize = 1_024;

/// Written when so much is waiting, or at a flush.
const WRITE_BUFFER_BYTES: usize = 8 * 1024;

/// What may wait inside of the library; our own queue is bounded far below.
const WRITE_BUFFER_BYTES_MAX: usize = 1024 * 1024;

/// The routes of both dialects, and what was missed for whoever asks over HTTP, counted against the
/// caller's rates.
pub fn router(realtime: Realtime) -> Router {
    let parts = &realtime.inner().parts;
    let (limits, recognition) = (parts.limits.clone(), parts.recognition.clone());
    let asked = described().split_for_parts().0.with_state(realtime.clone());
    let asked = limit(asked, limits, recognition, parts.settings.trusted_proxies());
    Router::new()
        .route("/ws", get(plain))
        .route("/socket.io", any(socket_io))
        .route("/socket.io/", any(socket_io))
        .with_state(realtime)
        .merge(asked)
}

/// The OpenAPI document of what is asked over HTTP, to be merged with the others.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

fn described() -> OpenApiRouter<Realtime> {
    OpenApiRouter::with_openapi(Described::openapi()).routes(routes!(events::list))
}

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

async fn plain(
    State(realtime): State<Realtime>,
    headers: HeaderMap,
    peer: Option<axum::Extension<Peer>>,
    upgrade: Upgrade,
) -> Response {
    let peer = peer.map(|axum::Extension(peer)| peer);
    match upgrade {
        Ok(upgrade) => open(realtime, Dialect::Plain, &headers, peer, upgrade),
        Err(_) => {
            Problem::new(Code::InvalidHeader, "this is a WebSocket: upgrade to it").into_response()
        }
    }
}

/// What a Socket.IO client asks for. A token in the query is not looked at.
#[derive(Deserialize)]
struct Query {
    #[serde(rename = "EIO")]
    version: Option<String>,
    transport: Option<String>,
    sid: Option<String>,
    /// New with each request, so that no cache answers it.
    #[serde(rename = "t")]
    name: Option<String>,
}

async fn socket_io(
    State(realtime): State<Realtime>,
    method: Method,
    query: Result<QueryOf<Query>, QueryRejection>,
    headers: HeaderMap,
    peer: Option<axum::Extension<Peer>>,
    upgrade: Upgrade,
    body: Body,
) -> Response {
    let Ok(QueryOf(query)) = query else {
        return EngineError::BadRequest.into_response();
    };
    if query.version.as_deref() != Some("4") {
        return EngineError::UnsupportedVersion.into_response();
    }
    let peer = peer.map(|axum::Extension(peer)| peer);
    match (query.transport.as_deref(), upgrade, &query.sid) {
        (Some("polling"), _, _) => {
            polling::polling(realtime, &method, query, &headers, peer, body).await
        }
        (Some("websocket"), Ok(upgrade), None) => {
            open(realtime, Dialect::SocketIo, &headers, peer, upgrade)
        }
        (Some("websocket"), Ok(upgrade), Some(sid)) => {
            move_over(&realtime, sid, &headers, peer, upgrade)
        }
        (Some("websocket"), Err(_), _) => EngineError::BadRequest.into_response(),
        (_, _, _) => EngineError::UnknownTransport.into_response(),
    }
}

/// A new socket.
fn open(
    realtime: Realtime,
    dialect: Dialect,
    headers: &HeaderMap,
    peer: Option<Peer>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let door = match admit(&realtime, dialect, headers, peer, accepts_origin) {
        Ok(door) => door,
        Err(refused) => return refused,
    };
    let ticket = match enter(&realtime) {
        Ok(ticket) => ticket,
        Err(full) => return full,
    };
    bounded(upgrade).on_upgrade(move |socket| async move {
        // A task of ours, which the end of the process waits for; the server's own ends here.
        begin(realtime, Line::Socket(Box::new(socket)), door, ticket);
    })
}

/// Begins a session in a task of its own.
fn begin(realtime: Realtime, line: Line, door: Door, ticket: Ticket) {
    let shutdown = realtime.inner().parts.shutdown.clone();
    // Boxed: each block of code around a future keeps room for it twice, where it was handed in and
    // where it is awaited, and there are two of them here.
    let session = Box::pin(session::run(realtime, line, door));
    shutdown.spawn("socket", async move {
        session.await;
        drop(ticket);
    });
}

/// A polling session's WebSocket.
fn move_over(
    realtime: &Realtime,
    sid: &str,
    headers: &HeaderMap,
    peer: Option<Peer>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if let Err(refused) = admit(realtime, Dialect::SocketIo, headers, peer, accepts_origin) {
        return refused;
    }
    let Some(mailbox) = realtime.inner().polls.find(sid) else {
        return EngineError::UnknownSid.into_response();
    };
    let Some(claim) = mailbox.claim() else {
        return EngineError::BadRequest.into_response();
    };
    let shutdown = realtime.inner().parts.shutdown.clone();
    bounded(upgrade).on_upgrade(move |socket| async move {
        shutdown.spawn("probe", probe(socket, claim));
    })
}

fn bounded(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX)
}

/// Lets a new socket in, if there is room.
#[expect(clippy::result_large_err, reason = "it is the answer")]
fn enter(realtime: &Realtime) -> Result<Ticket, Response> {
    let inner = realtime.inner();
    let is_open = inner.hall.is_open() && !inner.parts.shutdown.token().is_cancelled();
    let wait = match is_open.then(|| inner.entrance.enter(Instant::now())) {
        Some(Ok(ticket)) => return Ok(ticket),
        Some(Err(NoRoom(wait))) => wait,
        None => Duration::from_secs(1),
    };
    let mut refusal = Problem::unavailable(wait).into_response();
    // Counted by the entrance: when thousands come back at once, a line for each helps nobody.
    refusal.extensions_mut().insert(Shed);
    Err(refusal)
}

/// What everybody has to pass. `accepts` says from which pages a cookie counts.
#[expect(clippy::result_large_err, reason = "it is the answer")]
fn admit(
    realtime: &Realtime,
    dialect: Dialect,
    headers: &HeaderMap,
    peer: Option<Peer>,
    accepts: fn(&HeaderMap, &Checked) -> bool,
) -> Result<Door, Response> {
    let parts = &realtime.inner().parts;
    let cookie = session_cookie(headers, parts.recognition.cookie_name());
    if cookie.is_some() && !accepts(headers, &parts.settings) {
        let refused = Problem::new(Code::OriginRefused, "sockets from this origin are refused");
        return Err(refused.into_response());
    }
    let node = parts.settings.node();
    Ok(Door {
        dialect,
        sid: format!("{node}-{}", uuid::Uuid::new_v4().simple()),
        cookie: cookie.map(str::to_owned),
        address: peer.map(|Peer(peer)| address(peer.ip(), headers, realtime)),
    })
}

fn address(peer: IpAddr, headers: &HeaderMap, realtime: &Realtime) -> IpAddr {
    client_address(
        peer,
        headers,
        realtime.inner().parts.settings.trusted_proxies(),
    )
}
