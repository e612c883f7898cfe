use std::time::Duration;

use event_bus::{Follower, Hints};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::simulated::{SimulatedLog, next, stays_quiet};

#[tokio::test(start_paused = true)]
async fn hints_that_end_leave_a_follower_that_goes_on_by_itself() {
    let log = SimulatedLog::of(0);
    let mut follower = Follower::new(log.clone(), Hints::new(stream::empty()), 0);
    stays_quiet(&mut follower, 3_000).await;

    log.append(1);

    assert_eq!(next(&mut follower).await, [1]);
}

#[tokio::test(start_paused = true)]
async fn the_local_tail_costs_no_delay() {
    let log = SimulatedLog::of(0);
    let (head, tail) = watch::channel(0);
    let mut follower = Follower::new(log.clone(), Hints::local(tail), 0);
    stays_quiet(&mut follower, 100).await;

    for position in 1..=3 {
        let began = Instant::now();
        head.send(log.append(1)).unwrap();
        assert_eq!(next(&mut follower).await, [position]);
        assert_eq!(began.elapsed(), Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn polling_is_quick_while_busy_and_slow_while_idle() {
    let log = SimulatedLog::of(0);
    let mut follower = Follower::new(log.clone(), Hints::polling(), 0);
    stays_quiet(&mut follower, 10_000).await;
    assert!(log.reads() <= 50, "{} reads", log.reads());

    let began = Instant::now();
    log.append(1);
    assert_eq!(next(&mut follower).await, [1]);
    assert!(
        began.elapsed() <= Duration::from_millis(250),
        "{:?}",
        began.elapsed()
    );

    let began = Instant::now();
    log.append(1);
    assert_eq!(next(&mut follower).await, [2]);
    assert!(
        began.elapsed() <= Duration::from_millis(10),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_wake_up_cuts_a_poll_short() {
    let log = SimulatedLog::of(0);
    let (wake, wakes) = watch::channel(());
    let wakes = stream::unfold(wakes, |mut wakes| async move {
        wakes.changed().await.ok()?;
        Some(((), wakes))
    });
    let mut follower = Follower::new(log.clone(), Hints::polling_with(wakes), 0);
    stays_quiet(&mut follower, 10_000).await;

    let began = Instant::now();
    log.append(1);
    wake.send(()).unwrap();

    assert_eq!(next(&mut follower).await, [1]);
    assert_eq!(began.elapsed(), Duration::ZERO);
}
