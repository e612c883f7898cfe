//! The doors: where a socket comes in, before it is known whose it is.

use std::net::IpAddr;
use std::time::Duration;

use crate::dialect::Dialect;
use crate::service::Realtime;
use crate::session::{self, Door};
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Query, State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chassis::caller::session_cookie;
use chassis::http::{Peer, accepts_origin};
use chassis::limits::client_address;
use chassis::problem::{Code, Problem};
use serde::Deserialize;
use serde_json::json;

/// Longer frames are refused.
const FRAME_BYTES_MAX: usize = 64 * 1024;

/// What a socket keeps for reading. The library's 128 KiB are most of an idle socket.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// Written when so much is waiting, or at a flush.
const WRITE_BUFFER_BYTES: usize = 8 * 1024;

/// What may wait inside of the library; our own queue is bounded far below.
const WRITE_BUFFER_BYTES_MAX: usize = 1024 * 1024;

/// The routes of both dialects.
pub fn router(realtime: Realtime) -> Router {
    Router::new()
        .route("/ws", get(plain))
        .route("/socket.io", get(socket_io))
        .route("/socket.io/", get(socket_io).post(socket_io))
        .with_state(realtime)
}

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

async fn plain(
    State(realtime): State<Realtime>,
    headers: HeaderMap,
    peer: Option<axum::Extension<Peer>>,
    upgrade: Upgrade,
) -> Response {
    match upgrade {
        Ok(upgrade) => open(realtime, Dialect::Plain, &headers, peer, upgrade),
        Err(_) => {
            Problem::new(Code::InvalidHeader, "this is a WebSocket: upgrade to it").into_response()
        }
    }
}

/// What a Socket.IO client asks for. A token in the query is not looked at.
#[derive(Deserialize)]
struct Engine {
    #[serde(rename = "EIO")]
    version: Option<String>,
    transport: Option<String>,
    sid: Option<String>,
}

async fn socket_io(
    State(realtime): State<Realtime>,
    engine: Result<Query<Engine>, QueryRejection>,
    headers: HeaderMap,
    peer: Option<axum::Extension<Peer>>,
    upgrade: Upgrade,
) -> Response {
    let Ok(Query(engine)) = engine else {
        return engine_error(3, "Bad request");
    };
    match (engine.version.as_deref(), engine.transport.as_deref()) {
        (Some("4"), Some("websocket")) => {}
        // Long-polling comes in here, with a session store of its own.
        (Some("4"), _) => return engine_error(0, "Transport unknown"),
        (_, _) => return engine_error(5, "Unsupported protocol version"),
    }
    if engine.sid.is_some() {
        return engine_error(1, "Session ID unknown");
    }
    match upgrade {
        Ok(upgrade) => open(realtime, Dialect::SocketIo, &headers, peer, upgrade),
        Err(_) => engine_error(3, "Bad request"),
    }
}

/// The errors of engine.io are its own, numbered; its clients read nothing else.
fn engine_error(code: u8, message: &str) -> Response {
    let body = axum::Json(json!({"code": code, "message": message}));
    (StatusCode::BAD_REQUEST, body).into_response()
}

fn open(
    realtime: Realtime,
    dialect: Dialect,
    headers: &HeaderMap,
    peer: Option<axum::Extension<Peer>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let parts = &realtime.inner().parts;
    if !realtime.inner().hall.is_open() || parts.shutdown.token().is_cancelled() {
        return Problem::unavailable(Duration::from_secs(1)).into_response();
    }
    let cookie = session_cookie(headers, parts.recognition.cookie_name());
    if cookie.is_some() && !accepts_origin(headers, &parts.settings) {
        return Problem::new(Code::OriginRefused, "sockets from this origin are refused")
            .into_response();
    }
    let door = Door {
        dialect,
        cookie: cookie.map(str::to_owned),
        address: peer.map(|axum::Extension(Peer(peer))| address(peer.ip(), headers, &realtime)),
    };
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX)
        .on_upgrade(move |socket| async move {
            let shutdown = realtime.inner().parts.shutdown.clone();
            // A task of ours, which the end of the process waits for; the server's own ends here.
            shutdown.spawn("socket", session::run(realtime, socket, door));
        })
}

fn address(peer: IpAddr, headers: &HeaderMap, realtime: &Realtime) -> IpAddr {
    client_address(
        peer,
        headers,
        realtime.inner().parts.settings.trusted_proxies(),
    )
}
