//! Joining the services of a process: one writer, one reader, one idea of who is asking.

use std::sync::Arc;
use std::time::Duration;

use accounts::Accounts;
use axum::Router;
use chassis::caller::Recognition;
use chassis::config::Checked;
use chassis::descriptors;
use chassis::limits::Limits;
use chassis::operator::Readiness;
use chassis::shutdown::Shutdown;
use command_api::{CommandApi, Exports, SessionTerms};
use event_store::{LogReader, Role, Writer};
use projector::{Checkpointer, Eraser, Exporter, Leaver, Projector, Relay};
use query_api::QueryApi;
use realtime::{Pace, PostgresHistory, RING_BYTES_MAX, Realtime, Room};

use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::Roles;
use super::belongings::{ERASURES, Kept};
use super::bus::Bus;
use super::document::{asyncapi_router, openapi_value};
use super::overseen::{Keeper, Looks};
use crate::database::Database;
use crate::demo::{self, Stage};
use crate::exported::Exported;
use crate::files::Uploads;
use crate::here::Here;
use crate::keys::{CHECKPOINTS, signing_key, verifier};
use crate::people::{People, TOMBSTONES};
use crate::seen::Seen;
use crate::trouble::Trouble;
use crate::witness::DataFolder;

/// Connections of each pool. The sum stays below the private Postgres' limit of 100.
const APPEND_CONNECTIONS: u32 = 8;
const QUERY_CONNECTIONS: u32 = 24;
const FOLLOW_CONNECTIONS: u32 = 4;
const PROJECT_CONNECTIONS: u32 = 4;
const SIGN_CONNECTIONS: u32 = 1;
const ERASE_CONNECTIONS: u32 = 2;
const LEAVE_CONNECTIONS: u32 = 1;
const EXPORT_CONNECTIONS: u32 = 2;
const RELAY_CONNECTIONS: u32 = 1;

/// How often ended sessions and idle counters are swept.
const SWEEP: Duration = Duration::from_secs(60);

/// A composed process.
pub struct Process {
    /// The public routes of its roles.
    pub router: Router,
    /// Closed last.
    pub writer: Writer,
}

/// Builds the services of the roles and starts what works by itself.
pub async fn compose(
    settings: &Checked,
    roles: Roles,
    database: &Database,
    readiness: &Readiness,
    shutdown: &Shutdown,
) -> Result<Process, Trouble> {
    let given = settings.settings();
    // Its data folder's lock says that nobody else writes to a private database.
    let is_sole = database.private.is_some();
    let append = event_store::pool(&database.url, Role::Append, APPEND_CONNECTIONS).await?;
    let writer = Writer::start(append.clone(), is_sole).await?;
    let query = event_store::pool(&database.url, Role::Query, QUERY_CONNECTIONS).await?;
    let reader = LogReader::open(query).await?;
    // Followers have connections of their own: a flood of requests must not hold up the log.
    let follow = event_store::pool(&database.url, Role::Query, FOLLOW_CONNECTIONS).await?;
    let follower = LogReader::open(follow).await?;
    let written = (&writer, &append, is_sole);
    let bus = Bus::join(settings, roles, written, &follower, shutdown).await?;

    let secret = settings.secret()?;
    let accounts = Accounts::new(append.clone()).with_tombstone_key(secret.key(TOMBSTONES));
    let uploads = Arc::new(Uploads::open(settings, append.clone()).await?);
    if settings.is_demo() && roles.command_api {
        let stage = Stage {
            writer: &writer,
            reader: &reader,
            accounts: &accounts,
            issuer: &given.jwt_issuer,
            intake: uploads.intake(),
            files: uploads.files(),
        };
        demo::settle(&stage)
            .await
            .map_err(|error| Trouble::Other(error.to_string()))?;
    }
    let people = Arc::new(People::new(
        accounts.clone(),
        writer.clone(),
        reader.clone(),
        &given.jwt_issuer,
        given.roles_from_token,
    ));
    let verifier = verifier(settings)?;
    shutdown.spawn("keys", verifier.clone().follow(shutdown.token()));
    let recognition = Recognition::new(verifier, people.clone(), &settings.cookie_name());
    let limits = Limits::new(settings.has_rate_limits());
    sweep(shutdown, accounts.clone(), limits.clone());
    let clock = super::clock::watch(
        append.clone(),
        readiness.register("clock"),
        shutdown.token(),
    );
    shutdown.spawn("clock", clock);
    let seen = Seen::of(settings.data()).keep(database.log, writer.head(), shutdown.token());
    shutdown.spawn("seen", seen);

    let here = Arc::new(Here::open(settings, roles, database.log, shutdown)?);

    let mut router = Router::new();
    if roles.projector {
        let pool = event_store::pool(&database.url, Role::Project, PROJECT_CONNECTIONS).await?;
        let gate = readiness.register("projector");
        let projector = Projector::new(pool, follower.clone(), bus.hints());
        shutdown.spawn("projector", projector.run(gate, shutdown.token()));
        let pool = event_store::pool(&database.url, Role::Project, LEAVE_CONNECTIONS).await?;
        let gate = readiness.register("leaver");
        let leaver = Leaver::new(pool, follower.clone(), bus.hints(), writer.clone());
        shutdown.spawn("leaver", leaver.run(gate, shutdown.token()));
        let pool = event_store::pool(&database.url, Role::Project, SIGN_CONNECTIONS).await?;
        let file = settings.data().join(CHECKPOINTS);
        let checkpointer = Checkpointer::new(pool, follower.clone(), signing_key(settings)?, file);
        let gate = readiness.register("checkpointer");
        shutdown.spawn("checkpointer", checkpointer.run(gate, shutdown.token()));
        let pool = event_store::pool(&database.url, Role::Erase, ERASE_CONNECTIONS).await?;
        let kept = Kept {
            files: uploads.through(pool.clone()),
            accounts: accounts.acting_through(pool.clone()),
            data: settings.data().to_owned(),
        };
        let eraser = Eraser::new(pool, database.log, settings.data().join(ERASURES), kept);
        let gate = readiness.register("eraser");
        shutdown.spawn("eraser", eraser.run(gate, shutdown.token()));
        if let Some(kafka) = bus.kafka() {
            let pool = event_store::pool(&database.url, Role::Project, RELAY_CONNECTIONS).await?;
            let relay = Relay::new(pool, follower.clone(), bus.of_the_log(), kafka.clone());
            let gate = readiness.register("relay");
            shutdown.spawn("relay", relay.run(gate, shutdown.token()));
        }
        let exporter = exporter(settings, database, &uploads).await?;
        let gate = readiness.register("exporter");
        shutdown.spawn("exporter", exporter.run(gate, shutdown.token()));
    }
    if roles.command_api {
        router = router.merge(command_api::router(CommandApi {
            writer: writer.clone(),
            reader: reader.clone(),
            recognition: recognition.clone(),
            limits: limits.clone(),
            settings: settings.clone(),
            secret: secret.clone(),
            sessions: people.clone(),
            identities: people.clone(),
            files: uploads.clone(),
            exports: Exports::new(append.clone()),
            session_terms: SessionTerms {
                limits: query_api::limits(),
                file_types: query_api::FILE_TYPES
                    .iter()
                    .map(|&name| name.to_owned())
                    .collect(),
            },
        }));
    }
    if roles.query_api {
        router = router.merge(query_api::router(QueryApi {
            reader: reader.clone(),
            recognition: recognition.clone(),
            limits: limits.clone(),
            settings: settings.clone(),
            secret: secret.clone(),
            files: uploads.through(reader.pool().clone()),
            accounts: people.clone(),
            presence: here.clone(),
            trace: Arc::new(writer.clone()),
            witness: Arc::new(DataFolder(settings.clone())),
            projected: None,
            shutdown: shutdown.clone(),
            document: openapi_value()?,
        }));
        router = router.merge(asyncapi_router()?);
        router = router.merge(crate::web::router());
    }
    if roles.realtime {
        let realtime = Realtime::new(realtime::Parts {
            history: Arc::new(PostgresHistory::new(follower)),
            recognition,
            recorder: Arc::new(Looks(writer.clone())),
            doorkeeper: Arc::new(Keeper {
                accounts: accounts.clone(),
                shutdown: shutdown.clone(),
            }),
            settings: settings.clone(),
            limits,
            presence: here.presence(),
            room: room(settings),
            shutdown: shutdown.clone(),
            pace: Pace::default(),
            ring_bytes_max: RING_BYTES_MAX,
        });
        let following = realtime.clone().run(bus.hints(), readiness.clone());
        shutdown.spawn_vital("realtime", following);
        shutdown.spawn(
            "signed-out",
            close_signed_out(realtime.clone(), accounts, shutdown.token()),
        );
        router = router.merge(realtime::router(realtime));
    }
    Ok(Process { router, writer })
}

