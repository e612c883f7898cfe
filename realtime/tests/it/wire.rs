//! How a client's text goes to and fro: WebSocket, long-polling, and the way from one to the other.

use std::collections::VecDeque;

use async_trait::async_trait;
use futures_util::stream::iter;
use futures_util::{SinkExt, StreamExt};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::app::App;
use crate::client::Socket;

/// All ways in which a session is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// The plain dialect.
    Plain,
    /// Socket.IO over a WebSocket from the start.
    Socket,
    /// Socket.IO over long-polling.
    Polling,
    /// Socket.IO over long-polling, and at once from there to a WebSocket.
    Upgrade,
}

impl Transport {
    pub const ALL: [Self; 4] = [Self::Plain, Self::Socket, Self::Polling, Self::Upgrade];
}

#[async_trait]
pub trait Wire: Send {
    /// Says something. It may be closed already; then that is heard next.
    async fn say(&mut self, text: &str);

    /// Says many things in one go.
    async fn say_all(&mut self, texts: &[String]) {
        for text in texts {
            self.say(text).await;
        }
    }

    /// Says what is no text.
    async fn say_raw(&mut self, raw: &Raw);

    /// The next text, or the end, with its code.
    async fn hear(&mut self) -> Result<String, Option<u16>>;
}

/// What is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    Binary,
    NotUtf8,
    /// A message that goes on and on; of WebSockets alone.
    Endless,
    /// Pings of the protocol below; of WebSockets alone.
    Pings(usize),
}

#[async_trait]
impl Wire for Box<dyn Wire> {
    async fn say(&mut self, text: &str) {
        (**self).say(text).await;
    }

    async fn say_all(&mut self, texts: &[String]) {
        (**self).say_all(texts).await;
    }

    async fn say_raw(&mut self, raw: &Raw) {
        (**self).say_raw(raw).await;
    }

    async fn hear(&mut self) -> Result<String, Option<u16>> {
        (**self).hear().await
    }
}

#[async_trait]
impl Wire for Socket {
    async fn say(&mut self, text: &str) {
        let _ = self.send(Message::text(text)).await;
    }

    async fn say_all(&mut self, texts: &[String]) {
        let messages: Vec<_> = texts.iter().map(|text| Ok(Message::text(text))).collect();
        // The server may have closed on the way.
        let _ = self.send_all(&mut iter(messages)).await;
    }

    async fn say_raw(&mut self, raw: &Raw) {
        let part = |kind| Message::Frame(Frame::message(vec![b'x'; 16 * 1024], kind, false));
        let text = OpCode::Data(Data::Text);
        let messages = match raw {
            Raw::Binary => vec![Message::binary(vec![1, 2, 3])],
            Raw::NotUtf8 => {
                let frame = Frame::message(vec![0xff, 0xfe], text, true);
                vec![Message::Frame(frame)]
            }
            Raw::Endless => {
                let rest = || part(OpCode::Data(Data::Continue));
                let rest = std::iter::repeat_with(rest).take(8);
                [part(text)].into_iter().chain(rest).collect()
            }
            Raw::Pings(count) => vec![Message::Ping(vec![].into()); *count],
        };
        // The server may have closed on the way.
        let _ = self.send_all(&mut iter(messages.into_iter().map(Ok))).await;
    }

