use std::time::Instant;

use domain::{ConversationId, UserId};
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Row as _};

use crate::app::{App, client};
use crate::tables::Tables;

fn statement(name: &str) -> &'static str {
    let statements = query_api::statements();
    statements
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap()
        .1
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_fits_the_schema() {
    let database = harness::database().await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql("set role tidings_query")
        .execute(&mut connection)
        .await
        .unwrap();
    for (n, (name, statement)) in query_api::statements().into_iter().enumerate() {
        let prepared = sqlx::raw_sql(&format!("prepare s{n} as {statement}"))
            .execute(&mut connection)
            .await;
        assert!(prepared.is_ok(), "{name}: {prepared:?}\n{statement}");
    }
}

/// Somebody with 5,000 conversations among 10,000, and 100,000 messages in the first of them.
async fn crowd(tables: &Tables) -> (UserId, ConversationId) {
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let id = tables.conversation(project, "Long", &[clara, timo]).await;
    tables
        .run(&format!(
            "set session_replication_role = replica;
             insert into read.users (id, role, name, registered_at)
             select gen_random_uuid(), 'client', 'Person ' || n, now() from generate_series(1, 500) n;
             insert into read.conversations (
               id, project_id, subject, status, version, created_by, created_at, last_seq,
               last_activity_at, messages_sent, subject_by)
             select gen_random_uuid(), '{project}', 'Subject ' || n, 'active', 1, '{clara}', now(), 1,
                    now() - n * interval '1 second', 0, '{clara}'
             from generate_series(1, 10000) n;
             insert into read.conversation_participants (
               conversation_id, user_id, joined_seq, joined_at, read_seq, read_ordinal, own_after)
             select c.id, u.id, 1, now(), 1, 0, 0
             from (select id, row_number() over (order by id) as n from read.conversations where id <> '{id}') c
             join lateral (
               select '{clara}'::uuid as id where c.n <= 5000
               union all (select id from read.users
                where id not in ('{clara}', '{timo}') offset (c.n % 490) limit 10)) u on true;
             insert into read.messages (
               conversation_id, seq, id, ordinal, version, author_id, body, sent_at)
             select '{id}', n + 1, gen_random_uuid(), n, 1, '{timo}', 'message ' || n, now()
             from generate_series(1, 100000) n;
             insert into read.messages (
               conversation_id, seq, id, ordinal, version, author_id, body, sent_at)
             select c.id, 2, gen_random_uuid(), 1, 1, c.created_by, 'hello', now()
             from read.conversations c where c.id <> '{id}';
             update read.conversations set last_seq = 2, messages_sent = 1, last_message_seq = 2;
             update read.conversations
             set last_seq = 100001, messages_sent = 100000, last_message_seq = 100001
             where id = '{id}';
             insert into log.events (
               aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
               position, event_id, occurred_at, hash)
             select 'Conversation', c.id::text, 2, 'MessageSent', '1', '{{}}', '{{}}',
                    row_number() over () + 1000, gen_random_uuid(), now(), decode(repeat('00', 32), 'hex')
             from read.conversations c;
             insert into read.message_read_receipts (
               conversation_id, user_id, after_seq, up_to_seq, read_at)
             select p.conversation_id, p.user_id, 1, 2, now()
             from read.conversation_participants p;
             reset session_replication_role;
             analyze"
        ))
        .await;
    (clara, id)
}

async fn plan(connection: &mut PgConnection, name: &str, values: &str) -> String {
    let prepare = format!("prepare s as {}", statement(name));
    sqlx::raw_sql(&prepare)
        .execute(&mut *connection)
        .await
        .unwrap();
    let explain = format!("explain execute s({values})");
    let lines = sqlx::raw_sql(&explain)
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    sqlx::raw_sql("deallocate s")
        .execute(connection)
        .await
        .unwrap();
    lines
        .iter()
        .map(|line| line.get::<String, _>(0))
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_pages_use_indexes_where_there_is_much() {
    let app = App::start().await;
    let (clara, id) = crowd(&app.tables).await;
    let mut connection = app.tables.pool.acquire().await.unwrap();
    let first = format!("'{clara}', null, null, null, null, null, false, null, null, null, 51");
    let next = format!(
        "'{clara}', array['active'], null, null, now() - interval '1000 s', '{id}', false, \
         now() - interval '10 s', '{id}', 1, 51"
    );
    let sought = format!("'{clara}', null, null, 'timo', null, null, false, null, null, null, 51");
    let page = |at: u32, is_nearest: bool, older: u32, newer: u32| {
        format!("'{clara}', '{id}', {at}, {is_nearest}, {older}, {newer}")
    };
    // Postgres may go over to a plan for any values after a few uses.
    for mode in ["force_custom_plan", "force_generic_plan"] {
        sqlx::raw_sql(&format!("set plan_cache_mode = {mode}"))
            .execute(&mut *connection)
            .await
            .unwrap();
        for (name, values) in [
            ("conversations", first.clone()),
            ("conversations", next.clone()),
            ("conversations", sought.clone()),
            ("messages", page(100_002, false, 50, 0)),
            ("messages", page(50_000, false, 50, 0)),
            ("messages", page(50_000, true, 25, 25)),
            ("conversation", format!("'{clara}', '{id}'")),
            ("message", format!("'{clara}', '{id}', '{id}'")),
            ("receipts", format!("'{clara}', '{id}', '{id}'")),
        ] {
            let plan = plan(&mut connection, name, &values).await;
            for table in [
                "messages",
                "conversation_participants",
                "message_read_receipts",
                "events",
            ] {
                assert!(
                    !plan.contains(&format!("Seq Scan on {table}")),
                    "{mode} {name}({values})\n{plan}"
                );
            }
        }
    }
    for path in [
        "/api/messaging/conversations".to_owned(),
        "/api/messaging/conversations?q=timo".to_owned(),
        format!("/api/messaging/conversations/{id}/messages?around=50000"),
    ] {
        let began = Instant::now();
        app.ok(client(clara), &path).await;
        println!("{path}: {:?}", began.elapsed());
    }
}
