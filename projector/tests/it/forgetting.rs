//! What is left of people who were erased, before and after their words are gone from the log.

use std::collections::BTreeSet;

use projector::rebuild;
use serde_json::{Value, json};

use crate::expected::{picture, tables_are_the_fold};
use crate::workload::Workload;
use crate::world::World;

/// Takes the texts out of all personal values in it.
fn redact(value: &mut Value) {
    match value {
        Value::Object(map) if map.contains_key("text") && map.contains_key("salt") => {
            *value = json!({"digest": "ab".repeat(32)});
        }
        Value::Object(map) => map.values_mut().for_each(redact),
        Value::Array(all) => all.iter_mut().for_each(redact),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Takes the words of erased people out of the log, as the eraser does.
async fn redact_log(world: &World) -> usize {
    let erased: Vec<String> =
        sqlx::query_scalar("select aggregate_id from log.events where event_type = 'UserErased'")
            .fetch_all(&world.root)
            .await
            .unwrap();
    let erased: BTreeSet<String> = erased.into_iter().collect();
    let is_erased = |user: &Value| user.as_str().is_some_and(|user| erased.contains(user));
    let events: Vec<(i64, String, String, Value)> = sqlx::query_as(
        "select position, aggregate_type, aggregate_id, payload from log.events order by position",
    )
    .fetch_all(&world.root)
    .await
    .unwrap();
    sqlx::query("alter table log.events disable trigger all")
        .execute(&world.root)
        .await
        .unwrap();
    let mut redacted = 0;
    for (position, kind, id, before) in events {
        let mut payload = before.clone();
        let by = payload["by"].clone();
        if let Some(message) = payload.get_mut("message")
            && is_erased(&message["authorId"])
        {
            redact(message);
        }
        let is_theirs = match kind.as_str() {
            "User" => erased.contains(&id),
            _ => is_erased(&by),
        };
        for own in [
            "body", "files", "note", "text", "reason", "name", "email", "core",
        ] {
            if let Some(words) = payload.get_mut(own).filter(|_| is_theirs) {
                redact(words);
            }
        }
        if payload != before {
            redacted += 1;
            sqlx::query("update log.events set payload = $2 where position = $1")
                .bind(position)
                .bind(payload)
                .execute(&world.root)
                .await
                .unwrap();
        }
    }
    redacted
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_after_the_words_are_gone_from_the_log_makes_the_same_rows() {
    let world = World::new().await;
    let running = world.run();
    let mut workload = Workload::begin(&world.people, 71).await;
    workload.crowd(3_000).await;
    workload.erase(2).await;
    // Life goes on, also with what they said.
    workload.crowd(3_000).await;
    world.caught_up().await;
    tables_are_the_fold(&world.root).await;
    let before = picture(&world.root).await;

    let redacted = redact_log(&world).await;
    rebuild(&world.pool, &world.log).await.unwrap();

    assert!(redacted > 20, "{redacted}");
    let after = picture(&world.root).await;
    let differing: Vec<_> = before
        .iter()
        .zip(&after)
        .filter(|(a, b)| a != b)
        .take(3)
        .collect();
    assert_eq!(differing, Vec::new());
    assert_eq!(before.len(), after.len());
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_an_erased_person_said_is_in_the_tables() {
    let world = World::new().await;
    let running = world.run();
    let mut workload = Workload::begin(&world.people, 73).await;
    workload.crowd(2_000).await;
    world.caught_up().await;

    let erased = workload.erase(2).await;
    world.caught_up().await;

    for user in erased {
        let words: Vec<String> = sqlx::query_scalar(WORDS)
            .bind(user.uuid())
            .fetch_all(&world.root)
            .await
            .unwrap();
        assert_eq!(words, Vec::<String>::new());
    }
    running.stop().await;
}

const WORDS: &str = "select 'message ' || body from read.messages where author_id = $1 and (body <> '' or not erased)
     union all
     select 'file ' || f.name from read.message_files f join read.messages m using (conversation_id, seq)
     where m.author_id = $1
     union all
     select 'subject ' || subject from read.conversations where subject_by = $1 and subject <> ''
     union all
     select 'snapshot ' || snapshot::text from read.message_reports where author_id = $1 and (snapshot ->> 'body') <> ''
     union all
     select 'note ' || note from read.message_reports where reporter_id = $1 and note <> ''
     union all
     select 'case ' || (n ->> 'text') from read.message_reports, jsonb_array_elements(notes) n
     where (n ->> 'by') = $1::text and (n ->> 'text') <> ''
     union all
     select 'person ' || coalesce(name, email) from read.users where id = $1 and coalesce(name, email) is not null";
