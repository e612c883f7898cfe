//! The second wall: what the database hides whatever a statement forgets.

use domain::UserId;
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Row as _};
use uuid::Uuid;

use crate::app::App;

const TABLES: [&str; 6] = [
    "conversations",
    "messages",
    "conversation_participants",
    "message_files",
    "message_read_receipts",
    "message_reports",
];

/// How many rows of each table somebody sees who asks for all of them.
async fn seen(connection: &mut PgConnection, user: &str, role: &str) -> Vec<i64> {
    sqlx::raw_sql(&format!(
        "begin; set local role tidings_query;
         select set_config('app.user', '{user}', true), set_config('app.role', '{role}', true)"
    ))
    .execute(&mut *connection)
    .await
    .unwrap();
    let mut counts = Vec::new();
    for table in TABLES {
        let count = format!("select count(*) from read.{table}");
        let row = sqlx::raw_sql(&count).fetch_one(&mut *connection).await;
        counts.push(row.unwrap().get::<i64, _>(0));
    }
    sqlx::raw_sql("rollback").execute(connection).await.unwrap();
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_without_any_condition_shows_what_one_takes_part_in_and_no_more() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let (left, stranger) = (tables.client("Left").await, tables.client("Stranger").await);
    let project = tables
        .project("Website", &[clara, timo, left, stranger])
        .await;
    let id = tables
        .conversation(project, "Logo", &[clara, timo, left])
        .await;
    let said = tables.say(id, clara, "secret").await;
    tables.read(id, timo, said.seq).await;
    let file = app.upload(clara, "notes.txt", b"secret").await;
    tables.attach(id, said, &file).await;
    tables.leave(id, left).await;
    let mut connection = PgConnection::connect_with(&tables.pool.connect_options())
        .await
        .unwrap();
    let id_of = |user: UserId| user.to_string();

    assert_eq!(
        seen(&mut connection, &id_of(clara), "").await,
        [1, 1, 3, 1, 1, 0]
    );
    for nobody in [
        id_of(left),
        id_of(stranger),
        Uuid::now_v7().to_string(),
        String::new(),
    ] {
        assert_eq!(seen(&mut connection, &nobody, "").await, [0; 6], "{nobody}");
    }
    assert_eq!(
        seen(&mut connection, "", "auditor").await,
        [1, 1, 3, 1, 1, 0]
    );
    assert_eq!(seen(&mut connection, "", "client").await, [0; 6]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_connection_keeps_whose_it_was() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    for _ in 0..10 {
        app.ok(crate::app::client(clara), "/api/messaging/conversations")
            .await;
    }
    for _ in 0..crate::app::CONNECTIONS {
        let left: Option<String> =
            sqlx::query_scalar("select nullif(current_setting('app.user', true), '')")
                .fetch_one(app.reader.pool())
                .await
                .unwrap();
        assert_eq!(left, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_of_a_conversation_that_is_held_back_is_503() {
    let app = App::start().await;
    let tables = &app.tables;
    let clara = tables.client("Clara").await;
    let project = tables.project("Website", &[clara]).await;
    let held = tables.conversation(project, "Held", &[clara]).await;
    let other = tables.conversation(project, "Other", &[clara]).await;
    let said = tables.say(held, clara, "hello").await;
    tables
        .run(&format!(
            "insert into app.parked (conversation_id, position, event, reason)
             values ('{held}', 2, 'MessageSent', 'it cannot be read')"
        ))
        .await;
    let base = format!("/api/messaging/conversations/{held}");
    for path in [
        base.clone(),
        format!("{base}/messages"),
        format!("{base}/files"),
        format!("{base}/messages/{}", said.id),
        format!("{base}/messages/{}/receipts", said.id),
        format!("{base}/messages/{}/edits", said.id),
    ] {
        let reply = app.get(crate::app::client(clara), &path).await;
        assert_eq!(reply.problem(), (503, "unavailable", ""), "{path}");
    }
    let path = format!("/api/messaging/conversations/{other}");
    app.ok(crate::app::client(clara), &path).await;
}
