//! A log is used only while it is the one it was, on a Postgres that keeps its word.

use domain::LogId;
use event_store::{LogReader, Unsafe, adopt, establish};
use sqlx::{Connection as _, PgConnection};

use crate::fixture::*;

async fn run(url: &str, statement: &str) {
    let mut superuser = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(statement)
        .execute(&mut superuser)
        .await
        .unwrap();
}

fn name_of(url: &str) -> &str {
    let (path, _) = url.split_once('?').unwrap();
    path.rsplit_once('/').unwrap().1
}

#[tokio::test]
async fn a_log_keeps_the_identity_it_was_given() {
    let database = harness::database().await;
    let first = establish(&database.url, None).await.unwrap();
    let again = establish(&database.url, None).await.unwrap();
    let reader = LogReader::open(queries(&database).await).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(reader.log(), first);
    assert_eq!(first.incarnation, 1);
}

#[tokio::test]
async fn two_logs_have_two_identities() {
    let (one, other) = (harness::database().await, harness::database().await);
    let one = establish(&one.url, None).await.unwrap();
    let other = establish(&other.url, None).await.unwrap();
    assert_ne!(one.log_id, other.log_id);
}

#[tokio::test]
async fn a_copied_log_is_refused_until_it_is_adopted() {
    for change in ["system_identifier = '1'", "timeline = timeline + 1"] {
        let database = harness::database().await;
        let before = establish(&database.url, None).await.unwrap();
        run(&database.url, &format!("update log.identity set {change}")).await;

        let refused = establish(&database.url, None).await;
        assert!(matches!(refused, Err(Unsafe::Restored)), "{refused:?}");

        let adopted = adopt(&database.url).await.unwrap();
        assert_eq!(adopted.log_id, before.log_id);
        assert_eq!(adopted.incarnation, 2);
        assert_eq!(establish(&database.url, None).await.unwrap(), adopted);
    }
}

#[tokio::test]
async fn a_log_that_ends_before_what_was_seen_of_it_is_refused() {
    let log = Log::sole().await;
    let head = log.reader.head().await.unwrap();
    let of = log.reader.log();
    let seen = |of, position| establish(&log.database.url, Some((of, position)));
    seen(of, head).await.unwrap();
    let adopted = LogId {
        incarnation: of.incarnation + 1,
        ..of
    };
    seen(adopted, head + 1)
        .await
        .expect("of another life of the log nothing is known");
    let refused = seen(of, head + 1).await.unwrap_err();
    let said = format!(
        "this log ends at position {head}, but position {} was acknowledged before: it was \
         restored from an older copy. To go on with it, run `tidings adopt`",
        head + 1
    );
    assert_eq!(refused.to_string(), said);
}

#[tokio::test]
async fn a_database_that_forgets_what_it_acknowledged_is_refused() {
    let database = harness::database().await;
    let name = name_of(&database.url);
    run(
        &database.url,
        &format!("alter database {name} set synchronous_commit = off"),
    )
    .await;
    let refused = establish(&database.url, None).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Postgres runs with synchronous_commit off and may lose acknowledged messages: switch it \
         on and start again"
    );
}

#[tokio::test]
async fn a_login_that_forgets_what_it_acknowledged_is_refused() {
    let database = harness::database().await;
    let login = format!("login_{}", name_of(&database.url));
    run(
        &database.url,
        &format!(
            "create role {login} login superuser password 'secret';
             alter role {login} set synchronous_commit = off"
        ),
    )
    .await;
    let (_, place) = database.url.split_once('@').unwrap();
    let url = format!("postgres://{login}:secret@{place}");
    let refused = establish(&url, None).await;
    assert!(matches!(refused, Err(Unsafe::Setting(_))), "{refused:?}");
    establish(&database.url, None).await.unwrap();
}

#[tokio::test]
async fn a_database_without_a_log_cannot_be_opened() {
    let database = harness::empty_database().await;
    let refused = establish(&database.url, None).await;
    assert!(matches!(refused, Err(Unsafe::Failure(_))), "{refused:?}");
}
