//! A client of either dialect, by hand.

use axum::http::{HeaderValue, Request};
use domain::UserId;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::app::{App, SOON};

/// What a client hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// An event, in either dialect.
    Event(String, Value),
    /// Anything else that is text.
    Text(String),
    /// The end, with its code.
    Closed(Option<u16>),
}

pub struct Client {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub answers_pings: bool,
}

pub fn request(app: &App, path: &str) -> Request<()> {
    format!("ws://{}{path}", app.address)
        .into_client_request()
        .unwrap()
}

impl Client {
    pub async fn dial(request: Request<()>) -> Result<Self, tungstenite::Error> {
        let (socket, _) = connect_async(request).await?;
        Ok(Self {
            socket,
            answers_pings: true,
        })
    }

    /// A plain socket before its hello.
    pub async fn silent(app: &App) -> Self {
        Self::dial(request(app, "/ws")).await.unwrap()
    }

    /// A plain socket that said hello.
    pub async fn hello(app: &App, hello: Value) -> Self {
        let mut client = Self::silent(app).await;
        let mut text = hello;
        text["type"] = json!("hello");
        client.send(text).await;
        client
    }

    /// A plain socket that is live.
    pub async fn live(app: &App, user: UserId) -> Self {
        let mut client = Self::hello(app, json!({"token": app.token(user)})).await;
        client.event("ready").await;
        client
    }

    /// A plain socket that comes back.
    pub async fn back(app: &App, user: UserId, cursor: &str) -> Self {
        Self::hello(app, json!({"token": app.token(user), "cursor": cursor})).await
    }

    /// An engine.io socket whose opening packet was read.
    pub async fn engine(app: &App) -> (Self, Value) {
        let request = request(app, "/socket.io/?EIO=4&transport=websocket");
        let mut client = Self::dial(request).await.unwrap();
        let Heard::Text(open) = client.next().await else {
            panic!("the engine did not open")
        };
        let open = serde_json::from_str(open.strip_prefix('0').unwrap()).unwrap();
        (client, open)
    }

    pub async fn send(&mut self, json: Value) {
        self.send_text(&json.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// What is heard next; pings are answered on the way.
    pub async fn next(&mut self) -> Heard {
        timeout(SOON, self.hear()).await.expect("heard something")
    }

    async fn hear(&mut self) -> Heard {
        loop {
            let text = match self.socket.next().await {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Closed(frame.map(|frame| frame.code.into()));
                }
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => return Heard::Closed(None),
            };
            let pong = match text.as_str() {
                "2" => "3",
                r#"{"type":"ping"}"# => r#"{"type":"pong"}"#,
                _ => return parse(&text),
            };
            if !self.answers_pings {
                return Heard::Text(text.to_string());
            }
            // It may be closed already; then that is heard next.
            let _ = self.socket.send(Message::text(pong)).await;
        }
    }

    /// The data of the next thing heard, which must be this event.
    pub async fn event(&mut self, name: &str) -> Value {
        match self.next().await {
            Heard::Event(heard, data) if heard == name => data,
            heard => panic!("expected {name}, heard {heard:?}"),
        }
    }

    /// The bodies of the next messages.
    pub async fn bodies(&mut self, count: usize) -> Vec<String> {
        let mut bodies = Vec::new();
        for _ in 0..count {
            let data = self.event("new-message").await;
            bodies.push(data["message"]["body"].as_str().unwrap().to_owned());
        }
        bodies
    }

    /// All that is heard until the end, and the code.
    pub async fn until_closed(&mut self) -> (Vec<Heard>, Option<u16>) {
        let mut all = Vec::new();
        loop {
            match self.next().await {
                Heard::Closed(code) => return (all, code),
                heard => all.push(heard),
            }
        }
    }

    /// The code it is closed with, after an honest `closing`.
    pub async fn closed(&mut self) -> (u16, bool) {
        let (heard, code) = self.until_closed().await;
        let code = code.expect("a close frame");
        let closing = heard.iter().rev().find_map(|heard| match heard {
            Heard::Event(name, data) if name == "closing" => Some(data.clone()),
            _ => None,
        });
        let closing = closing.expect("closing is told");
        assert_eq!(closing["code"], json!(code));
        (code, closing["retry"].as_bool().unwrap())
    }
}

fn parse(text: &str) -> Heard {
    if let Some(json) = text.strip_prefix("42") {
        let parts: Vec<Value> = serde_json::from_str(json).unwrap();
        let data = parts[1].clone();
        // Durable events carry their cursor twice.
        if let Some(cursor) = parts.get(2) {
            assert_eq!(data["cursor"], *cursor);
        }
        return Heard::Event(parts[0].as_str().unwrap().to_owned(), data);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(json) if json["type"] == "event" => Heard::Event(
            json["event"].as_str().unwrap().to_owned(),
            json["data"].clone(),
        ),
        Ok(_) | Err(_) => Heard::Text(text.to_owned()),
    }
}

pub fn header(request: &mut Request<()>, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).unwrap();
    request.headers_mut().insert(name, value);
}
