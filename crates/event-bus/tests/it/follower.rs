use std::time::Duration;

use event_bus::{Behind, Follower, HELD_MAX, SILENCE_MAX};
use tokio::time::{Instant, timeout};

use crate::simulated::{Mouth, SimulatedLog, next, positions, stays_quiet};

#[tokio::test(start_paused = true)]
async fn a_reader_that_was_away_gets_everything_after_its_checkpoint_at_once() {
    let (_mouth, hints) = Mouth::new();
    let mut follower = Follower::new(SimulatedLog::of(7), hints, 4);
    let began = Instant::now();

    let batch = follower.next(100).await.unwrap();

    assert_eq!(
        (positions(&batch), batch.head, batch.position()),
        (vec![5, 6, 7], 7, 7)
    );
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_never_longer_than_asked_for_and_tells_how_far_the_log_is() {
    let (_mouth, hints) = Mouth::new();
    let mut follower = Follower::new(SimulatedLog::of(5), hints, 0);

    let first = follower.next(2).await.unwrap();

    assert_eq!((positions(&first), first.head), (vec![1, 2], 5));
    assert_eq!(positions(&follower.next(2).await.unwrap()), [3, 4]);
    assert_eq!(positions(&follower.next(2).await.unwrap()), [5]);
}

#[tokio::test(start_paused = true)]
async fn records_in_their_turn_need_no_read_of_the_log() {
    let log = SimulatedLog::of(1);
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    next(&mut follower).await;
    stays_quiet(&mut follower, 1).await;
    let reads = log.reads();

    log.append(3);
    for position in 1..=4 {
        mouth.record(position);
        mouth.record(position);
    }

    assert_eq!(next(&mut follower).await, [2, 3, 4]);
    assert_eq!(log.reads(), reads);
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_ahead_waits_briefly_for_the_one_before_it() {
    let log = SimulatedLog::of(1);
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    next(&mut follower).await;
    log.append(3);
    mouth.record(2);
    assert_eq!(next(&mut follower).await, [2]);
    let reads = log.reads();

    mouth.record(4);
    mouth.later(Duration::from_millis(15), |mouth| mouth.record(3));

    assert_eq!(next(&mut follower).await, [3, 4]);
    assert_eq!(log.reads(), reads);
}

#[tokio::test(start_paused = true)]
async fn a_lost_record_is_fetched_and_what_was_held_is_not_fetched_again() {
    let log = SimulatedLog::of(1);
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    next(&mut follower).await;
    log.append(3);
    mouth.record(2);
    next(&mut follower).await;

    let began = Instant::now();
    mouth.record(4);

    assert_eq!(next(&mut follower).await, [3]);
    assert_eq!(next(&mut follower).await, [4]);
    assert!(
        began.elapsed() <= Duration::from_millis(50),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_head_shows_a_lost_tail() {
    let log = SimulatedLog::of(1);
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    next(&mut follower).await;

    log.append(2);
    let began = Instant::now();
    mouth.head(3);

    assert_eq!(next(&mut follower).await, [2, 3]);
    assert!(
        began.elapsed() <= Duration::from_millis(50),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_lost_tail_is_found_within_two_seconds_even_if_every_head_is_stale() {
    let log = SimulatedLog::of(1);
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    next(&mut follower).await;

    log.append(1);
    let began = Instant::now();
    for millis in (0..4_000).step_by(100) {
        mouth.later(Duration::from_millis(millis), |mouth| mouth.head(1));
    }

    assert_eq!(next(&mut follower).await, [2]);
    assert!(began.elapsed() <= SILENCE_MAX, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_head_beyond_the_log_does_not_make_the_follower_spin() {
    let log = SimulatedLog::of(1);
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    next(&mut follower).await;

    mouth.head(1_000);
    stays_quiet(&mut follower, 60_000).await;

    assert!(log.reads() < 60, "{} reads", log.reads());
}

#[tokio::test(start_paused = true)]
async fn a_failing_log_is_tried_again_with_growing_pauses_and_says_so() {
    let log = SimulatedLog::of(1);
    let (_mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    let mut trouble = follower.trouble();
    log.fail(8);
    let began = Instant::now();

    let running = tokio::spawn(async move { next(&mut follower).await });
    trouble.wait_for(Option::is_some).await.unwrap();
    assert_eq!(
        trouble.borrow().as_deref(),
        Some("the connection was reset")
    );

    assert_eq!(running.await.unwrap(), [1]);
    // 50 + 100 + 200 + 400 + 800 + 1,600 + 3,200 + 5,000 ms, each between half and all of it.
    let took = began.elapsed();
    assert!(
        (Duration::from_millis(5_600)..Duration::from_millis(11_400)).contains(&took),
        "{took:?}"
    );
    assert_eq!(*trouble.borrow(), None);
}

#[tokio::test(start_paused = true)]
async fn records_are_yielded_while_the_log_cannot_be_read() {
    let log = SimulatedLog::of(1);
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 1);
    log.fail(u32::MAX);
    stays_quiet(&mut follower, 3_000).await;

    mouth.record(2);

    assert_eq!(next(&mut follower).await, [2]);
}

#[tokio::test(start_paused = true)]
async fn a_log_that_never_answers_is_a_log_that_failed() {
    let log = SimulatedLog::of(1);
    let (_mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    let trouble = follower.trouble();
    log.take_time(Duration::from_secs(3_600));

    stays_quiet(&mut follower, 11_000).await;

    assert_eq!(
        trouble.borrow().as_deref(),
        Some("the log did not answer in time")
    );
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_event_is_never_skipped_and_all_before_it_come_out() {
    let log = SimulatedLog::of(100);
    let (_mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    log.unreadable_at(Some(50));

    let mut heard = Vec::new();
    while heard.len() < 49 {
        heard.extend(next(&mut follower).await);
    }
    assert_eq!(heard, (1..=49).collect::<Vec<_>>());
    stays_quiet(&mut follower, 60_000).await;

    log.unreadable_at(None);
    assert_eq!(next(&mut follower).await[0], 50);
}

#[tokio::test(start_paused = true)]
async fn a_hole_in_the_log_is_an_error_and_not_an_end() {
    let log = SimulatedLog::of(3);
    let (_mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    let trouble = follower.trouble();
    log.missing_at(2);

    assert_eq!(next(&mut follower).await, [1]);
    stays_quiet(&mut follower, 10_000).await;

    assert_eq!(
        trouble.borrow().as_deref(),
        Some("the log has a hole: 3 follows 1")
    );
}

#[tokio::test(start_paused = true)]
async fn a_log_that_ends_before_the_checkpoint_is_refused() {
    let (_mouth, hints) = Mouth::new();
    let mut follower = Follower::new(SimulatedLog::of(3), hints, 4);

    assert_eq!(
        follower.next(100).await.unwrap_err(),
        Behind { after: 4, head: 3 }
    );
    assert_eq!(
        follower.next(100).await.unwrap_err(),
        Behind { after: 4, head: 3 }
    );
}

#[tokio::test(start_paused = true)]
async fn a_log_that_comes_back_as_an_older_copy_is_refused() {
    let log = SimulatedLog::of(9);
    let (_mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    next(&mut follower).await;

    log.fail(1);
    log.head_is(5);

    assert_eq!(
        follower.next(100).await.unwrap_err(),
        Behind { after: 9, head: 5 }
    );
}

#[tokio::test(start_paused = true)]
async fn a_follower_goes_on_from_where_it_is_put() {
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(SimulatedLog::of(9), hints, 0);
    mouth.record(9);
    next(&mut follower).await;

    follower.seek(6);

    assert_eq!(next(&mut follower).await, [7, 8, 9]);
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_records_from_the_future_is_held_only_up_to_a_bound_and_loses_nothing() {
    let log = SimulatedLog::of(0);
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    stays_quiet(&mut follower, 1).await;
    let count = 5 * u64::try_from(HELD_MAX).unwrap();
    log.append(count);
    for position in (2..=count).rev() {
        mouth.record(position);
    }

    let mut heard = Vec::new();
    while heard.len() < usize::try_from(count).unwrap() {
        heard.extend(next(&mut follower).await);
    }

    assert_eq!(heard, (1..=count).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_given_up_loses_nothing() {
    let log = SimulatedLog::of(0);
    log.take_time(Duration::from_millis(7));
    let (mouth, hints) = Mouth::new();
    let mut follower = Follower::new(log.clone(), hints, 0);
    let mut heard = Vec::new();

    for position in 1..=50 {
        log.append(1);
        match position % 3 {
            0 => mouth.record(position),
            1 => mouth.head(position),
            _ => mouth.wake(),
        }
        if let Ok(batch) = timeout(Duration::from_millis(position % 10), follower.next(100)).await {
            heard.extend(positions(&batch.unwrap()));
        }
    }
    while heard.len() < 50 {
        heard.extend(next(&mut follower).await);
    }

    assert_eq!(heard, (1..=50).collect::<Vec<_>>());
}
