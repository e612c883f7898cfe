//! The one door to postgres-es: a second, independent reader of every stream.
//!
//! It loads an aggregate with nothing of ours but its `apply`. What it says must be what we say.

use cqrs_es::persist::{PersistedEventStore, PersistenceError};
use cqrs_es::{Aggregate, AggregateError, EventStore as _};
use domain::{
    Access, Conversation, Project, ReadMarker, Report, State, StreamId, StreamKind, User, upcast,
};
use postgres_es::PostgresEventRepository;
use sqlx::postgres::PgPool;

use crate::{Failure, LogReader};

/// A stream of which the stock reader and ours say different things.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// The stream.
    pub stream: StreamId,
    /// What stock cqrs-es and postgres-es say.
    pub stock: State,
    /// What we say, from the snapshot and what came after it.
    pub ours: State,
}

/// Loads a stream with stock cqrs-es and postgres-es.
///
/// # Errors
/// The stock reader failed.
pub async fn state(pool: &PgPool, stream: StreamId) -> Result<State, Failure> {
    let id = stream.id();
    Ok(match stream.kind() {
        StreamKind::Conversation => State::Conversation(load::<Conversation>(pool, &id).await?),
        StreamKind::ReadMarker => State::ReadMarker(load::<ReadMarker>(pool, &id).await?),
        StreamKind::Report => State::Report(load::<Report>(pool, &id).await?),
        StreamKind::Project => State::Project(load::<Project>(pool, &id).await?),
        StreamKind::User => State::User(load::<User>(pool, &id).await?),
        StreamKind::Access => State::Access(load::<Access>(pool, &id).await?),
    })
}

async fn load<A: Aggregate>(pool: &PgPool, id: &str) -> Result<A, Failure>
where
    AggregateError<A::Error>: From<PersistenceError>,
{
    let repository = PostgresEventRepository::new(pool.clone()).with_tables("log.events", "");
    let store =
        PersistedEventStore::<_, A>::new_event_store(repository).with_upcasters(upcast::stock());
    match store.load_aggregate(id).await {
        Ok(context) => Ok(context.aggregate),
        Err(error) => Err(Failure::Stock(error.to_string())),
    }
}

/// Replays every stream of the log through the stock reader and compares. Returns how many
/// streams there are, and those of which the two say different things.
///
/// # Errors
/// The database failed.
pub async fn compare(reader: &LogReader) -> Result<(u64, Vec<Difference>), Failure> {
    let (mut count, mut differences) = (0, Vec::new());
    let mut after = (String::new(), String::new());
    loop {
        let page: Vec<(String, String)> = sqlx::query_as(
            "select distinct aggregate_type, aggregate_id
             from log.events
             where (aggregate_type, aggregate_id) > ($1, $2)
             order by aggregate_type, aggregate_id
             limit 1000",
        )
        .bind(&after.0)
        .bind(&after.1)
        .fetch_all(reader.pool())
        .await?;
        let Some(last) = page.last() else {
            return Ok((count, differences));
        };
        after = last.clone();
        for (kind, id) in &page {
            let stream = StreamId::parse(kind, id).ok_or_else(|| Failure::Malformed {
                position: 0,
                what: format!("there is no stream {kind} {id}"),
            })?;
            let stock = state(reader.pool(), stream).await?;
            let (ours, _) = reader.state(stream).await?;
            count += 1;
            if stock != ours {
                differences.push(Difference {
                    stream,
                    stock,
                    ours,
                });
            }
        }
    }
}