/// Room for sockets: below what the system allows, and as fast as they come where rates are off.
fn room(settings: &Checked) -> Room {
    let room = Room::below(descriptors::limit());
    match settings.has_rate_limits() {
        true => room,
        false => Room {
            handshakes_per_second: None,
            ..room
        },
    }
}

/// What makes bundles. It reads through connections of its own that may take their time.
async fn exporter(
    settings: &Checked,
    database: &Database,
    uploads: &Uploads,
) -> Result<Exporter, Trouble> {
    let pool = event_store::pool(&database.url, Role::Project, EXPORT_CONNECTIONS).await?;
    let log = LogReader::open(pool.clone()).await?;
    let key = signing_key(settings)?;
    let public = key
        .public()
        .map_err(|error| Trouble::Keys(error.to_string()))?;
    let file = settings.data().join(CHECKPOINTS);
    let checkpointer = Checkpointer::new(pool.clone(), log.clone(), key, file);
    let files = Arc::new(Exported::new(uploads.through(pool.clone()), pool.clone()));
    Ok(Exporter::new(
        pool,
        log,
        checkpointer,
        public,
        settings.data(),
        files,
    ))
}

/// Sockets of a session that was signed out, here or at another node, are closed at once.
async fn close_signed_out(realtime: Realtime, accounts: Accounts, stop: CancellationToken) {
    let mut endings = accounts.endings();
    loop {
        let ended = tokio::select! {
            () = stop.cancelled() => return,
            ended = endings.recv() => ended,
        };
        match ended {
            Ok(session) => realtime.close_session(&session.to_string()),
            // More ended at once than could be kept: which ones is not known, so all sessions'
            // sockets come back and are asked again.
            Err(RecvError::Lagged(_)) => realtime.close_sessions(),
            Err(RecvError::Closed) => return,
        }
    }
}

/// What grows is swept: sessions that ran out, counters of who is gone. Ended sessions are heard
/// of from other nodes.
fn sweep(shutdown: &Shutdown, accounts: Accounts, limits: Limits) {
    let stop = shutdown.token();
    let hearing = accounts.clone();
    shutdown.spawn("session-endings", async move {
        hearing.follow_endings(stop).await
    });
    let stop = shutdown.token();
    shutdown.spawn("sweeper", async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(SWEEP) => {}
            }
            limits.tidy();
            if let Err(error) = accounts.sweep_sessions().await {
                tracing::warn!(%error, "sessions that ran out were not swept");
            }
        }
    });
}
