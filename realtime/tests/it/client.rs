//! A client of either dialect over any transport, by hand.

use axum::http::{HeaderValue, Request};
use domain::UserId;
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};

use crate::app::{App, SOON};
use crate::wire::{Poller, Transport, Wire};

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

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A client over any transport, by hand.
pub struct Client<W = Socket> {
    pub socket: W,
    pub answers_pings: bool,
    /// Whether the welcome of Socket.IO is of interest.
    hears_welcome: bool,
    pub speaks_plain: bool,
}

pub fn request(app: &App, path: &str) -> Request<()> {
    format!("ws://{}{path}", app.address)
        .into_client_request()
        .unwrap()
}

impl Client {
    pub async fn dial(request: Request<()>) -> Result<Self, tungstenite::Error> {
        let (socket, _) = connect_async(request).await?;
        Ok(Self::over(socket))
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
}

impl Client<Box<dyn Wire>> {
    /// Somebody who comes back, over a transport.
    pub async fn back(by: Transport, app: &App, user: UserId, cursor: &str) -> Self {
        let hello = json!({"token": app.token(user), "cursor": cursor});
        Self::greet(by, app, hello).await
    }

    /// Somebody who is live, over a transport.
    pub async fn live_by(by: Transport, app: &App, user: UserId) -> Self {
        let mut client = Self::greet(by, app, json!({"token": app.token(user)})).await;
        client.event("ready").await;
        client
    }

    /// Somebody who said hello, over a transport.
    pub async fn greet(by: Transport, app: &App, hello: Value) -> Self {
        let connect = format!("40{hello}");
        let wire: Box<dyn Wire> = match by {
            Transport::Plain => Box::new(Client::hello(app, hello).await.socket),
            Transport::Socket => {
                let (mut client, _) = Client::engine(app).await;
                client.send_text(&connect).await;
                Box::new(client.socket)
            }
            Transport::Polling => {
                let (mut poller, _) = Poller::open(app).await;
                poller.say(&connect).await;
                Box::new(poller)
            }
            Transport::Upgrade => {
                let (mut poller, _) = Poller::open(app).await;
                poller.say(&connect).await;
                Box::new(poller.upgrade().await)
            }
        };
        let mut client = Self::over(wire);
        client.hears_welcome = false;
        client.speaks_plain = by == Transport::Plain;
        client
    }
}

impl<W: Wire> Client<W> {
    pub fn over(socket: W) -> Self {
        Self {
            socket,
            answers_pings: true,
            hears_welcome: true,
            speaks_plain: true,
        }
    }

    pub async fn send(&mut self, json: Value) {
        self.send_text(&json.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        self.socket.say(text).await;
    }

    /// Asks for something, and wants an answer.
    pub async fn ask(&mut self, id: u64, name: &str, content: Value) {
        let text = if self.speaks_plain {
            let mut object = content;
            object["type"] = json!(name);
            object["id"] = json!(id);
            object.to_string()
        } else {
            format!("42{id}{}", json!([name, content]))
        };
        self.send_text(&text).await;
    }

    /// What is heard next; pings are answered on the way.
    pub async fn next(&mut self) -> Heard {
        timeout(SOON, self.hear()).await.expect("heard something")
    }

    async fn hear(&mut self) -> Heard {
        loop {
            let text = match self.socket.hear().await {
                Ok(text) => text,
                Err(code) => return Heard::Closed(code),
            };
            let pong = match text.as_str() {
                "2" => "3",
                r#"{"type":"ping"}"# => r#"{"type":"pong"}"#,
                welcome if !self.hears_welcome && welcome.starts_with("40") => continue,
                _ => return parse(&text),
            };
            if !self.answers_pings {
                return Heard::Text(text);
            }
            // It may be closed already; then that is heard next.
            self.socket.say(pong).await;
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

    /// The honest `closing` before the end, and the code of the close frame where there is one.
    pub async fn closing(&mut self) -> (Value, Option<u16>) {
        let (heard, code) = self.until_closed().await;
        let closing = heard.iter().rev().find_map(|heard| match heard {
            Heard::Event(name, data) if name == "closing" => Some(data.clone()),
            _ => None,
        });
        (closing.expect("closing is told"), code)
    }

    /// The code it is closed with, after an honest `closing`.
    pub async fn closed(&mut self) -> (u16, bool) {
        let (closing, code) = self.closing().await;
        let code = code.expect("a close frame");
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
        return promised(parts[0].as_str().unwrap(), data);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(json) if json["type"] == "event" => {
            promised(json["event"].as_str().unwrap(), json["data"].clone())
        }
        Ok(_) | Err(_) => Heard::Text(text.to_owned()),
    }
}

/// An event as the contract promises it.
fn promised(name: &str, data: Value) -> Heard {
    crate::contract::check(name, &data);
    Heard::Event(name.to_owned(), data)
}

pub fn header(request: &mut Request<()>, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).unwrap();
    request.headers_mut().insert(name, value);
}

/// A plain socket that is live, and whose own system takes little before it is read.
pub async fn narrow(app: &App, user: UserId) -> Client {
    let narrow = TcpSocket::new_v4().unwrap();
    narrow.set_recv_buffer_size(4 * 1024).unwrap();
    let stream = narrow.connect(app.address).await.unwrap();
    let stream = MaybeTlsStream::Plain(stream);
    let (socket, _) = client_async(request(app, "/ws"), stream).await.unwrap();
    let mut client = Client::over(socket);
    let hello = json!({"type": "hello", "token": app.token(user)});
    client.send(hello).await;
    client.event("ready").await;
    client
}
