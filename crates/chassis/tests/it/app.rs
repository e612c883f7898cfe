//! The application under test, and a client that writes bytes.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::FromRef;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::routing::{get, post};
use axum::{Json as Answer, Router};
use chassis::caller::{AuthError, Authenticate, Caller, Recognition, Via};
use chassis::config::{Checked, Settings};
use chassis::extract::{IdempotencyKey, IfMatch, Json, Path, Query, Reason};
use chassis::http::{harden, serve};
use chassis::identity::{Claims, DevelopmentKey, TokenRequest, Verifier};
use chassis::limits::{Limits, limit};
use chassis::problem::Problem;
use chassis::shutdown::Shutdown;
use clap::Parser;
use domain::{Role, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

pub const COOKIE: &str = "a-good-cookie";
pub const DISABLED: &str = "disabled";

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    settings: Settings,
}

/// Settings as the command line gives them.
pub fn settings(arguments: &[&str]) -> Settings {
    let arguments = std::iter::once("tidings").chain(arguments.iter().copied());
    Flags::try_parse_from(arguments).unwrap().settings
}

/// A folder of its own, removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path =
            std::env::temp_dir().join(format!("tidings-chassis-{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub struct App {
    pub address: SocketAddr,
    pub key: DevelopmentKey,
    pub shutdown: Shutdown,
    _folder: Folder,
}

#[derive(Clone)]
struct State {
    recognition: Recognition,
}

impl FromRef<State> for Recognition {
    fn from_ref(state: &State) -> Self {
        state.recognition.clone()
    }
}

struct People;

/// The person of a subject: the same one each time.
pub fn person(sub: &str) -> UserId {
    UserId::new(Uuid::new_v5(&Uuid::NAMESPACE_OID, sub.as_bytes()))
}

#[async_trait]
impl Authenticate for People {
    async fn bearer(&self, claims: Claims) -> Result<Caller, AuthError> {
        if claims.sub == DISABLED {
            return Err(AuthError::Disabled);
        }
        Ok(Caller {
            user_id: person(&claims.sub),
            role: claims.role,
            via: Via::Bearer { exp: claims.exp },
        })
    }

    async fn session(&self, cookie: &str) -> Result<Caller, AuthError> {
        if cookie != COOKIE {
            return Err(AuthError::Unauthenticated);
        }
        let via = Via::Session {
            id: "1".to_owned(),
            expires_at: Timestamp::from_millis(0),
        };
        Ok(Caller {
            user_id: person("cookie"),
            role: Role::Client,
            via,
        })
    }
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Note {
    pub body: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub file_ids: Vec<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Box<Note>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u32>,
}

#[derive(Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Page {
    pub limit: Option<u8>,
    pub q: Option<String>,
    pub project_id: Option<UserId>,
    pub is_open: Option<bool>,
    pub sort: Option<Sort>,
}

#[derive(Debug, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum Sort {
    CreatedAt,
    LastActivityAt,
}

async fn me(caller: Caller) -> Answer<Value> {
    Answer(json!({"userId": caller.user_id, "role": caller.role}))
}

async fn echo(Json(note): Json<Note>) -> Answer<Note> {
    Answer(note)
}

async fn page(Query(page): Query<Page>) -> Answer<Page> {
    Answer(page)
}

async fn headers(if_match: IfMatch, key: IdempotencyKey, reason: Reason) -> Answer<Value> {
    Answer(json!({"ifMatch": if_match.0, "key": key.0, "reason": reason.0}))
}

async fn length(body: axum::body::Bytes) -> Result<String, Problem> {
    Ok(body.len().to_string())
}

#[allow(clippy::unused_async)]
async fn break_down() -> String {
    panic!("a secret in a panic")
}

async fn repeat(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if socket.send(message).await.is_err() {
            return;
        }
    }
}

impl App {
    pub async fn start() -> Self {
        Self::with(&["--rate-limits", "off"]).await
    }

