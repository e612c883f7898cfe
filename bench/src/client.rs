//! One connection, kept alive: requests go one after the other. One that the server closed, because
//! nothing was asked for a while, is opened anew.

use anyhow::Context as _;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// A connection to the server.
pub(crate) struct Connection {
    host: String,
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    /// Connects to `host:port`.
    pub(crate) async fn open(host: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(host).await.context("connect")?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // It ends with the sender, or with the server's side; the next request tells.
        tokio::spawn(connection);
        Ok(Self {
            host: host.to_owned(),
            sender,
        })
    }

    /// Posts JSON, and reads the whole answer.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        token: &str,
        body: Bytes,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        self.request(Method::POST, path, token, body, None).await
    }

    /// Asks, with a reason where one must be given, and reads the whole answer.
    pub(crate) async fn get(
        &mut self,
        path: &str,
        token: &str,
        reason: Option<&str>,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        self.request(Method::GET, path, token, Bytes::new(), reason)
            .await
    }

    /// Asks for JSON that must be there.
    pub(crate) async fn value(
        &mut self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let body = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        let (status, answer) = self.request(method, path, token, body, None).await?;
        anyhow::ensure!(
            status.is_success(),
            "{path} was answered {status}: {}",
            String::from_utf8_lossy(&answer)
        );
        Ok(serde_json::from_slice(&answer)?)
    }

    async fn request(
        &mut self,
        method: Method,
        path: &str,
        token: &str,
        body: Bytes,
        reason: Option<&str>,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.host)
            .header(AUTHORIZATION, format!("Bearer {token}"));
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some(reason) = reason {
            request = request.header("Tidings-Reason", reason);
        }
        if self.sender.is_closed() {
            *self = Self::open(&self.host).await?;
        }
        self.sender.ready().await?;
        let answer = self
            .sender
            .send_request(request.body(Full::new(body))?)
            .await?;
        let status = answer.status();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }
}
