use std::time::Duration;

use domain::{Command, ConversationCommand, StreamId};
use projector::rebuild;
use sqlx::postgres::PgListener;

use crate::expected::{picture, tables_are_the_fold};
use crate::workload::{Dice, Workload};
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_are_the_fold_of_the_log() {
    for seed in 1..=3 {
        let world = World::new().await;
        Workload::begin(&world.people, seed).await.steps(300).await;

        // All at once: few large batches.
        let running = world.run();
        world.caught_up().await;
        tables_are_the_fold(&world.root).await;

        // As they come: many small ones.
        Workload::begin(&world.people, seed + 100)
            .await
            .steps(150)
            .await;
        world.caught_up().await;
        tables_are_the_fold(&world.root).await;
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn projecting_twice_changes_nothing() {
    let world = World::new().await;
    Workload::begin(&world.people, 7).await.steps(100).await;
    let running = world.run();
    world.caught_up().await;
    running.stop().await;
    let before = picture(&world.root).await;

    let running = world.run();
    world.people.converse().await;
    world.caught_up().await;
    running.stop().await;

    let after = picture(&world.root).await;
    let lost: Vec<_> = before.iter().filter(|row| !after.contains(row)).collect();
    assert_eq!(lost.len(), 1, "more than the checkpoint changed: {lost:?}");
    tables_are_the_fold(&world.root).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projector_that_is_killed_at_any_moment_loses_and_repeats_nothing() {
    let world = World::new().await;
    let mut workload = Workload::begin(&world.people, 11).await;
    let mut dice = Dice::new(11);

    for _ in 0..25 {
        let running = world.run();
        let millis = u64::try_from(dice.below(40)).unwrap();
        let _ = tokio::time::timeout(Duration::from_millis(millis), workload.steps(1_000)).await;
        running.kill().await;
    }

    let running = world.run();
    world.caught_up().await;
    tables_are_the_fold(&world.root).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_the_tables_is_notified() {
    let world = World::new().await;
    let mut listener = PgListener::connect(&world.database.url).await.unwrap();
    listener.listen("tidings_read").await.unwrap();

    let running = world.run();

    let heard = tokio::time::timeout(Duration::from_secs(10), listener.recv())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((heard.channel(), heard.payload()), ("tidings_read", ""));
    assert!(world.checkpoint().await > 0);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_has_nothing_unread_and_who_left_keeps_a_row() {
    let world = World::new().await;
    let people = &world.people;
    let talk = people.converse().await;
    people.send(people.client, talk, "one").await.unwrap();
    people.send(people.team, talk, "two").await.unwrap();
    let remove = ConversationCommand::RemoveParticipant {
        user_id: people.team,
    };
    people
        .ask(people.admin, Command::Conversation(talk, remove))
        .await
        .unwrap();
    let running = world.run();
    world.caught_up().await;
    let part = "select joined_seq, left_seq, read_seq, read_ordinal, own_after
                from read.conversation_participants where user_id = $1";
    type Part = (i64, Option<i64>, i64, i64, i64);
    let left: Part = sqlx::query_as(part)
        .bind(people.team.uuid())
        .fetch_one(&world.root)
        .await
        .unwrap();
    assert_eq!(left, (1, Some(4), 1, 0, 1));

    let add = ConversationCommand::AddParticipant {
        user_id: people.team,
    };
    people
        .ask(people.admin, Command::Conversation(talk, add))
        .await
        .unwrap();
    world.caught_up().await;

    let back: Part = sqlx::query_as(part)
        .bind(people.team.uuid())
        .fetch_one(&world.root)
        .await
        .unwrap();
    assert_eq!(back, (5, None, 5, 2, 0));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_that_was_decided_before_one_left_or_came_back_changes_only_the_receipts() {
    let world = World::new().await;
    let people = &world.people;
    let talk = people.converse().await;
    let marker = StreamId::ReadMarker(talk, people.team);
    let mark = |after: u64, up_to: u64| {
        let by = people.team;
        let at = "2026-01-31T09:30:00.000Z";
        format!(
            r#"{{"type": "ConversationRead", "by": "{by}", "at": "{at}", "after": {after}, "upTo": {up_to}}}"#
        )
    };
    people.send(people.client, talk, "one").await.unwrap();
    people.send(people.client, talk, "two").await.unwrap();
    let remove = ConversationCommand::RemoveParticipant {
        user_id: people.team,
    };
    people
        .ask(people.admin, Command::Conversation(talk, remove))
        .await
        .unwrap();
    world
        .append(marker, 1, "ConversationRead", &mark(1, 2))
        .await;
    let running = world.run();
    world.caught_up().await;
    let part = "select left_seq, read_seq, read_ordinal, own_after
                from read.conversation_participants where user_id = $1";
    type Part = (Option<i64>, i64, i64, i64);
    let left: Part = sqlx::query_as(part)
        .bind(people.team.uuid())
        .fetch_one(&world.root)
        .await
        .unwrap();
    assert_eq!(left, (Some(4), 1, 0, 0));
    tables_are_the_fold(&world.root).await;

    let add = ConversationCommand::AddParticipant {
        user_id: people.team,
    };
    people
        .ask(people.admin, Command::Conversation(talk, add))
        .await
        .unwrap();
    world
        .append(marker, 2, "ConversationRead", &mark(2, 3))
        .await;
    world.caught_up().await;

    let back: Part = sqlx::query_as(part)
        .bind(people.team.uuid())
        .fetch_one(&world.root)
        .await
        .unwrap();
    assert_eq!(back, (None, 5, 2, 0));
    tables_are_the_fold(&world.root).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_commands_of_every_kind_make_the_tables_the_fold() {
    let world = World::new().await;
    let running = world.run();
    let mut workload = Workload::begin(&world.people, 61).await;

    workload.crowd(20_000).await;
    world.caught_up().await;

    let counts: Vec<(String, i64)> =
        sqlx::query_as("select event_type, count(*) from log.events group by 1")
            .fetch_all(&world.root)
            .await
            .unwrap();
    assert_eq!(counts.len(), 33, "not every event happened: {counts:?}");
    tables_are_the_fold(&world.root).await;
    let before = picture(&world.root).await;

    rebuild(&world.pool, &world.log).await.unwrap();

    assert_eq!(picture(&world.root).await, before);
    assert_eq!(running.reason(), None);
    running.stop().await;
}
