//! The commands of one process, over a database of its own.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use chassis::caller::Recognition;
use chassis::config::{Secret, Settings};
use chassis::http::harden;
use chassis::identity::{DevelopmentKey, TokenRequest, Verifier};
use chassis::limits::Limits;
use clap::Parser;
use command_api::{CommandApi, Exports, SessionTerms};
use domain::{ConversationId, RecordedEvent, Role, StreamId, UserId};
use event_store::{LogReader, Writer, pool};
use harness::People;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::accounts::{MemoryAccounts, shared};
use crate::contract;
use crate::desk::Desk;

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
            std::env::temp_dir().join(format!("tidings-command-api-{}.pem", std::process::id()));
        let key = DevelopmentKey::load_or_make(&path).unwrap();
        let _ = std::fs::remove_file(path);
        key
    })
}

pub struct App {
    router: Router,
    pub people: People,
    pub accounts: Arc<MemoryAccounts>,
    pub writer: Writer,
    pub reader: LogReader,
    pub desk: Desk,
}

/// Somebody who asks.
#[derive(Clone, Copy)]
pub enum As<'a> {
    User(UserId, Role),
    Cookie(&'a str),
    Nobody,
}

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Value,
}

impl App {
    pub async fn start() -> Self {
        Self::with(&["--rate-limits", "off"]).await
    }

    pub async fn with(arguments: &[&str]) -> Self {
        let database = harness::database().await;
        let append = pool(&database.url, event_store::Role::Append, 4)
            .await
            .unwrap();
        let query = pool(&database.url, event_store::Role::Query, 4)
            .await
            .unwrap();
        let writer = Writer::start(append.clone(), true).await.unwrap();
        let reader = LogReader::open(query).await.unwrap();
        let people = People::settle(&writer).await;
        let folder = Desk::folder();
        std::fs::create_dir(&folder).unwrap();
        let data = ["tidings", "--data", folder.to_str().unwrap()];
        let arguments = data.iter().chain(arguments).copied();
        let settings = Flags::try_parse_from(arguments)
            .unwrap()
            .settings
            .check()
            .unwrap();
        let accounts = shared();
        let desk = Desk::open(folder.clone(), &settings, append.clone()).await;
        let verifier = Verifier::of_development_key(key(), "tidings", "tidings");
        let api = CommandApi {
            writer: writer.clone(),
            reader: reader.clone(),
            recognition: Recognition::new(verifier, accounts.clone(), &settings.cookie_name()),
            limits: Limits::new(settings.has_rate_limits()),
            settings: settings.clone(),
            secret: Secret::of_bytes(vec![7; 32]).unwrap(),
            sessions: accounts.clone(),
            identities: accounts.clone(),
            files: desk.uploads(),
            exports: Exports::new(append),
            session_terms: SessionTerms {
                limits: json!({"bodyChars": 10_000}),
                file_types: vec!["image/png".to_owned()],
            },
        };
        let router = harden(command_api::router(api), &settings);
        Self {
            router,
            people,
            accounts,
            writer,
            reader,
            desk,
        }
    }

