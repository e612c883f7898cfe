//! The checkpointer against a real log, and against copies of it that contradict what was signed.

use std::path::PathBuf;
use std::time::Duration;

use aws_lc_rs::signature::Ed25519KeyPair;
use chassis::operator::Readiness;
use event_store::checkpoints::{self, Stored};
use event_store::{Known, LogReader, Role, verify};
use evidence::merkle::Frontier;
use evidence::{PublicKey, SigningKey};
use projector::{CheckpointFailure, CheckpointFile, Checkpointer, Pace, Terms};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::world::{World, eventually};

const QUICK: Pace = Pace {
    events: 3,
    every: Duration::from_millis(300),
    look: Duration::from_millis(10),
};

/// A key that can be had twice, and a file that goes away.
struct Desk {
    pkcs8: Vec<u8>,
    file: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        Self {
            pkcs8: pair.to_pkcs8v1().unwrap().as_ref().to_vec(),
            file: std::env::temp_dir().join(format!("checkpoints-{}", uuid::Uuid::new_v4())),
        }
    }

    fn key(&self) -> SigningKey {
        SigningKey::from_pkcs8(&self.pkcs8).unwrap()
    }

    fn public(&self) -> PublicKey {
        self.key().public().unwrap()
    }

    fn checkpointer(&self, pool: &PgPool, log: &LogReader) -> Checkpointer {
        Checkpointer::new(pool.clone(), log.clone(), self.key(), self.file.clone()).with_pace(QUICK)
    }

    fn of(&self, world: &World) -> Checkpointer {
        self.checkpointer(&world.pool, &world.log)
    }

    fn lines(&self) -> Vec<evidence::Signed> {
        CheckpointFile::new(self.file.clone())
            .read()
            .unwrap()
            .unwrap()
    }

    fn known(&self) -> Known {
        Known {
            keys: vec![self.public()],
            outside: self.lines(),
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

async fn table(log: &LogReader) -> Vec<Stored> {
    checkpoints::read(log, 0, 10_000).await.unwrap()
}

/// The root that the log has at a size, made apart from any checkpoint.
async fn root_at(log: &LogReader, size: u64) -> evidence::Hash {
    let mut frontier = Frontier::new();
    while checkpoints::grow(log, &mut frontier, size, |_, _| ())
        .await
        .unwrap()
    {}
    assert_eq!(frontier.size(), size);
    frontier.root()
}

/// Table and file say the same, every one is signed, and none is a fork.
async fn is_one_line(world: &World, desk: &Desk) {
    let rows = table(&world.log).await;
    let of_table: Vec<_> = rows.iter().map(|row| row.signed).collect();
    assert_eq!(of_table, desk.lines());
    let mut before = 0;
    for (n, row) in rows.iter().enumerate() {
        assert_eq!(row.number, n as u64 + 1);
        assert!(desk.public().signed(&row.signed));
        let of = row.signed.checkpoint;
        assert!(of.size > before, "{of:?} after {before}");
        assert_eq!(of.root, root_at(&world.log, of.size).await);
        before = of.size;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_signed_and_what_is_not_is_not() {
    let (world, desk) = (World::new().await, Desk::new());
    let first = desk.of(&world).sign_now().await.unwrap().unwrap();
    assert_eq!(first.checkpoint.size, world.log.head().await.unwrap());
    assert_eq!(desk.of(&world).sign_now().await.unwrap(), Some(first));
    world.people.converse().await;
    let second = desk.of(&world).sign_now().await.unwrap().unwrap();
    assert_eq!(second.checkpoint.size, first.checkpoint.size + 1);
    is_one_line(&world, &desk).await;
    let verdict = verify(&world.log, &desk.known()).await.unwrap();
    assert_eq!(verdict.first_bad, None);
    assert_eq!((verdict.checkpoints, verdict.covered), (2, verdict.size));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_signs_when_there_is_enough_or_after_some_time_and_once_more_when_it_stops() {
    let (world, desk) = (World::new().await, Desk::new());
    let stop = CancellationToken::new();
    let slow = Pace {
        every: Duration::from_secs(3_600),
        ..QUICK
    };
    let gate = Readiness::new().register("checkpointer");
    let running = tokio::spawn(desk.of(&world).with_pace(slow).run(gate, stop.clone()));
    let head = world.log.head().await.unwrap();
    eventually("the first is signed", || async {
        desk.lines()
            .last()
            .is_some_and(|line| line.checkpoint.size == head)
    })
    .await;
    let conversation = world.people.converse().await;
    stop.cancel();
    running.await.unwrap();
    assert_eq!(desk.lines().last().unwrap().checkpoint.size, head + 1);

    let stop = CancellationToken::new();
    let gate = Readiness::new().register("checkpointer");
    let running = tokio::spawn(desk.of(&world).run(gate, stop.clone()));
    world
        .people
        .send(world.people.client, conversation, "one")
        .await
        .unwrap();
    eventually("one event is signed after some time", || async {
        desk.lines().last().unwrap().checkpoint.size == head + 2
    })
    .await;
    stop.cancel();
    running.await.unwrap();
    is_one_line(&world, &desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_make_one_line() {
    let (world, desk) = (World::new().await, Desk::new());
    let conversation = world.people.converse().await;
    let signing: Vec<_> = (0..6)
        .map(|_| {
            let checkpointer = desk.of(&world);
            tokio::spawn(async move {
                for _ in 0..20 {
                    checkpointer.sign_now().await.unwrap();
                }
            })
        })
        .collect();
    for n in 0..60 {
        let body = format!("message {n}");
        world
            .people
            .send(world.people.client, conversation, &body)
            .await
            .unwrap();
    }
    for one in signing {
        one.await.unwrap();
    }
    desk.of(&world).sign_now().await.unwrap();
    // Lines of two that signed one after the other may reach the file in the other order.
    let mut lines = desk.lines();
    lines.sort_by_key(|line| line.checkpoint.size);
    lines.dedup();
    let rows: Vec<_> = table(&world.log)
        .await
        .iter()
        .map(|row| row.signed)
        .collect();
    assert_eq!(rows, lines);
    let verdict = verify(&world.log, &desk.known()).await.unwrap();
    assert_eq!(verdict.first_bad, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_leader_that_was_paused_writes_nothing() {
    let (world, desk) = (World::new().await, Desk::new());
    let old = desk.of(&world).sign_now().await.unwrap().unwrap();
    let before = table(&world.log).await.pop().unwrap();
    let frontier = before.frontier.unwrap();
    world.people.converse().await;
    desk.of(&world).sign_now().await.unwrap();
    // What the old one would write as the next, had it been faster.
    let written = checkpoints::write(&world.pool, before.number + 1, &old, &frontier).await;
    assert!(!written.unwrap());
    let skipping = checkpoints::write(&world.pool, before.number + 5, &old, &frontier).await;
    assert!(!skipping.unwrap());
    is_one_line(&world, &desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_takes_over_when_the_leader_is_gone() {
    let (world, desk) = (World::new().await, Desk::new());
    let terms = Terms::default();
    let run = |stop: &CancellationToken| {
        let gate = Readiness::new().register("checkpointer");
        tokio::spawn(desk.of(&world).with_terms(terms).run(gate, stop.clone()))
    };
    let stop = CancellationToken::new();
    let (first, second) = (run(&stop), run(&stop));
    eventually("one of them signs", || async { !desk.lines().is_empty() }).await;
    first.abort();
    world.people.converse().await;
    let head = world.log.head().await.unwrap();
    eventually("the log is signed to its end", || async {
        desk.lines().last().unwrap().checkpoint.size == head
    })
    .await;
    stop.cancel();
    second.await.unwrap();
    is_one_line(&world, &desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_torn_or_lost_is_made_whole_from_the_table() {
    let (world, desk) = (World::new().await, Desk::new());
    for _ in 0..3 {
        desk.of(&world).sign_now().await.unwrap();
        world.people.converse().await;
    }
    let text = std::fs::read_to_string(&desk.file).unwrap();
    for left in [text.len() - 1, text.len() - 50, 40, 0] {
        std::fs::write(&desk.file, &text[..left]).unwrap();
        desk.of(&world).sign_now().await.unwrap();
        is_one_line(&world, &desk).await;
    }
    std::fs::remove_file(&desk.file).unwrap();
    desk.of(&world).sign_now().await.unwrap();
    is_one_line(&world, &desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_was_cut_is_not_signed_any_more() {
    let (world, desk) = (World::new().await, Desk::new());
    for _ in 0..2 {
        desk.of(&world).sign_now().await.unwrap();
        world.people.converse().await;
    }
    change(&world, "delete from log.checkpoints where number = 2").await;
    let refused = desk.of(&world).sign_now().await.unwrap_err();
    assert!(
        matches!(refused, CheckpointFailure::Contradiction(_)),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_that_was_changed_or_signed_by_another_key_is_not_gone_on_with() {
    let (world, desk) = (World::new().await, Desk::new());
    desk.of(&world).sign_now().await.unwrap();
    let stranger = Desk::new();
    let foreign = Checkpointer::new(
        world.pool.clone(),
        world.log.clone(),
        stranger.key(),
        stranger.file.clone(),
    );
    let refused = foreign.sign_now().await.unwrap_err();
    assert!(
        matches!(refused, CheckpointFailure::Contradiction(_)),
        "{refused}"
    );
    change(
        &world,
        "update log.checkpoints set frontier = set_byte(frontier, 20, 0)",
    )
    .await;
    let refused = desk.of(&world).sign_now().await.unwrap_err();
    assert!(
        matches!(refused, CheckpointFailure::Contradiction(_)),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_may_change_a_checkpoint() {
    let (world, desk) = (World::new().await, Desk::new());
    desk.of(&world).sign_now().await.unwrap();
    for statement in [
        "update log.checkpoints set size = size + 1",
        "delete from log.checkpoints",
        "truncate log.checkpoints",
    ] {
        let refused = sqlx::query(statement).execute(&world.root).await;
        assert!(refused.is_err(), "{statement}");
    }
    let append = event_store::pool(&world.database.url, Role::Append, 1)
        .await
        .unwrap();
    let insert = "insert into log.checkpoints select * from log.checkpoints";
    let refused = sqlx::query(insert)
        .execute(&append)
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("permission denied"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_put_back_and_adopted_goes_on_from_its_newest_checkpoint() {
    let (world, desk) = (World::new().await, Desk::new());
    desk.of(&world).sign_now().await.unwrap();
    let kept = world.log.head().await.unwrap();
    let copy = {
        // A copy wants nobody connected: what this one has is written out beforehand.
        let lines = table(&world.log).await;
        world.people.converse().await;
        let newer = desk.of(&world).sign_now().await.unwrap().unwrap();
        assert_eq!(newer.checkpoint.size, kept + 1);
        lines
    };
    // Put back: the conversation is gone, and its checkpoint with it.
    change(
        &world,
        &format!(
            "delete from log.events where position > {kept}; delete from log.checkpoints where number > 1"
        ),
    )
    .await;
    assert_eq!(table(&world.log).await, copy);
    let verdict = verify(&world.log, &desk.known()).await.unwrap();
    assert_eq!(
        verdict.first_bad.unwrap().first,
        kept + 1,
        "nobody adopted it"
    );

    event_store::adopt(&world.database.url).await.unwrap();
    let log = LogReader::open(world.pool.clone()).await.unwrap();
    let handed_over = desk
        .checkpointer(&world.pool, &log)
        .sign_now()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(handed_over.checkpoint.size, kept);
    assert_eq!(handed_over.checkpoint.incarnation, 2);
    let verdict = verify(&log, &desk.known()).await.unwrap();
    assert_eq!(verdict.first_bad, None);
    assert_eq!((verdict.given_up, verdict.covered), (1, kept));
}

/// As the superuser, with triggers off.
async fn change(world: &World, statements: &str) {
    let mut connection = world.root.acquire().await.unwrap();
    let all = format!(
        "set session_replication_role = replica; {statements}; set session_replication_role = origin"
    );
    sqlx::raw_sql(&all).execute(&mut *connection).await.unwrap();
}
