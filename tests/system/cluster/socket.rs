//! A plain WebSocket.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::world::text;

/// How long a frame may take.
const FRAME_MAX: Duration = Duration::from_secs(30);

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub async fn open(node: &str, token: &str, cursor: Option<&str>) -> Self {
        Self::open_with(node, Some(token), cursor, None).await
    }

    /// With a token, or with a cookie and the origin of the page that has it.
    pub async fn open_with(
        node: &str,
        token: Option<&str>,
        cursor: Option<&str>,
        cookie: Option<(&str, String)>,
    ) -> Self {
        Self::try_open(node, token, cursor, cookie).await.unwrap()
    }

    pub async fn try_open(
        node: &str,
        token: Option<&str>,
        cursor: Option<&str>,
        cookie: Option<(&str, String)>,
    ) -> Result<Self, Error> {
        let url = format!("{}/ws", node.replacen("http", "ws", 1));
        let mut request = url.into_client_request().unwrap();
        if let Some((cookie, origin)) = cookie {
            let headers = request.headers_mut();
            headers.insert("cookie", cookie.parse().unwrap());
            headers.insert("origin", origin.parse().unwrap());
        }
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await?;
        let mut hello = json!({"type": "hello"});
        if let Some(token) = token {
            hello["token"] = json!(token);
        }
        if let Some(cursor) = cursor {
            hello["cursor"] = json!(cursor);
        }
        socket.send(Message::text(hello.to_string())).await?;
        Ok(Self(socket))
    }

    /// The next event: its name and data. None when the connection is gone.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            let next = tokio::time::timeout(FRAME_MAX, self.0.next()).await;
            let Some(Ok(Message::Text(frame))) = next.expect("a frame comes") else {
                return None;
            };
            let frame: Value = serde_json::from_str(&frame).unwrap();
            match frame["type"].as_str() {
                Some("event") => return Some((text(&frame["event"]), frame["data"].clone())),
                Some("ping") => self.ask(json!({"type": "pong"})).await,
                _ => {}
            }
        }
    }

    /// The next event of this name, past others.
    pub async fn until(&mut self, name: &str) -> (String, Value) {
        loop {
            let heard = self.next().await.expect("the socket is open");
            if heard.0 == name {
                return heard;
            }
        }
    }

    /// Says something. Where nobody hears it, the next read tells.
    pub async fn ask(&mut self, what: Value) {
        let _ = self.0.send(Message::text(what.to_string())).await;
    }

    /// With which code it is closed.
    pub async fn closed(mut self) -> u16 {
        loop {
            let next = tokio::time::timeout(FRAME_MAX, self.0.next()).await;
            match next.expect("it is closed in time") {
                Some(Ok(Message::Close(Some(close)))) => return close.code.into(),
                Some(Ok(_)) => {}
                other => panic!("it ended without a code: {other:?}"),
            }
        }
    }
}