    pub fn client(&self) -> As<'static> {
        As::User(self.people.client, Role::Client)
    }

    pub fn team(&self) -> As<'static> {
        As::User(self.people.team, Role::Team)
    }

    pub fn admin(&self) -> As<'static> {
        As::User(self.people.admin, Role::Admin)
    }

    /// An auditor, new in the directory.
    pub async fn auditor(&self) -> As<'static> {
        As::User(self.newcomer(Role::Auditor).await, Role::Auditor)
    }

    pub fn outsider(&self) -> As<'static> {
        As::User(self.people.outsider, Role::Client)
    }

    /// Somebody new in the directory.
    pub async fn newcomer(&self, role: Role) -> UserId {
        let user = UserId::new(uuid::Uuid::now_v7());
        self.people.register(user, role, "Nora").await;
        user
    }

    /// One request with a JSON body.
    pub async fn post(&self, who: As<'_>, path: &str, body: &Value) -> Reply {
        self.ask(who, "POST", path, &[], Some(&body.to_string()))
            .await
    }

    pub async fn post_with_key(&self, who: As<'_>, key: &str, path: &str, body: &Value) -> Reply {
        self.ask(
            who,
            "POST",
            path,
            &[("idempotency-key", key)],
            Some(&body.to_string()),
        )
        .await
    }

    /// One request with a JSON body, on this version.
    pub async fn patch(
        &self,
        who: As<'_>,
        path: &str,
        if_match: Option<&str>,
        body: &Value,
    ) -> Reply {
        let headers: Vec<_> = if_match
            .iter()
            .map(|version| ("if-match", *version))
            .collect();
        self.ask(who, "PATCH", path, &headers, Some(&body.to_string()))
            .await
    }

    pub async fn put(&self, who: As<'_>, path: &str, body: &Value) -> Reply {
        self.ask(who, "PUT", path, &[], Some(&body.to_string()))
            .await
    }

    /// One request without a body, for this reason.
    pub async fn why(&self, who: As<'_>, path: &str, reason: &str) -> Reply {
        self.ask(who, "POST", path, &[("tidings-reason", reason)], None)
            .await
    }

    pub async fn delete(&self, who: As<'_>, path: &str) -> Reply {
        self.ask(who, "DELETE", path, &[], None).await
    }

    /// One request; its answer is held against the contract.
    pub async fn ask(
        &self,
        who: As<'_>,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Reply {
        let mut headers = headers.to_vec();
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            headers.push(("content-type", "application/json"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_owned()));
        self.send(who, method, path, &headers, body).await
    }

    /// One request with any body.
    pub async fn send(
        &self,
        who: As<'_>,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8080");
        match who {
            As::User(user, role) => {
                request = request.header("authorization", format!("Bearer {}", token(user, role)))
            }
            As::Cookie(cookie) => {
                request = request
                    .header("cookie", format!("tidings-8080={cookie}"))
                    .header("origin", "http://127.0.0.1:8080");
            }
            As::Nobody => {}
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        let (parts, body) = self
            .router
            .clone()
            .oneshot(request)
            .await
            .unwrap()
            .into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        let reply = Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text,
            json,
        };
        contract::check(method, path, &reply);
        reply
    }

    /// Everything in a stream.
    pub async fn stream(&self, stream: StreamId) -> Vec<RecordedEvent> {
        self.reader.stream(stream, 0, 1_000).await.unwrap()
    }

    pub async fn conversation(&self, id: ConversationId) -> Vec<RecordedEvent> {
        self.stream(StreamId::Conversation(id)).await
    }
}

pub fn token(user: UserId, role: Role) -> String {
    let request = TokenRequest {
        sub: user.to_string(),
        role,
        name: None,
        email: None,
        ttl: Duration::from_secs(3_600),
    };
    key().mint(&request, "tidings", "tidings").unwrap()
}

pub fn messages(conversation: ConversationId) -> String {
    format!("/api/messaging/conversations/{conversation}/messages")
}

pub fn message(conversation: ConversationId, id: impl std::fmt::Display) -> String {
    format!("{}/{id}", messages(conversation))
}

impl Reply {
    /// The id of the message it shows.
    pub fn message_id(&self) -> domain::MessageId {
        self.json["message"]["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn is_replayed(&self) -> bool {
        self.header("idempotency-replayed") == Some("true")
    }

    /// Status, code, and where the first thing is wrong ("" where no place is named).
    pub fn problem(&self) -> (u16, &str, &str) {
        let pointer = self.json["errors"][0]["pointer"]
            .as_str()
            .unwrap_or_default();
        (
            self.status,
            self.json["code"].as_str().unwrap_or("no problem"),
            pointer,
        )
    }

    /// The body without what differs with every request.
    pub fn words(&self) -> Value {
        let mut json = self.json.clone();
        if let Some(members) = json.as_object_mut() {
            members.remove("requestId");
        }
        json
    }
}

/// Status, code, and where the first thing is wrong.
pub type Expected = (u16, &'static str, &'static str);

pub const NOT_FOUND: Expected = (404, "not-found", "");

/// A problem with a field of the body.
pub const fn invalid(pointer: &str) -> (u16, &str, &str) {
    (422, "validation-failed", pointer)
}
