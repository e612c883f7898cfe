//! One message all the way, and what operators do around it.

use reqwest::Method;
use rustix::process::Signal;
use serde_json::json;

use crate::server::{Data, Server, run, tidings};
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_from_rest_into_the_log_the_tables_and_is_there_after_a_restart() {
    let data = Data::new();
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let admin = world.person(data.path(), "ada", "admin").await;
    let clara = world.person(data.path(), "clara", "client").await;
    let timo = world.person(data.path(), "timo", "team").await;
    let project = world.project(&admin, &[&clara, &timo]).await;
    let conversation = world.conversation(&project, &[&clara, &timo]).await;
    let path = format!("/messaging/conversations/{conversation}/messages");
    let sent = world.post(&clara, &path, json!({"body": "Hello"})).await;
    let position = sent["position"].as_str().unwrap();

    let page = world
        .get(&timo, &format!("{path}?minPosition={position}"))
        .await;
    assert_eq!(page["items"], json!([sent["message"]]));
    let list = world.get(&timo, "/messaging/conversations").await;
    assert_eq!(list["items"][0]["unread"], 1);
    assert_eq!(list["unreadTotal"], 1);

    let read = format!("/messaging/conversations/{conversation}/read");
    let marked = world.post(&timo, &read, json!({"seq": 2})).await;
    let position = marked["position"].as_str().unwrap();
    let list = world
        .get(
            &timo,
            &format!("/messaging/conversations?minPosition={position}"),
        )
        .await;
    assert_eq!(list["items"][0]["unread"], 0);

    assert!(server.end(Signal::INT).success(), "Ctrl-C ends it well");
    let (code, out, _, _) = run(tidings(data.path(), "verify"));
    assert_eq!(code, 0, "{out}");
    assert!(out.starts_with("intact: "), "{out}");

    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let page = world.get(&timo, &path).await;
    assert_eq!(page["items"], json!([sent["message"]]));
    let (status, _) = world.ask(&admin, Method::GET, &path, None).await.unwrap();
    assert_eq!(status, 404, "an admin who takes no part reads elsewhere");
}
