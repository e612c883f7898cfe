use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use tokio::time::timeout;

use super::mailbox::Claim;

/// How long a client may take from its WebSocket to its upgrade.
const UPGRADE_WITHIN: Duration = Duration::from_secs(10);

/// Tries whether a polling session's WebSocket works, and hands it to the session if the client
/// says so. Whatever goes wrong, the session goes on polling.
pub(crate) async fn probe(mut socket: WebSocket, claim: Claim) {
    let outcome = tokio::select! {
        outcome = timeout(UPGRADE_WITHIN, try_out(&mut socket, &claim)) => outcome.ok().flatten(),
        () = claim.mailbox().gone() => None,
    };
    match outcome {
        Some(Upgraded) => claim.hand_over(socket),
        None => {
            drop(claim);
            let goodbye = socket.send(Message::Close(None));
            // Whoever does not read it is closed all the same.
            let _ = timeout(Duration::from_secs(1), goodbye).await;
        }
    }
}

struct Upgraded;

async fn try_out(socket: &mut WebSocket, claim: &Claim) -> Option<Upgraded> {
    loop {
        match hear(socket).await?.as_str() {
            "2probe" => {
                let answer = Message::Text(Utf8Bytes::from_static("3probe"));
                socket.send(answer).await.ok()?;
                claim.probed();
            }
            "5" => return Some(Upgraded),
            _ => return None,
        }
    }
}

async fn hear(socket: &mut WebSocket) -> Option<Utf8Bytes> {
    loop {
        match socket.recv().await?.ok()? {
            Message::Text(text) => return Some(text),
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Binary(_) | Message::Close(_) => return None,
        }
    }
}