    pub async fn with(arguments: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let folder = Folder::new();
        let key = DevelopmentKey::load_or_make(&folder.0.join("key.pem")).unwrap();
        let listen = address.to_string();
        let all: Vec<&str> = ["--listen", &listen]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        let settings = settings(&all).check().unwrap();
        let router = router(
            &settings,
            Verifier::of_development_key(&key, "tidings", "tidings"),
        );
        let shutdown = Shutdown::new();
        shutdown.spawn("http", serve(listener, router, shutdown.clone()));
        Self {
            address,
            key,
            shutdown,
            _folder: folder,
        }
    }

    pub fn token(&self, sub: &str, role: Role) -> String {
        let request = TokenRequest {
            sub: sub.to_owned(),
            role,
            name: None,
            email: None,
            ttl: std::time::Duration::from_secs(3_600),
        };
        self.key.mint(&request, "tidings", "tidings").unwrap()
    }

    pub fn cookie(&self) -> String {
        format!("Cookie: tidings-{}={COOKIE}", self.address.port())
    }

    /// Sends bytes, and reads until the other side closes.
    pub async fn raw(&self, bytes: &[u8]) -> Reply {
        Reply::parse(&self.raw_text(bytes).await)
    }

    pub async fn raw_text(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let (mut reading, mut writing) = stream.split();
        let mut answer = Vec::new();
        let write = async {
            // The server may have answered and closed before all is written.
            let _ = writing.write_all(bytes).await;
        };
        let read = async {
            let _ = reading.read_to_end(&mut answer).await;
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), async {
            tokio::join!(write, read)
        })
        .await
        .expect("an answer, and the connection closed");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// One request on a connection of its own; the host and the end are filled in.
    pub async fn ask(&self, request_line: &str, headers: &[&str], body: &str) -> Reply {
        let mut text = format!(
            "{request_line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
            self.address
        );
        for header in headers {
            text += header;
            text += "\r\n";
        }
        if !body.is_empty() {
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        self.raw(format!("{text}\r\n{body}").as_bytes()).await
    }

    pub async fn post_json(&self, body: &str) -> Reply {
        self.ask("POST /api/echo", &["Content-Type: application/json"], body)
            .await
    }

    pub async fn me(&self, token: &str) -> Reply {
        self.ask(
            "GET /api/me",
            &[&format!("Authorization: Bearer {token}")],
            "",
        )
        .await
    }
}

fn router(settings: &Checked, verifier: Verifier) -> Router {
    let recognition = Recognition::new(verifier, Arc::new(People), &settings.cookie_name());
    let state = State {
        recognition: recognition.clone(),
    };
    let router = Router::new()
        .route("/api/me", get(me).post(me))
        .route("/api/echo", post(echo))
        .route("/api/page", get(page))
        .route("/api/headers", post(headers))
        .route("/api/length", post(length))
        .route(
            "/api/people/{id}",
            get(|Path(id): Path<UserId>| async move { id.to_string() }),
        )
        .route("/api/bug", get(break_down))
        .route(
            "/api/own",
            get(|| async {
                (
                    [
                        ("content-security-policy", "sandbox"),
                        ("cache-control", "private"),
                    ],
                    "x",
                )
            }),
        )
        .route(
            "/ws",
            get(|upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(repeat) }),
        )
        .route("/page", get(|| async { "page" }))
        .with_state(state);
    harden(
        limit(
            router,
            Limits::new(settings.has_rate_limits()),
            recognition,
            settings.trusted_proxies(),
        ),
        settings,
    )
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        Self {
            status,
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// Status and code; the form of a problem is checked on the way.
    pub fn problem(&self) -> (u16, String) {
        let json = self.json();
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        assert_eq!(json["status"], self.status, "{self:?}");
        for member in ["type", "title", "detail", "code", "requestId"] {
            assert!(json[member].is_string(), "{member} is missing: {self:?}");
        }
        assert_eq!(
            json["requestId"].as_str(),
            self.header("tidings-request-id"),
            "{self:?}"
        );
        (self.status, json["code"].as_str().unwrap().to_owned())
    }

    /// The first thing that is wrong: where, and what.
    pub fn first_error(&self, place: &str) -> String {
        self.json()["errors"][0][place]
            .as_str()
            .unwrap_or_else(|| panic!("no {place}: {self:?}"))
            .to_owned()
    }
}

pub fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
