use domain::{Command, ConversationCommand, Event, StreamId, to_hex};
use evidence::{Record, genesis_of};
use serde_json::{Value, json};
use sqlx::Row as _;

use super::world::{World, of};
use crate::app::invalid;

/// Positions, as they are told.
fn positions(lines: &[Value]) -> Vec<u64> {
    let events = lines.iter().filter(|line| line.get("end").is_none());
    events
        .map(|line| line["position"].as_u64().unwrap())
        .collect()
}

fn names(lines: &[Value]) -> Vec<&str> {
    lines
        .iter()
        .filter_map(|line| line["type"].as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_everything_about_the_conversation_and_its_end_says_how_much() {
    let world = World::new().await;
    let (client, team) = (world.people.client, world.people.team);
    let id = world.people.converse().await;
    let other = world.people.converse().await;
    let first = world.say(client, id, "first").await;
    world.say(client, other, "elsewhere").await;
    world.edit(client, id, first, "changed").await;
    world.people.read(team, id, 2).await.unwrap();
    world.mute(team, id).await;
    world.report(team, id, first).await;
    let lines = world.told(world.auditor(), &of(id, "/history")).await;

    // Asked of the tables of the log themselves, by other means.
    let rows = sqlx::query(
        "select position, hash, aggregate_type from log.events
         where aggregate_id = $1 or topic = $2 order by position",
    )
    .bind(id.to_string())
    .bind(id.uuid())
    .fetch_all(&world.app.tables.pool)
    .await
    .unwrap();
    let expected: Vec<u64> = rows
        .iter()
        .map(|row| row.get::<i64, _>("position").unsigned_abs())
        .collect();
    assert_eq!(positions(&lines), expected);
    let own = rows
        .iter()
        .rev()
        .find(|row| row.get::<String, _>("aggregate_type") == "Conversation");
    let end = json!({"end": {
        "count": expected.len(),
        "lastPosition": expected.last(),
        "headHash": to_hex(&own.unwrap().get::<Vec<u8>, _>("hash")),
    }});
    assert_eq!(lines.last(), Some(&end));
    assert_eq!(
        names(&lines),
        [
            "ConversationStarted",
            "MessageSent",
            "MessageEdited",
            "ConversationRead",
            "Muted",
            "MessageReported",
            "HistoryRead"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn its_chain_can_be_checked_from_what_is_told_alone() {
    let world = World::new().await;
    let client = world.people.client;
    let id = world.people.converse().await;
    let message = world.say(client, id, "never mind").await;
    world.say(client, id, "stays").await;
    world.delete(client, id, message).await;
    let lines = world.told(world.auditor(), &of(id, "/history")).await;
    let (end, events) = lines.split_last().unwrap();
    let log_id = world.log.log().log_id;
    let mut previous = genesis_of(log_id, "Conversation", &id.to_string()).unwrap();
    for line in events {
        let record: Record = serde_json::from_value(line.clone()).unwrap();
        if record.stream_type == "Conversation" {
            previous = record.hash_after(log_id, &previous).unwrap();
            assert_eq!(previous, record.hash, "{line}");
        }
    }
    assert_eq!(end["end"]["headHash"], to_hex(&previous));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_text_is_a_digest_wherever_it_stands_and_whenever_one_looks() {
    let world = World::new().await;
    let (client, team) = (world.people.client, world.people.team);
    let id = world.people.converse().await;
    let message = world.say(client, id, "canary one").await;
    world.edit(client, id, message, "canary two").await;
    world.report(team, id, message).await;
    world.say(client, id, "hello").await;
    world.delete(client, id, message).await;
    for query in ["", "?asOfSeq=2", "?asOfSeq=3", &format!("?as={team}")] {
        let path = of(id, &format!("/history{query}"));
        let reply = world.look(world.admin(), &path).await;
        assert_eq!(reply.status, 200);
        assert!(!reply.text.contains("canary"), "{query}: {}", reply.text);
        assert!(reply.text.contains("digest"), "{query}: {}", reply.text);
        assert!(reply.text.ends_with("}}\n"), "{query}");
    }
    let whole = world.look(world.admin(), &of(id, "/history")).await;
    assert!(whole.text.contains("hello") && whole.text.contains("this hurts"));
    // Back again, it is nobody's secret.
    let restore = ConversationCommand::RestoreMessage { id: message };
    world.ask(client, Command::Conversation(id, restore)).await;
    let whole = world.look(world.admin(), &of(id, "/history")).await;
    assert!(whole.text.contains("canary one") && whole.text.contains("canary two"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_at_a_sequence_or_a_time_and_never_beyond() {
    let world = World::new().await;
    let client = world.people.client;
    let id = world.people.converse().await;
    world.say(client, id, "two").await;
    world
        .report(world.people.team, id, world.say(client, id, "three").await)
        .await;
    world.say(client, id, "four").await;
    let events = world
        .log
        .stream(StreamId::Conversation(id), 0, 10)
        .await
        .unwrap();
    for event in &events {
        let path = of(id, &format!("/history?asOfSeq={}", event.sequence));
        let lines = world.told(world.admin(), &path).await;
        let end = &lines.last().unwrap()["end"];
        assert_eq!(end["headHash"], to_hex(&event.hash), "{}", event.sequence);
        assert_eq!(end["lastPosition"], event.position);
        assert!(positions(&lines).iter().all(|at| *at <= event.position));
        let path = of(id, &format!("/history?asOf={}", event.occurred_at()));
        let lines = world.told(world.admin(), &path).await;
        assert!(
            positions(&lines).contains(&event.position),
            "{}",
            event.sequence
        );
        let later = lines.iter().filter_map(|line| line["occurredAt"].as_str());
        assert!(
            later
                .into_iter()
                .all(|at| at <= event.occurred_at().to_string().as_str())
        );
    }
    let before = domain::Timestamp::from_millis(events[0].occurred_at().millis() - 1);
    for (query, parameter) in [
        ("asOfSeq=5".to_owned(), "asOfSeq"),
        ("asOfSeq=0".to_owned(), "asOfSeq"),
        ("asOfSeq=-1".to_owned(), "asOfSeq"),
        ("asOfSeq=9223372036854775808".to_owned(), "asOfSeq"),
        ("asOf=yesterday".to_owned(), "asOf"),
        (format!("asOf={before}"), "asOf"),
        (
            format!("asOfSeq=1&asOf={}", events[0].occurred_at()),
            "asOf",
        ),
        (format!("as={}", world.people.outsider), "as"),
        ("as=x".to_owned(), "as"),
        ("limit=3".to_owned(), "limit"),
    ] {
        for rest in ["/history", "/state"] {
            let reply = world
                .look(world.admin(), &of(id, &format!("{rest}?{query}")))
                .await;
            assert_eq!(reply.problem(), invalid(parameter), "{rest} {query}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_a_participant_it_ends_with_their_removal_and_keeps_the_secrets_of_others() {
    let world = World::new().await;
    let (client, team) = (world.people.client, world.people.team);
    let late = domain::UserId::new(uuid::Uuid::now_v7());
    world
        .people
        .register(late, domain::Role::Client, "Lars")
        .await;
    world.people.join(world.people.project, late).await;
    let id = world.people.converse().await;
    let message = world.say(client, id, "before they came").await;
    world.add(id, late).await;
    world.people.read(team, id, 3).await.unwrap();
    world.mute(team, id).await;
    world.mute(late, id).await;
    world.report(late, id, message).await;
    world.remove(id, late).await;
    world.say(client, id, "after they left").await;

    let lines = world
        .told(world.admin(), &of(id, &format!("/history?as={late}")))
        .await;
    let expected = [
        "ConversationStarted",
        "MessageSent",
        "ParticipantAdded",
        "ConversationRead",
        "Muted",
        "ParticipantRemoved",
    ];
    assert_eq!(names(&lines), expected);
    assert_eq!(lines[4]["actor"], late.to_string());
    assert_eq!(lines.last().unwrap()["end"]["count"], expected.len());
    let own = world
        .log
        .stream(StreamId::Conversation(id), 0, 10)
        .await
        .unwrap();
    let removal = own
        .iter()
        .find(|e| matches!(&e.event, Event::Conversation(e) if e.name() == "ParticipantRemoved"));
    let end = &lines.last().unwrap()["end"];
    assert_eq!(end["headHash"], to_hex(&removal.unwrap().hash));

    // Before they came they had seen nothing; back again they see all of it.
    let early = world
        .look(
            world.admin(),
            &of(id, &format!("/history?asOfSeq=2&as={late}")),
        )
        .await;
    assert_eq!(early.problem(), invalid("as"));
    world.add(id, late).await;
    let lines = world
        .told(world.admin(), &of(id, &format!("/history?as={late}")))
        .await;
    assert_eq!(names(&lines).last(), Some(&"ParticipantAdded"));
    assert_eq!(
        lines
            .iter()
            .filter(|line| line["type"] == "MessageSent")
            .count(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_is_whole_while_people_go_on_writing() {
    let world = World::new().await;
    let (client, team) = (world.people.client, world.people.team);
    let id = world.people.converse().await;
    let mut sends = tokio::task::JoinSet::new();
    for n in 0..1_300 {
        let people = world.people.clone();
        sends.spawn(async move { people.send(client, id, &format!("message {n}")).await });
    }
    while let Some(sent) = sends.join_next().await {
        sent.unwrap().unwrap();
    }
    world.people.read(team, id, 700).await.unwrap();
    let head = world.log.head().await.unwrap();
    let path = of(id, "/history");
    let (lines, ()) = tokio::join!(world.told(world.admin(), &path), async {
        for n in 0..100 {
            world
                .people
                .send(team, id, &format!("meanwhile {n}"))
                .await
                .unwrap();
        }
    });
    let end = &lines.last().unwrap()["end"];
    let told = positions(&lines);
    assert_eq!(end["count"], told.len());
    assert!(told.len() >= 1_302, "{}", told.len());
    let last = end["lastPosition"].as_u64().unwrap();
    assert!(last > head);
    // Every event up to the end, once: nothing else is written here.
    let expected: Vec<u64> = sqlx::query_scalar::<_, i64>(
        "select position from log.events
         where (aggregate_id = $1 or topic = $2) and position <= $3 order by position",
    )
    .bind(id.to_string())
    .bind(id.uuid())
    .bind(i64::try_from(last).unwrap())
    .fetch_all(&world.app.tables.pool)
    .await
    .unwrap()
    .into_iter()
    .map(i64::unsigned_abs)
    .collect();
    assert_eq!(told, expected);
}
