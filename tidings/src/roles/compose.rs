//! Joining the services of a process: one writer, one reader, one idea of who is asking.

use std::sync::Arc;
use std::time::Duration;

use accounts::Accounts;
use axum::Router;
use chassis::caller::Recognition;
use chassis::config::Checked;
use chassis::limits::Limits;
use chassis::operator::Readiness;
use chassis::shutdown::Shutdown;
use command_api::{CommandApi, SessionTerms};
use event_bus::Hints;
use event_store::{LogReader, Role, Writer};
use projector::Projector;
use query_api::QueryApi;
use realtime::{Pace, PostgresHistory, RING_BYTES_MAX, Realtime};

use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::Roles;
use super::document::openapi_value;
use crate::database::Database;
use crate::demo;
use crate::keys::verifier;
use crate::people::People;
use crate::seen::Seen;
use crate::trouble::Trouble;

/// Connections of each pool. The sum stays below the private Postgres' limit of 100.
const APPEND_CONNECTIONS: u32 = 8;
const QUERY_CONNECTIONS: u32 = 24;
const FOLLOW_CONNECTIONS: u32 = 4;
const PROJECT_CONNECTIONS: u32 = 4;

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
    let hints = || match is_sole {
        true => Hints::local(writer.head()),
        false => Hints::polling_with(super::wakes::listen(append.clone())),
    };

    let accounts = Accounts::new(append.clone());
    if settings.is_demo() {
        demo::settle(&writer, &accounts, &given.jwt_issuer)
            .await
            .map_err(|error| Trouble::Other(error.to_string()))?;
    }
    let people = Arc::new(People::new(
        accounts.clone(),
        writer.clone(),
        reader.clone(),
        &given.jwt_issuer,
    ));
    let recognition =
        Recognition::new(verifier(settings)?, people.clone(), &settings.cookie_name());
    let limits = Limits::new(settings.has_rate_limits());
    let secret = settings.secret()?;
    sweep(shutdown, accounts.clone(), limits.clone());
    let clock = super::clock::watch(
        append.clone(),
        readiness.register("clock"),
        shutdown.token(),
    );
    shutdown.spawn("clock", clock);
    let seen = Seen::of(settings.data()).keep(database.log, writer.head(), shutdown.token());
    shutdown.spawn("seen", seen);

    let mut router = Router::new();
    if roles.projector {
        let pool = event_store::pool(&database.url, Role::Project, PROJECT_CONNECTIONS).await?;
        let gate = readiness.register("projector");
        let projector = Projector::new(pool, follower.clone(), hints());
        shutdown.spawn("projector", projector.run(gate, shutdown.token()));
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
            accounts: people.clone(),
            projected: None,
            shutdown: shutdown.clone(),
            document: openapi_value()?,
        }));
    }
    if roles.realtime {
        let realtime = Realtime::new(realtime::Parts {
            history: Arc::new(PostgresHistory::new(follower)),
            recognition,
            settings: settings.clone(),
            limits,
            shutdown: shutdown.clone(),
            pace: Pace::default(),
            ring_bytes_max: RING_BYTES_MAX,
        });
        let following = realtime.clone().run(hints(), readiness.clone());
        shutdown.spawn_vital("realtime", following);
        shutdown.spawn(
            "signed-out",
            close_signed_out(realtime.clone(), accounts, shutdown.token()),
        );
        router = router.merge(realtime::router(realtime));
    }
    Ok(Process { router, writer })
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
