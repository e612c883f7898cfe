use domain::{ConversationId, StreamId, UserId};
use projector::rebuild;

use crate::expected::tables_are_the_fold;
use crate::world::{World, eventually};

/// A conversation that nobody started.
fn conversation() -> StreamId {
    StreamId::Conversation(ConversationId::new(uuid::Uuid::now_v7()))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_an_unknown_name_stops_the_projector_and_is_not_skipped() {
    let world = World::new().await;
    let before = world.log.head().await.unwrap();
    world
        .append(
            conversation(),
            1,
            "MessageSung",
            r#"{"type": "MessageSung"}"#,
        )
        .await;

    let running = world.run();

    eventually("the gate says why", || async {
        running
            .reason()
            .is_some_and(|reason| reason.contains("MessageSung"))
    })
    .await;
    eventually("all before it is there", || async {
        world.checkpoint().await == before
    })
    .await;
    running.stop().await;
}

/// Puts an event into the log that answers a message which was never sent.
async fn spoil(world: &World, id: ConversationId) -> u64 {
    let stream = StreamId::Conversation(id);
    let (_, sequence) = world.log.state(stream).await.unwrap();
    let payload = format!(
        r#"{{"type": "MessageDeleted", "id": "018f0000-0000-7000-8000-000000000001", "seq": 999,
        "by": "{by}", "authorId": "{by}", "at": "2026-01-31T09:30:00.000Z"}}"#,
        by = world.people.client
    );
    world
        .append(stream, sequence + 1, "MessageDeleted", &payload)
        .await
}

async fn parked(world: &World) -> Vec<(uuid::Uuid, i64, String, String)> {
    sqlx::query_as(
        "select conversation_id, position, event, reason from app.parked order by position",
    )
    .fetch_all(&world.root)
    .await
    .unwrap()
}

async fn bodies(world: &World, id: ConversationId) -> Vec<String> {
    sqlx::query_scalar("select body from read.messages where conversation_id = $1 order by seq")
        .bind(id.uuid())
        .fetch_all(&world.root)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_with_poison_is_parked_and_everything_else_goes_on() {
    let world = World::new().await;
    let people = &world.people;
    let (sick, well) = (people.converse().await, people.converse().await);
    people.send(people.client, sick, "before").await.unwrap();
    let position = spoil(&world, sick).await;
    people.send(people.client, well, "after").await.unwrap();

    let running = world.run();
    world.caught_up().await;

    let reason = "its message was not sent".to_owned();
    let position = i64::try_from(position).unwrap();
    let expected = vec![(sick.uuid(), position, "MessageDeleted".to_owned(), reason)];
    assert_eq!(parked(&world).await, expected);
    assert_eq!(bodies(&world, sick).await, ["before"]);
    assert_eq!(bodies(&world, well).await, ["after"]);
    // What comes later in it is gone past.
    people.read(people.team, sick, 2).await.unwrap();
    people.send(people.client, well, "later").await.unwrap();
    world.caught_up().await;
    assert_eq!(parked(&world).await, expected);
    assert_eq!(bodies(&world, well).await, ["after", "later"]);
    assert_eq!(running.reason(), None);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_parks_what_is_still_poison_and_releases_what_is_not() {
    let world = World::new().await;
    let people = &world.people;
    let (sick, healed) = (people.converse().await, people.converse().await);
    spoil(&world, sick).await;
    let running = world.run();
    world.caught_up().await;
    // As if an older program had not understood something in it.
    sqlx::query(
        "insert into app.parked (conversation_id, position, event, reason) values ($1, 1, '', '')",
    )
    .bind(healed.uuid())
    .execute(&world.root)
    .await
    .unwrap();
    people.send(people.client, healed, "hello").await.unwrap();
    world.caught_up().await;
    assert_eq!(bodies(&world, healed).await, Vec::<String>::new());

    rebuild(&world.pool, &world.log).await.unwrap();

    let parked: Vec<_> = parked(&world).await.into_iter().map(|it| it.0).collect();
    assert_eq!(parked, [sick.uuid()]);
    assert_eq!(bodies(&world, healed).await, ["hello"]);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_poison_in_five_hundred_events_parks_as_many_conversations_as_were_spoilt() {
    let world = World::new().await;
    let people = &world.people;
    let mut spoilt = Vec::new();
    for _ in 0..5 {
        let (sick, well) = (people.converse().await, people.converse().await);
        let sent = (0..500).map(|_| people.send(people.client, well, "x"));
        futures_util::future::try_join_all(sent).await.unwrap();
        spoil(&world, sick).await;
        spoilt.push(sick.uuid());
    }

    let running = world.run();
    world.caught_up().await;

    let mut parked: Vec<_> = parked(&world).await.into_iter().map(|it| it.0).collect();
    parked.sort_unstable();
    spoilt.sort_unstable();
    assert_eq!(parked, spoilt);
    let messages: i64 = sqlx::query_scalar("select count(*) from read.messages")
        .fetch_one(&world.root)
        .await
        .unwrap();
    assert_eq!(messages, 2_500);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_in_the_directory_stops_the_projector_at_its_position() {
    let world = World::new().await;
    let before = world.log.head().await.unwrap();
    let payload = r#"{"type": "UserDisabled", "by": "018f0000-0000-7000-8000-000000000002",
        "at": "2026-01-31T09:30:00.000Z"}"#;
    let nobody = StreamId::User(UserId::new(uuid::Uuid::now_v7()));
    let position = world.append(nobody, 1, "UserDisabled", payload).await;

    let running = world.run();

    let reason = format!(
        "event UserDisabled at position {position} cannot be projected: its person was not registered"
    );
    eventually("the gate says why", || async {
        running.reason().as_ref() == Some(&reason)
    })
    .await;
    assert_eq!(world.checkpoint().await, before);
    assert_eq!(parked(&world).await, []);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_for_a_moment_is_waited_for() {
    let world = World::new().await;
    let running = world.run();
    world.caught_up().await;

    for _ in 0..3 {
        world.people.converse().await;
        sqlx::query(
            "select pg_terminate_backend(pid) from pg_stat_activity
                     where datname = current_database() and pid <> pg_backend_pid()",
        )
        .execute(&world.root)
        .await
        .unwrap();
    }

    // The writer's connections went too; who asks again is served.
    eventually("a command goes through", || async {
        world
            .people
            .send(world.people.outsider, world.people.converse().await, "x")
            .await
            .is_err()
    })
    .await;
    world.caught_up().await;
    tables_are_the_fold(&world.root).await;
    running.stop().await;
}
