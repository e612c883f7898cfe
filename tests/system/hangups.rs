//! A client that hangs up in the middle of a request, two thousand times.

use std::collections::BTreeMap;
use std::time::Duration;

use sqlx::Connection as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::kills::every_message;
use crate::server::{Data, Server};
use crate::world::{World, text};

const TIMES: usize = 2_000;
const AT_ONCE: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_hangs_up_leaves_no_open_transaction_and_no_half_done_command() {
    let data = Data::new();
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let admin = world.person(data.path(), "ada", "admin").await;
    let clara = world.person(data.path(), "clara", "client").await;
    let project = world.project(&admin, &[&clara]).await;
    let conversation = world.conversation(&project, &[&clara]).await;
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let mut ids = Vec::new();
    for batch in 0..TIMES / AT_ONCE {
        let hanging_up: Vec<_> = (0..AT_ONCE)
            .map(|n| {
                let id = uuid::Uuid::now_v7().to_string();
                ids.push(id.clone());
                let body = format!(r#"{{"messageId":"{id}","body":"{n}"}}"#);
                let request = format!(
                    "POST /api/messaging/conversations/{conversation}/messages HTTP/1.1\r\n\
                     Host: {address}\r\nAuthorization: Bearer {}\r\n\
                     Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                    clara.token,
                    body.len()
                );
                // From at once to 5 ms, in steps that differ from batch to batch.
                let pause = Duration::from_micros(((n * 101 + batch * 13) % 5_000) as u64);
                let address = address.clone();
                tokio::spawn(async move {
                    let mut stream = TcpStream::connect(&address).await.unwrap();
                    stream.write_all(request.as_bytes()).await.unwrap();
                    tokio::time::sleep(pause).await;
                })
            })
            .collect();
        for one in hanging_up {
            one.await.unwrap();
        }
    }
    // One more that waits: everything before it is decided then.
    let path = format!("/messaging/conversations/{conversation}/messages");
    let last = world
        .post(&clara, &path, serde_json::json!({"body": "last"}))
        .await;
    let position = text(&last["position"]);
    world
        .get(&clara, &format!("{path}?minPosition={position}"))
        .await;
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for message in every_message(&world, &clara, &conversation).await {
        *found.entry(text(&message["id"])).or_default() += 1;
    }
    let doubled: Vec<_> = found.iter().filter(|(_, times)| **times > 1).collect();
    assert_eq!(doubled, Vec::new());
    let carried_out = ids.iter().filter(|id| found.contains_key(*id)).count();
    assert!(carried_out > 0, "some were in time");

    let mut connection = sqlx::PgConnection::connect(&database_url(&data))
        .await
        .unwrap();
    let open: i64 = sqlx::query_scalar(
        "select count(*) from pg_stat_activity where state like 'idle in transaction%'",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(open, 0, "sessions idle in a transaction");
}

/// Where the private Postgres of a data folder listens.
fn database_url(data: &Data) -> String {
    let postgres = data.path().join("postgres");
    let password = std::fs::read_to_string(postgres.join("password")).unwrap();
    format!(
        "postgres://tidings:{}@localhost:5432/tidings?host={}",
        password.trim(),
        postgres.join("run").display()
    )
}
