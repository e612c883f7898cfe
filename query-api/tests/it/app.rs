//! The queries of one process, over a database of its own.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use blobs::{Blobs, Files, Intake, Ledger, Links, NoScan, Upload, Variant};
use bytes::Bytes;
use chassis::caller::Recognition;
use chassis::config::{Secret, Settings};
use chassis::http::harden;
use chassis::identity::{DevelopmentKey, TokenRequest, Verifier};
use chassis::limits::Limits;
use chassis::shutdown::Shutdown;
use clap::Parser;
use domain::{Command, Metadata, Name, Private, Role, UserCommand, UserId};
use event_store::{LogReader, Submission, Writer, pool};
use harness::Database;
use http_body_util::BodyExt;
use query_api::QueryApi;
use serde_json::Value;
use tokio::sync::watch;
use tower::ServiceExt;

use crate::accounts::MemoryAccounts;
use crate::admin::others::Others;
use crate::contract;
use crate::tables::Tables;

/// Connections that the routes share.
pub const CONNECTIONS: u32 = 4;

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    settings: Settings,
}

/// Signs the tokens of all tests.
fn key() -> &'static DevelopmentKey {
    static KEY: OnceLock<DevelopmentKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let path =
            std::env::temp_dir().join(format!("tidings-query-api-{}.pem", std::process::id()));
        let key = DevelopmentKey::load_or_make(&path).unwrap();
        let _ = std::fs::remove_file(path);
        key
    })
}

#[derive(Clone)]
pub struct App {
    router: Router,
    pub tables: Tables,
    pub accounts: Arc<MemoryAccounts>,
    pub reader: LogReader,
    pub shutdown: Shutdown,
    uploads: Files,
    links: Links,
}

/// Somebody who asks.
#[derive(Clone, Copy, Debug)]
pub enum As<'a> {
    User(UserId, Role),
    Cookie(&'a str),
    Nobody,
}

/// A client person who asks.
pub const fn client(user: UserId) -> As<'static> {
    As::User(user, Role::Client)
}

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Value,
    pub bytes: Bytes,
}

impl App {
    pub async fn start() -> Self {
        Self::with(&["--rate-limits", "off"], None).await
    }

    /// `projected`: as if the projector ran in this process.
    pub async fn with(arguments: &[&str], projected: Option<watch::Receiver<u64>>) -> Self {
        let database = harness::database().await;
        Self::over(&database, arguments, projected, Others::default()).await
    }

    /// Over a database that others write to as well.
    pub async fn over(
        database: &Database,
        arguments: &[&str],
        projected: Option<watch::Receiver<u64>>,
        others: Others,
    ) -> Self {
        let query = pool(&database.url, event_store::Role::Query, CONNECTIONS)
            .await
            .unwrap();
        let reader = LogReader::open(query).await.unwrap();
        let tables = Tables::open(&database.url, reader.log()).await;
        let tables_pool = tables.pool.clone();
        let arguments = std::iter::once("tidings").chain(arguments.iter().copied());
        let settings = Flags::try_parse_from(arguments)
            .unwrap()
            .settings
            .check()
            .unwrap();
        let accounts: Arc<MemoryAccounts> = Arc::default();
        let verifier = Verifier::of_development_key(key(), "tidings", "tidings");
        let shutdown = Shutdown::new();
        let folder = std::env::temp_dir().join(format!("tidings-files-{}", uuid::Uuid::new_v4()));
        let url = format!("file:{}", folder.display());
        let blobs = Blobs::open(&url, &folder, []).await.unwrap();
        let secret = Secret::of_bytes(vec![7; 32]).unwrap();
        let api = QueryApi {
            reader: reader.clone(),
            recognition: Recognition::new(verifier, accounts.clone(), &settings.cookie_name()),
            limits: Limits::new(settings.has_rate_limits()),
            settings: settings.clone(),
            secret: secret.clone(),
            files: Files::new(blobs.clone(), Ledger::new(reader.pool().clone())),
            accounts: accounts.clone(),
            presence: others.presence,
            trace: others.trace,
            witness: others.witness,
            projected,
            shutdown: shutdown.clone(),
            document: serde_json::to_value(query_api::openapi()).unwrap(),
        };
        let router = harden(query_api::router(api), &settings);
        Self {
            router,
            tables,
            accounts,
            reader,
            shutdown,
            uploads: Files::new(blobs, Ledger::new(tables_pool)),
            links: Links::new(secret.links_key()),
        }
    }

