//! The eraser: carried out everywhere, killed anywhere, beside everything else that goes on.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chassis::operator::Readiness;
use domain::{
    Command, ConversationEvent, Event, Owner, Private, Reason, StreamId, UserCommand, UserEvent,
    UserId, personal,
};
use event_store::{Known, Role, stock, verify};
use projector::{Belongings, Eraser, ErasureList, rebuild};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::expected::{picture, tables_are_the_fold};
use crate::workload::Workload;
use crate::world::{World, eventually};

/// What was asked of whoever keeps files and accounts.
#[derive(Clone, Default)]
struct Kept {
    asked: Arc<Mutex<Vec<String>>>,
    /// How often it fails before it works.
    failures: Arc<Mutex<u32>>,
}

impl Kept {
    fn ask(&self, what: String) -> Result<(), String> {
        let mut failures = self.failures.lock().unwrap();
        if *failures > 0 {
            *failures -= 1;
            return Err("not now".to_owned());
        }
        self.asked.lock().unwrap().push(what);
        Ok(())
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Belongings for Kept {
    async fn take_away(&self, user: UserId) -> Result<(), String> {
        self.ask(user.to_string())
    }

    async fn remove_export(&self, path: &str) -> Result<(), String> {
        self.ask(path.to_owned())
    }
}

/// An eraser's surroundings. Its list goes away with it.
struct Desk {
    pool: PgPool,
    list: PathBuf,
    kept: Kept,
}

impl Desk {
    async fn new(world: &World) -> Self {
        let pool = event_store::pool(&world.database.url, Role::Erase, 2).await;
        Self {
            pool: pool.unwrap(),
            list: std::env::temp_dir().join(format!("erasures-{}", uuid::Uuid::new_v4())),
            kept: Kept::default(),
        }
    }

    fn eraser(&self, world: &World) -> Eraser<Kept> {
        let log = world.log.log();
        Eraser::new(self.pool.clone(), log, self.list.clone(), self.kept.clone())
    }

    fn listed(&self) -> Vec<UserId> {
        let entries = ErasureList::new(self.list.clone()).read().unwrap();
        entries.iter().map(|entry| entry.user_id).collect()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.list);
    }
}

async fn order(world: &World, user: UserId) {
    let reason = Reason::parse("asked for it").unwrap();
    let reason = Private::new(reason, harness::salt());
    let erase = Command::User(user, UserCommand::EraseUser { reason });
    world.people.ask(world.people.admin, erase).await.unwrap();
}

async fn count(world: &World, text: &str) -> i64 {
    let query = "select count(*) from log.events where payload::text like '%' || $1 || '%'";
    let count = sqlx::query_scalar(query).bind(text);
    count.fetch_one(&world.root).await.unwrap()
}

/// How many erasures are not done.
async fn open(world: &World) -> i64 {
    let query = "select count(*)
        from log.events e
        left join app.erasures d on d.user_id::text = e.aggregate_id
        where e.event_type = 'UserErased' and d.done_at is null";
    sqlx::query_scalar(query)
        .fetch_one(&world.root)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_erasure_that_is_ordered_is_carried_out_everywhere() {
    let world = World::new().await;
    let desk = Desk::new(&world).await;
    let client = world.people.client;
    let conversation = world.people.converse().await;
    let sent = world.people.send(client, conversation, "canary").await;
    sent.unwrap();
    sqlx::raw_sql(
        "insert into app.exports (id, project_id, requested_by) values
           (gen_random_uuid(), gen_random_uuid(), gen_random_uuid());
         insert into app.exports (id, project_id, requested_by, status, path, finished_at) values
           (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'done', 'exports/a.tar', now())",
    )
    .execute(&world.root)
    .await
    .unwrap();
    let (readiness, stop) = (Readiness::new(), CancellationToken::new());
    let gate = readiness.register("eraser");
    let running = tokio::spawn(desk.eraser(&world).run(gate, stop.clone()));
    order(&world, client).await;
    eventually("it is done", || async { open(&world).await == 0 }).await;
    stop.cancel();
    running.await.unwrap();

    assert_eq!(count(&world, "canary").await, 0);
    assert_eq!(desk.listed(), [client]);
    let asked = [client.to_string(), "exports/a.tar".to_owned()];
    assert_eq!(desk.kept.asked(), asked);
    let exports: Vec<(String, Option<String>)> =
        sqlx::query_as("select status, path from app.exports order by status")
            .fetch_all(&world.root)
            .await
            .unwrap();
    // The one that is being made sees by the epoch that it has to be made anew.
    let kept = ["failed", "running"].map(|status| (status.to_owned(), None));
    assert_eq!(exports, kept);
    // Nothing is left to do.
    assert_eq!(desk.eraser(&world).erase_all().await.unwrap(), 0);
}

#[tokio::test]
async fn what_cannot_be_taken_away_now_is_taken_away_later() {
    let world = World::new().await;
    let desk = Desk::new(&world).await;
    *desk.kept.failures.lock().unwrap() = 1;
    order(&world, world.people.client).await;
    assert!(desk.eraser(&world).erase_all().await.is_err());
    assert_eq!(open(&world).await, 1);
    assert_eq!(desk.eraser(&world).erase_all().await.unwrap(), 1);
    assert_eq!(open(&world).await, 0);
    assert_eq!(desk.kept.asked(), [world.people.client.to_string()]);
    // Once, although it was begun twice.
    assert_eq!(desk.listed(), [world.people.client]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_killed_again_and_again_gets_done() {
    let world = World::new().await;
    let desk = Desk::new(&world).await;
    let conversation = world.people.converse().await;
    let (client, team) = (world.people.client, world.people.team);
    for _ in 0..300 {
        for (by, what) in [(client, "canary"), (team, "stays")] {
            world.people.send(by, conversation, what).await.unwrap();
        }
    }
    order(&world, client).await;
    let mut kills = 0;
    while open(&world).await > 0 {
        let eraser = desk.eraser(&world);
        let running = tokio::spawn(async move { eraser.erase_all().await });
        // A little longer each time, so that there is an end.
        tokio::time::sleep(Duration::from_millis(2 + kills)).await;
        running.abort();
        let _ = running.await;
        kills += 1;
    }
    assert!(kills > 3, "{kills}");
    assert_eq!(count(&world, "canary").await, 0);
    assert_eq!(count(&world, "stays").await, 300);
    let verdict = verify(&world.log, &Known::default()).await.unwrap();
    assert_eq!(verdict.first_bad, None);
}

/// Where words of erased people are left: found by reading the log once more. Nobody else lost any.
async fn left(world: &World) -> Vec<(u64, UserId)> {
    let events = world.log.read(0, 1_000_000).await.unwrap();
    let erased: HashSet<UserId> = events
        .iter()
        .filter_map(|event| match (&event.event, event.stream) {
            (Event::User(UserEvent::UserErased { .. }), StreamId::User(user)) => Some(user),
            _ => None,
        })
        .collect();
    assert!(!erased.is_empty(), "nobody was erased");
    let (mut left, mut sayers) = (Vec::new(), HashMap::new());
    for event in &events {
        let of = event.conversation();
        if let Event::Conversation(
            ConversationEvent::ConversationStarted { by, .. }
            | ConversationEvent::SubjectChanged { by, .. },
        ) = &event.event
        {
            sayers.insert(of, *by);
        }
        for value in personal(event.stream, &event.event) {
            let owner = match value.owner {
                Owner::Person(person) => person,
                Owner::WhoSaidTheSubject => sayers[&of],
            };
            let may_be_gone = erased.contains(&owner);
            assert!(value.is_kept || may_be_gone, "{event:?} lost words");
            if value.is_kept && may_be_gone {
                left.push((event.position, owner));
            }
        }
    }
    left
}

#[tokio::test(flavor = "multi_thread")]
async fn while_everything_goes_on_their_words_go_and_the_tables_stay_the_logs() {
    let world = World::new().await;
    let desk = Desk::new(&world).await;
    let projecting = world.run();
    let (readiness, stop) = (Readiness::new(), CancellationToken::new());
    let gate = readiness.register("eraser");
    let erasing = tokio::spawn(desk.eraser(&world).run(gate, stop.clone()));
    let mut workload = Workload::begin(&world.people, 97).await;
    workload.crowd(1_000).await;
    // One who has said much, in the middle of it.
    order(&world, world.people.client).await;
    workload.crowd(1_000).await;
    eventually("all are done", || async { open(&world).await == 0 }).await;
    workload.crowd(200).await;
    eventually("all are done", || async { open(&world).await == 0 }).await;
    world.caught_up().await;
    projecting.stop().await;
    stop.cancel();
    erasing.await.unwrap();

    assert_eq!(left(&world).await, []);
    let verdict = verify(&world.log, &Known::default()).await.unwrap();
    assert_eq!(verdict.first_bad, None);
    let (_, differences) = stock::compare(&world.log).await.unwrap();
    assert_eq!(differences, []);
    tables_are_the_fold(&world.root).await;
    let rows = picture(&world.root).await;
    rebuild(&world.pool, &world.log).await.unwrap();
    assert_eq!(picture(&world.root).await, rows);
}