    async fn hear(&mut self) -> Result<String, Option<u16>> {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map(|frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}

/// A polling client whose session is open.
pub struct Poller {
    http: reqwest::Client,
    origin: String,
    pub sid: String,
    polls: u64,
    heard: VecDeque<String>,
}

/// The packets of a payload.
fn packets(payload: &str) -> Vec<String> {
    payload.split('\u{1e}').map(str::to_owned).collect()
}

impl Poller {
    /// The opening packet comes with it.
    pub async fn open(app: &App) -> (Self, Value) {
        let http = reqwest::Client::new();
        let origin = format!("http://{}", app.address);
        let url = format!("{origin}/socket.io/?EIO=4&transport=polling&t=open");
        let answer = http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let mut heard = VecDeque::from(packets(&answer.text().await.unwrap()));
        let open = heard.pop_front().unwrap();
        let open: Value = serde_json::from_str(open.strip_prefix('0').unwrap()).unwrap();
        let poller = Self {
            http,
            origin,
            sid: open["sid"].as_str().unwrap().to_owned(),
            polls: 0,
            heard,
        };
        (poller, open)
    }

    /// The address of the session.
    pub fn url(&self, transport: &str) -> String {
        let (origin, sid) = (&self.origin, &self.sid);
        format!("{origin}/socket.io/?EIO=4&transport={transport}&sid={sid}")
    }

    /// The next poll, not yet sent.
    pub fn poll(&mut self) -> RequestBuilder {
        self.polls += 1;
        self.http
            .get(format!("{}&t={}", self.url("polling"), self.polls))
    }

    /// A post, not yet sent.
    pub fn post(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.http.post(self.url("polling")).body(body)
    }

    /// One poll.
    pub async fn fetch(&mut self) -> Result<Vec<String>, Option<u16>> {
        let answer = self.poll().send().await.map_err(|_| None)?;
        if answer.status() != StatusCode::OK {
            return Err(None);
        }
        assert_eq!(
            answer.headers()["content-type"],
            "text/plain; charset=UTF-8"
        );
        Ok(packets(&answer.text().await.map_err(|_| None)?))
    }

    /// Goes over to a WebSocket, the way stock clients do: probe, wait for the poll to come home,
    /// and only then say so.
    pub async fn upgrade(mut self) -> Upgraded {
        let url = self.url("websocket").replacen("http", "ws", 1);
        let (mut socket, _) = connect_async(url.into_client_request().unwrap())
            .await
            .unwrap();
        socket.say("2probe").await;
        let (answer, fetched) = tokio::join!(socket.hear(), self.fetch());
        assert_eq!(answer, Ok("3probe".to_owned()));
        self.heard.extend(fetched.unwrap());
        socket.say("5").await;
        Upgraded {
            heard: self.heard,
            socket,
        }
    }
}

#[async_trait]
impl Wire for Poller {
    async fn say(&mut self, text: &str) {
        if let Ok(answer) = self.post(text.to_owned()).send().await
            && answer.status() == StatusCode::OK
        {
            assert_eq!(answer.headers()["content-type"], "text/html");
            assert_eq!(answer.text().await.unwrap(), "ok");
        }
    }

    async fn say_all(&mut self, texts: &[String]) {
        let mut rest = texts;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = |text: &&String| {
                bytes += text.len() + 1;
                bytes < 60_000
            };
            let count = rest.iter().take_while(fits).count().max(1);
            let (payload, after) = rest.split_at(count);
            self.say(&payload.join("\u{1e}")).await;
            rest = after;
        }
    }

    async fn say_raw(&mut self, raw: &Raw) {
        let (body, kind) = match raw {
            Raw::Binary => (vec![1, 2, 3], "application/octet-stream"),
            Raw::NotUtf8 => (vec![0xff, 0xfe], "text/plain"),
            Raw::Endless | Raw::Pings(_) => panic!("{raw:?} is of WebSockets alone"),
        };
        let post = self.post(body).header("content-type", kind);
        post.send().await.unwrap();
    }

    async fn hear(&mut self) -> Result<String, Option<u16>> {
        loop {
            match self.heard.pop_front().as_deref() {
                Some("1") => return Err(None),
                Some("6") => {}
                Some(text) => return Ok(text.to_owned()),
                None => self.heard = self.fetch().await?.into(),
            }
        }
    }
}

/// A client that came by polling and is on a WebSocket now.
pub struct Upgraded {
    heard: VecDeque<String>,
    pub socket: Socket,
}

#[async_trait]
impl Wire for Upgraded {
    async fn say(&mut self, text: &str) {
        self.socket.say(text).await;
    }

    async fn say_all(&mut self, texts: &[String]) {
        self.socket.say_all(texts).await;
    }

    async fn say_raw(&mut self, raw: &Raw) {
        self.socket.say_raw(raw).await;
    }

    async fn hear(&mut self) -> Result<String, Option<u16>> {
        loop {
            match self.heard.pop_front().as_deref() {
                Some("6") => {}
                Some(text) => return Ok(text.to_owned()),
                None => return self.socket.hear().await,
            }
        }
    }
}
