//! The same commands through stock cqrs-es and postgres-es, on a table of its own.

use std::collections::{BTreeMap, HashMap};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::bail;
use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateError, CqrsFramework};
use domain::{
    Asked, Conversation, ConversationCommand, ConversationFacts, Role, Standing, Timestamp, UserId,
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use postgres_es::{PostgresCqrs, PostgresEventRepository};
use sqlx::postgres::{PgPool, PgPoolOptions};
use std::sync::Arc;

use crate::caller::Call;
use crate::world::{Place, metadata, sent};

/// The table as postgres-es documents it.
const TABLE: &str = "
    create table events (
      aggregate_type text not null,
      aggregate_id text not null,
      sequence bigint check (sequence >= 0) not null,
      event_type text not null,
      event_version text not null,
      payload json not null,
      metadata json not null,
      primary key (aggregate_type, aggregate_id, sequence)
    )";

/// Commands under way at once while conversations are made.
const AT_ONCE: usize = 32;

/// The stock framework over its own table.
#[derive(Clone)]
pub(crate) struct Stock {
    framework: Arc<PostgresCqrs<Conversation>>,
    pool: PgPool,
}

impl Stock {
    /// Makes the table in an empty database. Connections are taken as they are: the pool asks
    /// nothing before it gives one out, which is the quickest it can be.
    pub(crate) async fn open(url: &str, connections: u32) -> anyhow::Result<Self> {
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .min_connections(connections)
            .test_before_acquire(false)
            .acquire_timeout(std::time::Duration::from_secs(60))
            .connect(url)
            .await?;
        sqlx::raw_sql(TABLE).execute(&pool).await?;
        let repository = PostgresEventRepository::new(pool.clone());
        let store = PersistedEventStore::new_event_store(repository);
        Ok(Self {
            framework: Arc::new(CqrsFramework::new(store, Vec::new(), ())),
            pool,
        })
    }

    /// Starts the same conversations as ours.
    pub(crate) async fn converse(&self, places: &[Place]) -> anyhow::Result<()> {
        stream::iter(places.iter().copied())
            .map(|place| async move {
                match self.execute(place, place.started()?).await {
                    Ok(()) => Ok(()),
                    Err(error) => bail!("start a conversation: {error}"),
                }
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    /// Gives a conversation that has just started a history of so many messages. Copies of one
    /// event that the framework wrote: its loading does not look inside for repeats.
    pub(crate) async fn fill(&self, place: Place, messages: usize) -> anyhow::Result<()> {
        if messages == 0 {
            return Ok(());
        }
        if let Err(error) = self.execute(place, sent()?).await {
            bail!("send a message: {error}");
        }
        sqlx::query(
            "insert into events
             select aggregate_type, aggregate_id, n, event_type, event_version, payload, metadata
             from events, generate_series(3, $2) n
             where aggregate_id = $1
               and sequence = 2",
        )
        .bind(place.conversation.to_string())
        .bind(i64::try_from(messages)? + 1)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Sends one message; on a conflict once more, until time is up.
    pub(crate) async fn send(&self, place: Place, until: Instant) -> anyhow::Result<Call> {
        loop {
            match self.execute(place, sent()?).await {
                Ok(()) => return Ok(Call::Done),
                Err(AggregateError::AggregateConflict) if Instant::now() < until => {}
                Err(AggregateError::AggregateConflict) => return Ok(Call::GaveUp),
                Err(error) => bail!("send a message: {error}"),
            }
        }
    }

    async fn execute(
        &self,
        place: Place,
        command: ConversationCommand,
    ) -> Result<(), AggregateError<domain::Refusal>> {
        let ask = Asked {
            by: place.client,
            at: now(),
            command,
            facts: facts(place.team),
        };
        let id = place.conversation.to_string();
        let metadata = HashMap::from_iter(metadata());
        self.framework
            .execute_with_metadata(&id, ask, metadata)
            .await
    }
}

/// What the writer looks up is given here: the stock framework has no place for it.
fn facts(team: UserId) -> ConversationFacts {
    let standing = |role| Standing {
        role,
        is_member: true,
        is_active: true,
    };
    ConversationFacts {
        asker: Some(standing(Role::Client)),
        people: BTreeMap::from([(team, standing(Role::Team))]),
        messages: BTreeMap::new(),
        project_exists: true,
    }
}

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
