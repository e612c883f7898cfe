use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::framing::Framing;
use super::wire::Wire;
use crate::shutdown::Shutdown;

/// Connections at once; more wait in the kernel's queue.
pub const CONNECTIONS_MAX: usize = 20_000;

/// How long requests in flight have to finish once the process is asked to stop.
pub const DRAIN_MAX: Duration = Duration::from_secs(10);

/// Slower heads are an attack or a broken line.
const HEAD_READ_MAX: Duration = Duration::from_secs(15);

/// Above the limits of [`super::guard`], so that those answer, with a problem, before hyper does.
const WIRE_HEADERS_MAX: usize = 500;
const WIRE_BUFFER_MAX: usize = 256 * 1024;

/// How long to wait when the system has no descriptor to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The other end of the connection. An extension of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Serves a router over HTTP/1.1, with upgrades, until the process is asked to stop; then finishes what
/// is in flight. HTTP/2 is the gateway's: it brings nothing over loopback and much to defend.
pub async fn serve(listener: TcpListener, router: Router, shutdown: Shutdown) {
    let stop = shutdown.token();
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let connections = TaskTracker::new();
    while let Some((stream, peer, permit)) = next_connection(&listener, &room, &stop).await {
        connections.spawn(connection(
            stream,
            peer,
            router.clone(),
            stop.clone(),
            permit,
        ));
    }
    // Connections that come from here on are refused, not left waiting.
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn next_connection(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
    stop: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    loop {
        let accepted = async {
            let permit = Arc::clone(room)
                .acquire_owned()
                .await
                .map_err(io::Error::other)?;
            let (stream, peer) = listener.accept().await?;
            io::Result::Ok((stream, peer, permit))
        };
        let outcome = tokio::select! {
            biased;
            () = stop.cancelled() => return None,
            outcome = accepted => outcome,
        };
        match outcome {
            Ok(connection) => return Some(connection),
            Err(error) => {
                // Out of descriptors, most likely: some are given back soon, and a busy loop helps nobody.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    stop: CancellationToken,
    // Held until the connection ends; an upgraded one is its new owner's to limit.
    _permit: OwnedSemaphorePermit,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection is gone already");
        return;
    }
    let framing = Framing::default();
    let wire = TokioIo::new(Wire::new(stream, framing.clone()));
    let service =
        service_fn(move |request| answer(router.clone(), request, Peer(peer), framing.clone()));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_READ_MAX)
        .max_headers(WIRE_HEADERS_MAX)
        .max_buf_size(WIRE_BUFFER_MAX)
        .serve_connection(wire, service)
        .with_upgrades();
    tokio::pin!(served);
    let outcome = tokio::select! {
        outcome = served.as_mut() => outcome,
        () = stop.cancelled() => {
            served.as_mut().graceful_shutdown();
            match tokio::time::timeout(DRAIN_MAX, served).await {
                Ok(outcome) => outcome,
                Err(_) => {
                    tracing::warn!("a request did not finish in time and was cut off");
                    Ok(())
                }
            }
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(
    router: Router,
    request: axum::http::Request<Incoming>,
    peer: Peer,
    framing: Framing,
) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(peer);
    request.extensions_mut().insert(framing);
    router.oneshot(request).await
}