    /// Files and their rows.
    pub const fn uploads(&self) -> &Files {
        &self.uploads
    }

    /// A file that somebody uploaded, in no message yet.
    pub async fn upload(&self, owner: UserId, name: &str, content: &[u8]) -> Upload {
        let intake = Intake::new(self.uploads.blobs().drafts().clone(), Arc::new(NoScan));
        let content = Bytes::copy_from_slice(content);
        let bytes = futures_util::stream::iter([Ok::<_, std::io::Error>(content)]);
        let arrival = intake.take(name, bytes).await.unwrap();
        let mut kept = self.uploads.keep(owner, vec![arrival]).await.unwrap();
        kept.remove(0)
    }

    /// The secret part of a link to a file, made so many milliseconds ago.
    pub fn link(&self, file: &Upload, variant: Variant, ago: i64) -> String {
        let now: domain::Timestamp = time::OffsetDateTime::now_utc().into();
        let then = domain::Timestamp::from_millis(now.millis() - ago);
        self.links.make(file.id, variant, then).signature
    }

    /// One request; its answer is held against the contract.
    pub async fn get(&self, who: As<'_>, path: &str) -> Reply {
        self.get_with(who, path, &[]).await
    }

    pub async fn get_with(&self, who: As<'_>, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder()
            .uri(path)
            .header("host", "127.0.0.1:8080");
        match who {
            As::User(user, role) => {
                request = request.header("authorization", format!("Bearer {}", token(user, role)));
            }
            As::Cookie(cookie) => {
                request = request.header("cookie", format!("tidings-8080={cookie}"))
            }
            As::Nobody => {}
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let (parts, body) = self
            .router
            .clone()
            .oneshot(request)
            .await
            .unwrap()
            .into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        let reply = Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text,
            json,
            bytes,
        };
        let is_bytes = path.contains("/messaging/files/") && reply.status < 400;
        if !path.starts_with("/api/docs") && !is_bytes {
            contract::check("get", path.split('?').next().unwrap(), &reply);
        }
        reply
    }

    /// Makes somebody known to the log, which the tables do not follow here.
    pub async fn register(&self, user: UserId, name: &str, email: Option<&str>) {
        let writer = Writer::start(self.tables.pool.clone(), false)
            .await
            .unwrap();
        let private = |text: &str| Private::new(Name::parse(text).unwrap(), harness::salt());
        let register = UserCommand::RegisterUser {
            role: Role::Client,
            name: Some(private(name)),
            email: email.map(private),
        };
        let submission = Submission {
            by: user,
            command: Command::User(user, register),
            key: None,
            metadata: Metadata::new(),
        };
        writer.submit(submission).await.unwrap();
    }

    /// One request that must be answered 200.
    pub async fn ok(&self, who: As<'_>, path: &str) -> Value {
        let reply = self.get(who, path).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        reply.json
    }
}

pub fn token(user: UserId, role: Role) -> String {
    let ttl = Duration::from_secs(3_600);
    let request = TokenRequest {
        sub: user.to_string(),
        role,
        name: None,
        email: None,
        ttl,
    };
    key().mint(&request, "tidings", "tidings").unwrap()
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Status, code, and which parameter is wrong ("" where none is named).
    pub fn problem(&self) -> (u16, &str, &str) {
        let parameter = self.json["errors"][0]["parameter"]
            .as_str()
            .unwrap_or_default();
        (
            self.status,
            self.json["code"].as_str().unwrap_or("no problem"),
            parameter,
        )
    }

    /// The whole answer without what differs with every request.
    pub fn words(&self) -> String {
        let mut json = self.json.clone();
        if let Some(members) = json.as_object_mut() {
            members.remove("requestId");
        }
        let mut headers = self.headers.clone();
        headers.remove("tidings-request-id");
        format!("{} {headers:?} {json}", self.status)
    }
}

/// One member of every item of an answer.
pub fn pluck(answer: &Value, member: &str) -> Vec<Value> {
    answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item[member].clone())
        .collect()
}

pub const NOT_FOUND: (u16, &str, &str) = (404, "not-found", "");

/// A problem with a query parameter.
pub const fn invalid(parameter: &str) -> (u16, &str, &str) {
    (400, "invalid-parameter", parameter)
}
