use std::time::{Duration, Instant};

use projector::{Lease, Terms};

use crate::expected::tables_are_the_fold;
use crate::workload::Workload;
use crate::world::{World, eventually};

/// A process that was stopped: it never pings, and does not know that it lost the lead.
const FROZEN: Terms = Terms {
    idle: Duration::from_secs(2),
    ping: Duration::from_secs(3_600),
};

#[tokio::test(flavor = "multi_thread")]
async fn one_leads_and_the_next_takes_over_as_soon_as_it_is_gone() {
    let world = World::new().await;
    let first = Lease::wait(&world.pool, "test", Terms::default()).await;
    assert!(
        Lease::attempt(&world.pool, "test", Terms::default())
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        Lease::attempt(&world.pool, "another", Terms::default())
            .await
            .unwrap()
            .is_some()
    );

    let began = Instant::now();
    drop(first);
    Lease::wait(&world.pool, "test", Terms::default()).await;

    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_that_pings_keeps_the_lead() {
    let world = World::new().await;
    let lease = Lease::wait(&world.pool, "test", Terms::default()).await;

    let lost = tokio::time::timeout(Duration::from_secs(4), lease.lost()).await;

    assert!(lost.is_err(), "the lead was lost");
    assert!(
        Lease::attempt(&world.pool, "test", Terms::default())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_whose_session_ends_knows_it_at_once() {
    let world = World::new().await;
    let lease = Lease::wait(&world.pool, "test", Terms::default()).await;

    sqlx::query(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
                 and database = (select oid from pg_database where datname = current_database())",
    )
    .execute(&world.root)
    .await
    .unwrap();

    tokio::time::timeout(Duration::from_secs(1), lease.lost())
        .await
        .expect("told within a second");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_takes_over_from_a_frozen_leader_within_three_seconds() {
    let world = World::new().await;
    let frozen = Lease::wait(&world.pool, "test", FROZEN).await;
    let began = Instant::now();

    Lease::wait(&world.pool, "test", Terms::default()).await;

    assert!(
        began.elapsed() <= Duration::from_secs(3),
        "{:?}",
        began.elapsed()
    );
    drop(frozen);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_projectors_at_once_make_the_rows_right_and_no_error() {
    let world = World::new().await;
    let mut workload = Workload::begin(&world.people, 23).await;
    // The first never learns that its lead is over, so from the third second on both work.
    let first = world.run_with(FROZEN);
    world.caught_up().await;
    let second = world.run();
    let leads = "select count(distinct pid) from pg_locks where locktype = 'advisory'
                 and objsubid = 1 and database = (select oid from pg_database where datname = current_database())";
    let leaders = || async {
        let leaders: i64 = sqlx::query_scalar(leads)
            .fetch_one(&world.root)
            .await
            .unwrap();
        leaders
    };
    eventually("the lead is free", || async { leaders().await == 0 }).await;
    eventually("the second leads", || async { leaders().await == 1 }).await;

    workload.steps(400).await;
    world.caught_up().await;

    tables_are_the_fold(&world.root).await;
    assert_eq!((first.reason(), second.reason()), (None, None));
    first.stop().await;
    second.stop().await;
}
