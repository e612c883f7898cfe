use domain::{ConversationId, StreamId};

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

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_contradicts_the_tables_stops_the_projector_at_its_position() {
    let world = World::new().await;
    world.people.converse().await;
    let before = world.log.head().await.unwrap();
    let payload = r#"{"type": "MessageSent", "id": "018f0000-0000-7000-8000-000000000001",
        "by": "018f0000-0000-7000-8000-000000000002", "at": "2026-01-31T09:30:00.000Z",
        "body": {"text": "hello", "salt": "00000000000000000000000000000000"}}"#;
    let position = world
        .append(conversation(), 1, "MessageSent", payload)
        .await;

    let running = world.run();

    let reason = format!(
        "event MessageSent at position {position} cannot be projected: its conversation was not started"
    );
    eventually("the gate says why", || async {
        running.reason().as_ref() == Some(&reason)
    })
    .await;
    assert_eq!(world.checkpoint().await, before);
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
