//! What the routes stand on.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use bytes::Bytes;
use chassis::caller::Recognition;
use chassis::config::{Checked, Secret};
use chassis::limits::Limits;
use chassis::problem::Problem;
use chassis::shutdown::Shutdown;
use domain::LogId;
use event_store::LogReader;
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use tokio::sync::watch;

use crate::cursor::Cursors;
use crate::failure::{PAUSE, failed};
use crate::found::Found;
use crate::ports::Accounts;
use crate::progress::Progress;

/// How long a request waits for a connection. Shorter than the pool's own patience: when all are
/// busy, waiting longer only makes the queue longer.
const CONNECT_MAX: Duration = Duration::from_millis(500);

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
    /// Seals cursors.
    pub secret: Secret,
    /// Knows how people sign in.
    pub accounts: Arc<dyn Accounts>,
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
        Self(Arc::new(Parts {
            reader: api.reader,
            recognition: api.recognition,
            settings: api.settings,
            accounts: api.accounts,
            cursors: Cursors::new(&api.secret),
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

    /// The one row of a statement, if there is one.
    pub(crate) async fn find(
        &self,
        query: Query<'_, Postgres, PgArguments>,
    ) -> Result<Option<Found>, Problem> {
        let connecting = tokio::time::timeout(CONNECT_MAX, self.reader.pool().acquire());
        let mut connection = connecting
            .await
            .map_err(|_| {
                tracing::warn!("all connections to the read tables are busy");
                Problem::unavailable(PAUSE)
            })?
            .map_err(|error| failed(&error))?;
        let row = query.fetch_optional(&mut *connection).await;
        Ok(row.map_err(|error| failed(&error))?.map(Found::new))
    }

    /// The row of a statement that always has one.
    pub(crate) async fn one(
        &self,
        query: Query<'_, Postgres, PgArguments>,
    ) -> Result<Found, Problem> {
        self.find(query).await?.ok_or_else(|| {
            tracing::error!("a query that always has a row had none");
            Problem::internal()
        })
    }
}
