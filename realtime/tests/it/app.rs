//! The service on loopback, as the binary composes it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chassis::caller::{AuthError, Authenticate, Caller, Recognition, Via};
use chassis::config::{Checked, Settings};
use chassis::http::{harden, serve};
use chassis::identity::{Claims, DevelopmentKey, TokenRequest, Verifier};
use chassis::limits::Limits;
use chassis::operator::Readiness;
use chassis::shutdown::Shutdown;
use clap::Parser;
use domain::{ConversationId, Reason, Role, Timestamp, UserId};
use event_bus::Hints;
use presence::{Presence, RedisPresence};
use realtime::{
    Doorkeeper, History, NotRecorded, Pace, Parts, RING_BYTES_MAX, Realtime, Recorder, Room, router,
};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::log::FakeLog;

/// What everything in these tests happens within, or the test fails.
pub const SOON: Duration = Duration::from_secs(20);

/// An allowed page.
pub const ORIGIN: &str = "http://127.0.0.1:8080";
pub const COOKIE_NAME: &str = "tidings-8080";

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    settings: Settings,
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub struct App {
    pub address: SocketAddr,
    pub realtime: Realtime,
    pub shutdown: Shutdown,
    pub readiness: Readiness,
    key: DevelopmentKey,
    folder: Arc<Folder>,
}

impl Home {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("tidings-realtime-{}", Uuid::new_v4()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(
            SocketAddr::from(([127, 0, 0, 1], 0)),
            Arc::new(Folder(folder)),
        )
    }
}

/// Subjects and cookies are user ids here.
struct Accounts;

fn person(text: &str) -> Result<UserId, AuthError> {
    text.parse().map_err(|_| AuthError::Unauthenticated)
}

#[async_trait]
impl Authenticate for Accounts {
    async fn bearer(&self, claims: Claims) -> Result<Caller, AuthError> {
        if claims.sub == "disabled" {
            return Err(AuthError::Disabled);
        }
        Ok(Caller {
            user_id: person(&claims.sub)?,
            role: claims.role,
            via: Via::Bearer { exp: claims.exp },
        })
    }

    async fn session(&self, cookie: &str) -> Result<Caller, AuthError> {
        let in_an_hour = std::time::SystemTime::now() + Duration::from_secs(3_600);
        let since = in_an_hour.duration_since(std::time::UNIX_EPOCH).unwrap();
        Ok(Caller {
            user_id: person(cookie)?,
            role: Role::Client,
            via: Via::Session {
                id: format!("session of {cookie}"),
                expires_at: Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap()),
            },
        })
    }
}

/// Writes nothing down, so that nobody sees anything.
struct NoRecorder;

#[async_trait]
impl Recorder for NoRecorder {
    async fn record_watch(
        &self,
        _: UserId,
        _: ConversationId,
        _: Reason,
    ) -> Result<(), NotRecorded> {
        Err(NotRecorded::Unavailable)
    }
}

/// Remembers whose rights changed, and whether they may come in.
#[derive(Default)]
pub struct Rights(Mutex<Vec<(UserId, bool)>>);

impl Rights {
    pub fn changed(&self) -> Vec<(UserId, bool)> {
        self.0.lock().unwrap().clone()
    }
}

impl Doorkeeper for Rights {
    fn rights_changed(&self, user: UserId, may_come_in: bool) {
        self.0.lock().unwrap().push((user, may_come_in));
    }
}

/// What a test wants to be otherwise.
pub struct Wishes {
    pub recorder: Arc<dyn Recorder>,
    pub rights: Arc<Rights>,
    pub pace: Pace,
    pub ring_bytes_max: usize,
    pub limits: Limits,
    pub presence: Arc<dyn Presence>,
    pub room: Room,
    pub home: Option<Home>,
}

/// Where an app was before, and its key.
pub struct Home(SocketAddr, Arc<Folder>);

impl Default for Wishes {
    fn default() -> Self {
        Self {
            recorder: Arc::new(NoRecorder),
            rights: Arc::default(),
            pace: Pace::default(),
            ring_bytes_max: RING_BYTES_MAX,
            limits: Limits::new(false),
            presence: away(),
            room: Room {
                sockets_max: 1_000,
                handshakes_per_second: None,
            },
            home: None,
        }
    }
}

