//! Who may not take part any longer is taken out.

use chassis::operator::Readiness;
use domain::{Command, ConversationId, Private, ProjectCommand, Reason, Role, UserCommand, UserId};
use event_bus::Hints;
use harness::salt;
use projector::Leaver;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::world::{World, eventually};

/// A leaver that runs until it is dropped.
struct Leaving(JoinHandle<()>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn leave(world: &World) -> Leaving {
    let hints = Hints::local(world.writer.head());
    let (pool, log) = (world.pool.clone(), world.log.clone());
    let leaver = Leaver::new(pool, log, hints, world.writer.clone());
    let gate = Readiness::new().register("leaver");
    Leaving(tokio::spawn(leaver.run(gate, CancellationToken::new())))
}

/// Who takes part, by the log.
async fn participants(world: &World, id: ConversationId) -> Vec<UserId> {
    let stream = domain::StreamId::Conversation(id);
    let (state, _) = world.log.state(stream).await.unwrap();
    let domain::State::Conversation(state) = state else {
        panic!("no conversation");
    };
    let people = &state.core().unwrap().participants;
    people.iter().map(|one| one.user_id).collect()
}

async fn is_out(world: &World, user: UserId, of: &[ConversationId]) {
    eventually("the person is out", || async {
        for id in of {
            if participants(world, *id).await.contains(&user) {
                return false;
            }
        }
        true
    })
    .await;
}

fn change(role: Option<Role>, disabled: Option<bool>) -> UserCommand {
    UserCommand::ChangePerson {
        name: None,
        role,
        disabled,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_a_project_leaves_its_conversations_in_the_name_of_who_removed_them() {
    let world = World::new().await;
    let people = &world.people;
    let (one, two) = (people.converse().await, people.converse().await);
    let _leaving = leave(&world);
    let remove = ProjectCommand::RemoveMember {
        user_id: people.team,
    };
    people
        .ask(people.admin, Command::Project(people.project, remove))
        .await
        .unwrap();
    // The tables come to know the person and their conversations only now.
    let running = world.run();

    is_out(&world, people.team, &[one, two]).await;

    assert_eq!(participants(&world, one).await, [people.client]);
    let by: Vec<String> = sqlx::query_scalar(
        "select payload ->> 'by' from log.events where event_type = 'ParticipantRemoved'",
    )
    .fetch_all(&world.root)
    .await
    .unwrap();
    assert_eq!(by, [people.admin.to_string(), people.admin.to_string()]);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_disabled_erased_or_an_auditor_leaves_all_conversations() {
    let erase = || UserCommand::EraseUser {
        reason: Private::new(Reason::parse("asked for it").unwrap(), salt()),
    };
    let changes = [
        change(None, Some(true)),
        change(Some(Role::Auditor), None),
        erase(),
    ];
    for change in changes {
        let world = World::new().await;
        let people = &world.people;
        let (running, _leaving) = (world.run(), leave(&world));
        let talks = [people.converse().await, people.converse().await];

        people
            .ask(people.admin, Command::User(people.team, change))
            .await
            .unwrap();

        is_out(&world, people.team, &talks).await;
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_became_a_team_person_or_is_back_in_the_project_stays() {
    let world = World::new().await;
    let people = &world.people;
    let talk = people.converse().await;
    let user_id = people.team;
    let changes = [
        Command::Project(people.project, ProjectCommand::RemoveMember { user_id }),
        Command::Project(people.project, ProjectCommand::AddMember { user_id }),
        Command::User(people.client, change(Some(Role::Team), None)),
    ];
    for change in changes {
        people.ask(people.admin, change).await.unwrap();
    }
    let head = world.log.head().await.unwrap();
    let running = world.run();
    world.caught_up().await;
    // A thousand events after which its place is kept, so that it is seen to have looked.
    for number in 0..1_000 {
        let name = domain::Name::parse(format!("Project {number}")).unwrap();
        let rename = Command::Project(people.project, ProjectCommand::RenameProject { name });
        people.ask(people.admin, rename).await.unwrap();
    }
    let _leaving = leave(&world);
    eventually("the leaver has been there", || async {
        place(&world).await >= head
    })
    .await;

    assert_eq!(
        participants(&world, talk).await,
        [people.client, people.team]
    );
    running.stop().await;
}

async fn place(world: &World) -> u64 {
    let position: Option<i64> = sqlx::query_scalar("select position from app.followers")
        .fetch_optional(&world.root)
        .await
        .unwrap();
    position.unwrap_or(0).unsigned_abs()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_brought_in_on_a_permission_that_had_ended_is_taken_out_too() {
    let world = World::new().await;
    let people = &world.people;
    let talk = people.converse().await;
    let stranger = UserId::new(Uuid::now_v7());
    people.register(stranger, Role::Client, "Sven").await;
    // As another process would append it that still held the person for a member.
    let (_, sequence) = world
        .log
        .state(domain::StreamId::Conversation(talk))
        .await
        .unwrap();
    let core: serde_json::Value = sqlx::query_scalar(
        "select payload -> 'core' from log.events where event_type = 'ConversationStarted'",
    )
    .fetch_one(&world.root)
    .await
    .unwrap();
    let mut core = core;
    core["version"] = 2.into();
    core["lastSeq"] = (sequence + 1).into();
    let at = "2026-01-31T09:30:00.000Z";
    core["participants"]
        .as_array_mut()
        .unwrap()
        .push(serde_json::json!({"userId": stranger, "joinedSeq": sequence + 1, "joinedAt": at}));
    let payload = serde_json::json!({
        "type": "ParticipantAdded", "by": people.team, "at": at, "userId": stranger, "core": core,
    });
    world
        .append(
            domain::StreamId::Conversation(talk),
            sequence + 1,
            "ParticipantAdded",
            &payload.to_string(),
        )
        .await;
    assert!(participants(&world, talk).await.contains(&stranger));

    // A writer that has not seen the conversation yet: what the one of the others remembers is old.
    let append = event_store::pool(&world.database.url, event_store::Role::Append, 2)
        .await
        .unwrap();
    let writer = event_store::Writer::start(append, false).await.unwrap();
    let leaver = Leaver::new(
        world.pool.clone(),
        world.log.clone(),
        Hints::local(writer.head()),
        writer.clone(),
    );
    let gate = Readiness::new().register("leaver");
    let _leaving = Leaving(tokio::spawn(leaver.run(gate, CancellationToken::new())));
    let running = world.run();

    is_out(&world, stranger, &[talk]).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_leavers_and_one_that_begins_anew_take_nobody_out_twice() {
    let world = World::new().await;
    let people = &world.people;
    let talks = [people.converse().await, people.converse().await];
    let running = world.run();
    let (_one, _two) = (leave(&world), leave(&world));
    let disable = Command::User(people.team, change(None, Some(true)));
    people.ask(people.admin, disable).await.unwrap();
    is_out(&world, people.team, &talks).await;
    eventually("the place is kept", || async { place(&world).await > 0 }).await;
    drop((_one, _two));

    sqlx::query("update app.followers set position = 0")
        .execute(&world.root)
        .await
        .unwrap();
    let _again = leave(&world);
    eventually("it has been there again", || async {
        place(&world).await > 0
    })
    .await;

    let removed: i64 = sqlx::query_scalar(
        "select count(*) from log.events where event_type = 'ParticipantRemoved'",
    )
    .fetch_one(&world.root)
    .await
    .unwrap();
    assert_eq!(removed, 2);
    running.stop().await;
}
