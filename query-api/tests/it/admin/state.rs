use std::time::Instant;

use domain::{Command, ConversationCommand, Private, Subject};
use serde_json::json;

use super::world::{World, of};
use crate::app::pluck;

#[tokio::test(flavor = "multi_thread")]
async fn it_is_what_it_was_at_each_of_its_sequences() {
    let world = World::new().await;
    let (client, team) = (world.people.client, world.people.team);
    let id = world.people.converse().await;
    let message = world.say(client, id, "as sent").await;
    world.edit(client, id, message, "as edited").await;
    let subject = Private::new(Subject::parse("Another").unwrap(), harness::salt());
    let change = ConversationCommand::ChangeSubject { subject };
    world.ask(client, Command::Conversation(id, change)).await;
    world.people.read(team, id, 4).await.unwrap();
    world.report(team, id, message).await;
    world.say(team, id, "an answer").await;
    let at = async |seq: u64| {
        world
            .seen(world.admin(), &of(id, &format!("/state?asOfSeq={seq}")))
            .await
    };
    let one = at(1).await;
    assert_eq!(one["messages"], json!([]));
    assert_eq!(one["conversation"]["subject"], "The new logo");
    assert_eq!(one["conversation"]["lastSeq"], 1);
    assert_eq!(one["conversation"].get("lastMessage"), None);
    assert_eq!(at(2).await["messages"][0]["body"], "as sent");
    let three = at(3).await;
    assert_eq!(three["messages"][0]["body"], "as edited");
    assert_eq!(three["messages"][0]["version"], 2);
    assert_eq!(three["conversation"]["version"], 1);
    assert_eq!(three["conversation"]["openReports"], 0);
    let four = at(4).await;
    assert_eq!(four["conversation"]["subject"], "Another");
    assert_eq!(four["conversation"]["version"], 2);
    assert_eq!(four["conversation"]["othersReadSeq"], 1);
    let five = at(5).await;
    assert_eq!(five["conversation"]["messageCount"], 2);
    assert_eq!(five["conversation"]["openReports"], 1);
    assert_eq!(five["conversation"]["lastMessage"]["preview"], "an answer");
    assert_eq!(five["conversation"]["othersReadSeq"], 4);
    let names: Vec<_> = five["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["name"].clone())
        .collect();
    assert_eq!(names.len(), 2, "{five}");
    assert!(names.contains(&json!("Clara")) && names.contains(&json!("Timo")));
    // As a participant saw it, there were no reports.
    let theirs = world
        .seen(world.admin(), &of(id, &format!("/state?as={team}")))
        .await;
    assert_eq!(theirs["conversation"].get("openReports"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn now_it_is_what_the_tables_say() {
    let world = World::new().await;
    let (client, team) = (world.people.client, world.people.team);
    let id = world.people.converse().await;
    for n in 0..5 {
        let message = world.say(client, id, &format!("message {n}")).await;
        if n % 2 == 0 {
            world.edit(client, id, message, "changed").await;
        } else {
            world.delete(client, id, message).await;
        }
    }
    world.people.read(team, id, 6).await.unwrap();
    world.caught_up().await;
    let state = world.seen(world.auditor(), &of(id, "/state")).await;
    let page = world.seen(world.auditor(), &of(id, "/messages")).await;
    assert_eq!(state["messages"], page["items"]);
    let shown = world.seen(world.auditor(), &of(id, "")).await;
    assert_eq!(state["conversation"], shown["conversation"]);
    assert_eq!(state["people"], shown["people"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_since_shows_its_deletion_and_no_text() {
    let world = World::new().await;
    let client = world.people.client;
    let id = world.people.converse().await;
    let message = world.say(client, id, "canary").await;
    world.say(client, id, "hello").await;
    world.delete(client, id, message).await;
    let state = world.seen(world.admin(), &of(id, "/state?asOfSeq=3")).await;
    assert!(!state.to_string().contains("canary"), "{state}");
    assert_eq!(state["messages"][0]["body"], "");
    assert_eq!(state["messages"][0]["deletedBy"], client.to_string());
    let page = world
        .look(world.admin(), &of(id, "/state?asOfSeq=3"))
        .await
        .json;
    let bodies: Vec<_> = page["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["body"].clone())
        .collect();
    assert_eq!(bodies, [json!(""), json!("hello")]);
    assert_eq!(
        pluck(&json!({"items": page["messages"]}), "seq"),
        [json!(2), json!(3)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_events_are_folded_in_time() {
    let world = World::new().await;
    let client = world.people.client;
    let id = world.people.converse().await;
    let mut sends = tokio::task::JoinSet::new();
    for n in 0..9_999 {
        let people = world.people.clone();
        sends.spawn(async move { people.send(client, id, &format!("message {n}")).await });
    }
    while let Some(sent) = sends.join_next().await {
        sent.unwrap().unwrap();
    }
    let began = Instant::now();
    let state = world.seen(world.admin(), &of(id, "/state")).await;
    let took = began.elapsed();
    println!("10,000 events took {took:?}");
    assert_eq!(state["messages"].as_array().unwrap().len(), 9_999);
    // A debug build, checked against the contract, beside other tests; a release takes a tenth.
    assert!(took.as_secs() < 10, "{took:?}");
}