/// Presence whose Redis is away: nobody knows who is here, and nobody is told.
fn away() -> Arc<dyn Presence> {
    let pace = presence::Pace::default();
    let presence = RedisPresence::new("redis://127.0.0.1:1", "log", "node-1", pace);
    Arc::new(presence.unwrap())
}

impl App {
    pub async fn over(log: &Arc<FakeLog>) -> Self {
        Self::with(log, Wishes::default()).await
    }

    pub async fn with(log: &Arc<FakeLog>, wishes: Wishes) -> Self {
        let app = Self::on(log.clone(), log.hints(), wishes).await;
        let position = log.len();
        eventually("the hub is where the log is", || {
            app.realtime.position() == Some(position)
        })
        .await;
        app
    }

    /// The same one, once it was stopped.
    pub async fn again(log: &Arc<FakeLog>, stopped: Self) -> Self {
        let wishes = Wishes {
            home: Some(Home(stopped.address, stopped.folder.clone())),
            ..Wishes::default()
        };
        Self::with(log, wishes).await
    }

    pub async fn on(history: Arc<dyn History>, hints: Hints, wishes: Wishes) -> Self {
        let Home(address, folder) = wishes.home.unwrap_or_else(Home::new);
        let settings = settings();
        let key = DevelopmentKey::load_or_make(&folder.0.join("key.pem")).unwrap();
        let verifier = Verifier::of_development_key(&key, "tidings", "tidings");
        let shutdown = Shutdown::new();
        let realtime = Realtime::new(Parts {
            history,
            recognition: Recognition::new(verifier, Arc::new(Accounts), COOKIE_NAME),
            settings: settings.clone(),
            recorder: wishes.recorder,
            doorkeeper: wishes.rights,
            limits: wishes.limits,
            presence: wishes.presence,
            room: wishes.room,
            shutdown: shutdown.clone(),
            pace: wishes.pace,
            ring_bytes_max: wishes.ring_bytes_max,
        });
        let readiness = Readiness::new();
        shutdown.spawn_vital("hub", realtime.clone().run(hints, readiness.clone()));
        eventually("the hub is ready", || {
            readiness.is_ready() && realtime.position().is_some()
        })
        .await;
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = harden(router(realtime.clone()), &settings);
        shutdown.spawn("http", serve(listener, routes, shutdown.clone()));
        Self {
            address,
            realtime,
            shutdown,
            readiness,
            key,
            folder,
        }
    }

    pub fn token(&self, user: UserId) -> String {
        self.token_of(&user.to_string(), Role::Client, Duration::from_secs(3_600))
    }

    pub fn token_of(&self, subject: &str, role: Role, ttl: Duration) -> String {
        let request = TokenRequest {
            sub: subject.to_owned(),
            role,
            name: None,
            email: None,
            ttl,
        };
        self.key.mint(&request, "tidings", "tidings").unwrap()
    }

    /// A token that ended some time ago.
    pub fn expired_token(&self, user: UserId, since: Duration) -> String {
        let key = chassis::identity::ed25519_key(&self.folder.0.join("key.pem")).unwrap();
        let end = std::time::SystemTime::now() - since;
        let claims = serde_json::json!({
            "sub": user,
            "role": "client",
            "iss": "tidings",
            "aud": "tidings",
            "exp": end.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs(),
        });
        let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::EdDSA);
        jsonwebtoken::encode(
            &header,
            &claims,
            &jsonwebtoken::EncodingKey::from_ed_der(&key),
        )
        .unwrap()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.shutdown.begin();
    }
}

fn settings() -> Checked {
    let flags = ["tidings", "--node", "node-1"];
    Flags::try_parse_from(flags)
        .unwrap()
        .settings
        .check()
        .unwrap()
}

pub async fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let deadline = tokio::time::Instant::now() + SOON;
    while !is_so() {
        assert!(
            tokio::time::Instant::now() < deadline,
            "not in time: {what}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
