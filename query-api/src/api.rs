//! What the routes stand on.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use blobs::{Files, Links};
use bytes::Bytes;
use chassis::caller::Recognition;
use chassis::config::{Checked, Secret};
use chassis::limits::Limits;
use chassis::problem::Problem;
use chassis::shutdown::Shutdown;
use domain::{LogId, Role, UserId};
use event_store::LogReader;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{Postgres, Transaction};
use tokio::sync::{Semaphore, watch};

use crate::admin::verification::Verification;
use crate::cursor::Cursors;
use crate::failure::{PAUSE, failed};
use crate::found::Found;
use crate::ports::{Accounts, Presence, Trace, Witness};
use crate::progress::Progress;

/// How long a request waits for a connection. Shorter than the pool's own patience: when all are
/// busy, waiting longer only makes the queue longer.
const CONNECT_MAX: Duration = Duration::from_millis(500);

/// Conversations folded at once.
const FOLDS_MAX: usize = 2;

/// Everything that is handed in by the binary.
#[derive(Clone)]
pub struct QueryApi {
    /// Reads the log, and through its pool the read tables: a pool of `Role::Query`.
    pub reader: LogReader,
    /// Recognises callers.
    pub recognition: Recognition,
    /// Counts what callers do.
    pub limits: Limits,
    /// The settings: demo mode, trusted proxies.
    pub settings: Checked,
    /// Seals cursors, and signs links to files.
    pub secret: Secret,
    /// Keeps the bytes of files.
    pub files: Files,
    /// Knows how people sign in.
    pub accounts: Arc<dyn Accounts>,
    /// Knows who is here.
    pub presence: Arc<dyn Presence>,
    /// Takes down who looks at what they take no part in: the writer.
    pub trace: Arc<dyn Trace>,
    /// Knows what is kept of the log outside of its database.
    pub witness: Arc<dyn Witness>,
    /// Wakes whoever waits for the tables, where the projector runs in this process.
    pub projected: Option<watch::Receiver<u64>>,
    /// Ends the tasks that watch the tables.
    pub shutdown: Shutdown,
    /// The OpenAPI document of all routes, merged.
    pub document: serde_json::Value,
}

/// The routes' state.
#[derive(Clone)]
pub(crate) struct Api(Arc<Parts>);

pub(crate) struct Parts {
    reader: LogReader,
    recognition: Recognition,
    pub(crate) settings: Checked,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) cursors: Cursors,
    pub(crate) files: Files,
    pub(crate) links: Links,
    pub(crate) presence: Arc<dyn Presence>,
    pub(crate) trace: Arc<dyn Trace>,
    pub(crate) verification: Verification,
    /// Who folds a conversation holds all of it in memory: this many at once.
    pub(crate) folds: Semaphore,
    pub(crate) progress: Progress,
    pub(crate) document: Bytes,
}

impl std::ops::Deref for Api {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<Api> for Recognition {
    fn from_ref(api: &Api) -> Self {
        api.recognition.clone()
    }
}

impl Api {
    /// The state, and the tasks that watch the tables.
    pub(crate) fn start(api: QueryApi) -> Self {
        let pool = api.reader.pool().clone();
        let progress = Progress::watch(pool, api.reader.log(), api.projected, &api.shutdown);
        let verification = Verification::new(api.reader.clone(), api.witness, api.shutdown.clone());
        Self(Arc::new(Parts {
            reader: api.reader,
            recognition: api.recognition,
            settings: api.settings,
            accounts: api.accounts,
            cursors: Cursors::new(&api.secret),
            files: api.files,
            links: Links::new(api.secret.links_key()),
            presence: api.presence,
            trace: api.trace,
            verification,
            folds: Semaphore::new(FOLDS_MAX),
            progress,
            document: Bytes::from(api.document.to_string()),
        }))
    }

    /// Which log the tables are of.
    pub(crate) fn log(&self) -> LogId {
        self.reader.log()
    }

    /// Reads the log.
    pub(crate) fn reader(&self) -> &LogReader {
        &self.reader
    }

    /// A connection that reads as somebody, all of it from one snapshot. Nothing is left on it
    /// when it goes back: what it was told ends with the transaction.
    pub(crate) async fn look(&self, sight: Sight) -> Result<Look, Problem> {
        let connecting = self.reader.pool().begin_with(sight.begin());
        let looking = tokio::time::timeout(CONNECT_MAX, connecting).await;
        let transaction = looking
            .map_err(|_| {
                tracing::warn!("all connections to the read tables are busy");
                Problem::unavailable(PAUSE)
            })?
            .map_err(|error| failed(&error))?;
        Ok(Look(transaction))
    }

    /// The one row of a statement, if there is one.
    pub(crate) async fn find(
        &self,
        sight: Sight,
        query: Query<'_, Postgres, PgArguments>,
    ) -> Result<Option<Found>, Problem> {
        self.look(sight).await?.find(query).await
    }

    /// The row of a statement that always has one.
    pub(crate) async fn one(
        &self,
        sight: Sight,
        query: Query<'_, Postgres, PgArguments>,
    ) -> Result<Found, Problem> {
        self.look(sight).await?.one(query).await
    }
}

/// What the database lets a statement see, whatever its own conditions say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// What this person takes part in.
    Own(UserId),
    /// Everything, as an admin or auditor sees it.
    All(UserId, Role),
    /// Everything: for a signed link, which was checked when it was made and has no person.
    Link,
}

impl Sight {
    /// One simple statement, and so one round trip. Ids and roles need no quoting. The policies make
    /// statements look so dear that Postgres would compile them, for longer than they run.
    fn begin(self) -> String {
        let (user, role) = match self {
            Self::Own(user) => (user.to_string(), ""),
            Self::All(user, role) => (user.to_string(), role.as_str()),
            Self::Link => (String::new(), Role::Auditor.as_str()),
        };
        format!(
            "begin isolation level repeatable read read only; \
             select set_config('app.user', '{user}', true), set_config('app.role', '{role}', true), \
                    set_config('jit', 'off', true)"
        )
    }
}

/// A transaction that only reads. Dropping it ends it.
pub(crate) struct Look(Transaction<'static, Postgres>);

impl Look {
    /// The one row of a statement, if there is one.
    pub(crate) async fn find(
        &mut self,
        query: Query<'_, Postgres, PgArguments>,
    ) -> Result<Option<Found>, Problem> {
        let row = query.fetch_optional(&mut *self.0).await;
        let Some(found) = row.map_err(|error| failed(&error))?.map(Found::new) else {
            return Ok(None);
        };
        if found.is_parked() {
            return Err(Problem::unavailable(PAUSE));
        }
        Ok(Some(found))
    }

    /// The row of a statement that always has one.
    pub(crate) async fn one(
        &mut self,
        query: Query<'_, Postgres, PgArguments>,
    ) -> Result<Found, Problem> {
        self.find(query).await?.ok_or_else(|| {
            tracing::error!("a query that always has a row had none");
            Problem::internal()
        })
    }
}
