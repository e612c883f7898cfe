//! What the database itself refuses, whoever asks.

use cqrs_es::persist::{PersistedEventRepository as _, SerializedEvent};
use event_store::{Role, pool};
use postgres_es::PostgresEventRepository;
use serde_json::json;
use sqlx::postgres::PgPool;

use crate::fixture::*;

/// The code of the error that a statement ends in.
async fn refused(pool: &PgPool, statement: &str) -> Option<String> {
    let error = sqlx::raw_sql(statement).execute(pool).await.err()?;
    Some(error.as_database_error()?.code()?.into_owned())
}

const CHANGES: [&str; 8] = [
    "update log.events set payload = '{}'",
    "update log.events set payload = '{}' where false",
    "delete from log.events",
    "truncate log.events",
    "update log.keys set count = 0",
    "delete from log.keys",
    "truncate log.keys",
    "insert into log.events select * from log.events on conflict (position) do update set payload = '{}'",
];

const INSUFFICIENT_PRIVILEGE: &str = "42501";

#[tokio::test]
async fn nobody_changes_or_removes_an_event_or_a_key_not_even_their_owner() {
    let log = Log::sole().await;
    let superuser = PgPool::connect(&log.database.url).await.unwrap();
    let owner = sqlx::postgres::PgPoolOptions::new()
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::Executor::execute(connection, "set role tidings_owner")
                    .await
                    .map(drop)
            })
        })
        .connect(&log.database.url)
        .await
        .unwrap();
    let before = log.reader.read(0, 1_000).await.unwrap();
    for statement in CHANGES {
        for pool in [&owner, &superuser] {
            let code = refused(pool, statement).await;
            assert_eq!(code.as_deref(), Some(INSUFFICIENT_PRIVILEGE), "{statement}");
        }
    }
    assert_eq!(log.reader.read(0, 1_000).await.unwrap(), before);
}

#[tokio::test]
async fn only_who_may_append_appends_and_only_through_the_function() {
    let log = Log::sole().await;
    const APPEND: &str = "select log.append('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', \
                          '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', false, 0)";
    const INSERT: &str = "insert into log.events select * from log.events";
    for role in [Role::Append, Role::Project, Role::Query] {
        let may = (role == Role::Append).then_some(());
        let pool = pool(&log.database.url, role, 1).await.unwrap();
        let refused_code = Some(INSUFFICIENT_PRIVILEGE.to_owned());
        for statement in [APPEND, "select log.lock_head()"] {
            let expected = may.map_or(refused_code.clone(), |()| None);
            assert_eq!(
                refused(&pool, statement).await,
                expected,
                "{role:?} {statement}"
            );
        }
        for statement in CHANGES
            .into_iter()
            .chain([INSERT, "insert into log.keys select * from log.keys"])
        {
            assert_eq!(
                refused(&pool, statement).await,
                refused_code,
                "{role:?} {statement}"
            );
        }
        assert_eq!(refused(&pool, "select 1 from log.events").await, None);
    }
}

#[tokio::test]
async fn only_who_appends_writes_snapshots() {
    let log = Log::sole().await;
    for role in [Role::Project, Role::Query] {
        let pool = pool(&log.database.url, role, 1).await.unwrap();
        let code = refused(&pool, "delete from log.snapshots").await;
        assert_eq!(code.as_deref(), Some(INSUFFICIENT_PRIVILEGE), "{role:?}");
    }
    let pool = pool(&log.database.url, Role::Append, 1).await.unwrap();
    assert_eq!(refused(&pool, "delete from log.snapshots").await, None);
}

#[tokio::test]
async fn an_insert_by_stock_postgres_es_is_refused() {
    let log = Log::sole().await;
    let superuser = PgPool::connect(&log.database.url).await.unwrap();
    let before = log.reader.head().await.unwrap();
    let stock = PostgresEventRepository::new(superuser).with_tables("log.events", "log.snapshots");
    let event = SerializedEvent::new(
        log.conversation.to_string(),
        2,
        "Conversation".to_owned(),
        "MessageSent".to_owned(),
        "1".to_owned(),
        json!({"type": "MessageSent"}),
        json!({}),
    );
    let refused = stock.persist::<domain::Conversation>(&[event], None).await;
    assert!(refused.is_err());
    assert_eq!(log.reader.head().await.unwrap(), before);
}

#[tokio::test]
async fn a_connection_that_comes_back_inside_a_transaction_is_not_used_again() {
    let log = Log::sole().await;
    let pool = pool(&log.database.url, Role::Query, 1).await.unwrap();
    let who = "select pg_backend_pid()";
    let mut connection = pool.acquire().await.unwrap();
    let first: i32 = sqlx::query_scalar(who)
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    sqlx::raw_sql("begin")
        .execute(&mut *connection)
        .await
        .unwrap();
    drop(connection);
    let second: i32 = sqlx::query_scalar(who).fetch_one(&pool).await.unwrap();
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_connection_that_comes_back_as_it_went_is_used_again() {
    let log = Log::sole().await;
    let pool = pool(&log.database.url, Role::Query, 1).await.unwrap();
    let who = "select pg_backend_pid()";
    let first: i32 = sqlx::query_scalar(who).fetch_one(&pool).await.unwrap();
    for _ in 0..5 {
        let next: i32 = sqlx::query_scalar(who).fetch_one(&pool).await.unwrap();
        assert_eq!(next, first);
    }
}
