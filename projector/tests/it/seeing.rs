//! Who sees which rows, whatever a query asks for.

use domain::{Command, ConversationCommand, ProjectCommand, UserCommand, UserId};
use event_store::Role;
use sqlx::postgres::PgPool;

use crate::world::World;

/// How many rows of each table a transaction of the query side sees.
async fn seen(pool: &PgPool, user: Option<UserId>, role: &str) -> Vec<(String, i64)> {
    let mut transaction = pool.begin().await.unwrap();
    if let Some(user) = user {
        sqlx::query("select set_config('app.user', $1, true)")
            .bind(user.to_string())
            .execute(&mut *transaction)
            .await
            .unwrap();
    }
    sqlx::query("select set_config('app.role', $1, true)")
        .bind(role)
        .execute(&mut *transaction)
        .await
        .unwrap();
    let mut counts = Vec::new();
    for table in [
        "conversations",
        "conversation_participants",
        "messages",
        "message_files",
        "message_read_receipts",
        "message_reports",
        "projects",
        "project_members",
        "users",
    ] {
        let count: i64 = sqlx::query_scalar(&format!("select count(*) from read.{table}"))
            .fetch_one(&mut *transaction)
            .await
            .unwrap();
        counts.push((table.to_owned(), count));
    }
    transaction.commit().await.unwrap();
    counts
}

fn rows(of: [i64; 9]) -> Vec<i64> {
    of.to_vec()
}

async fn counts(pool: &PgPool, user: Option<UserId>, role: &str) -> Vec<i64> {
    let seen = seen(pool, user, role).await;
    seen.into_iter().map(|(_, count)| count).collect()
}

/// Two conversations with a message with a file each, one mark and one report; the project has two
/// members, and there are four people.
async fn settled() -> (World, PgPool, [domain::ConversationId; 2]) {
    let world = World::new().await;
    let people = &world.people;
    let talks = [people.converse().await, people.converse().await];
    let report = domain::ReportId::new(uuid::Uuid::now_v7());
    for talk in talks {
        let id = domain::MessageId::new(uuid::Uuid::now_v7());
        let send = ConversationCommand::SendMessage {
            id,
            body: harness::text("hello"),
            files: vec![crate::workload::file(domain::FileState::Ready)],
            reply_to: None,
        };
        let send = Command::Conversation(talk, send);
        people.ask(people.client, send).await.unwrap();
        let complain = domain::ReportCommand::ReportMessage {
            conversation_id: talk,
            message_id: id,
            reason: domain::ReportReason::Spam,
            note: None,
        };
        let complain = Command::Report(report, complain);
        people.ask(people.team, complain).await.unwrap();
    }
    people.read(people.team, talks[0], 2).await.unwrap();
    let running = world.run();
    world.caught_up().await;
    running.stop().await;
    let query = event_store::pool(&world.database.url, Role::Query, 2)
        .await
        .unwrap();
    (world, query, talks)
}

const ALL: [i64; 9] = [2, 4, 2, 2, 1, 1, 1, 2, 4];
const NOTHING: [i64; 9] = [0; 9];

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_nobody_sees_nothing_and_privileged_readers_see_everything() {
    let (world, query, _) = settled().await;

    assert_eq!(counts(&query, None, "").await, rows(NOTHING));
    assert_eq!(counts(&query, None, "auditor").await, rows(ALL));
    assert_eq!(counts(&query, None, "admin").await, rows(ALL));
    assert_eq!(counts(&query, None, "team").await, rows(NOTHING));
    let admin = counts(&query, Some(world.people.admin), "").await;
    assert_eq!(admin, rows([0, 0, 0, 0, 0, 0, 0, 0, 4]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_what_they_take_part_in_and_no_report() {
    let (world, query, _) = settled().await;
    let people = &world.people;

    let seen = counts(&query, Some(people.team), "").await;
    assert_eq!(seen, rows([2, 4, 2, 2, 1, 0, 1, 2, 4]));
    let stranger = counts(&query, Some(people.outsider), "").await;
    assert_eq!(stranger, rows([0, 0, 0, 0, 0, 0, 0, 0, 4]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_the_conversation_or_the_project_or_was_disabled_sees_no_more() {
    let (world, query, talks) = settled().await;
    let people = &world.people;
    let user_id = people.team;
    let steps = [
        (
            Command::Conversation(talks[1], ConversationCommand::RemoveParticipant { user_id }),
            [1, 2, 1, 1, 1, 0, 1, 2, 4],
        ),
        (
            Command::Project(people.project, ProjectCommand::RemoveMember { user_id }),
            // Their own part, and nothing of what it is a part of.
            [0, 1, 0, 0, 0, 0, 0, 0, 4],
        ),
        (
            Command::Project(people.project, ProjectCommand::AddMember { user_id }),
            [1, 2, 1, 1, 1, 0, 1, 2, 4],
        ),
        (
            Command::User(
                user_id,
                UserCommand::ChangePerson {
                    name: None,
                    role: None,
                    disabled: Some(true),
                },
            ),
            NOTHING,
        ),
    ];
    let running = world.run();
    for (command, expected) in steps {
        people.ask(people.admin, command).await.unwrap();
        world.caught_up().await;

        let seen = counts(&query, Some(user_id), "").await;

        assert_eq!(seen, rows(expected));
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilt_tables_have_the_same_walls() {
    let (world, query, _) = settled().await;
    projector::rebuild(&world.pool, &world.log).await.unwrap();

    assert_eq!(counts(&query, None, "").await, rows(NOTHING));
    let seen = counts(&query, Some(world.people.team), "").await;
    assert_eq!(seen, rows([2, 4, 2, 2, 1, 0, 1, 2, 4]));
    // And once more, from tables that are copies themselves.
    projector::rebuild(&world.pool, &world.log).await.unwrap();
    assert_eq!(counts(&query, None, "auditor").await, rows(ALL));
}
