//! Whoever changes the log or its checkpoints behind their back is found, and where it is wrong is
//! said: at the first position that is not as written, or, where only a checkpoint shows it, between
//! which positions.

mod kinds;
mod log;

use event_store::Verdict;

use self::kinds::{KINDS, Where};
use self::log::{Original, Random};

const ROUNDS: usize = 200;
const SEED: u64 = 0x7464_6e67;

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_random_tampers_are_found_where_they_are() {
    let original = Original::write().await;
    let untouched = original.copy().await.verify().await;
    assert_eq!(untouched.first_bad, None);
    assert_eq!(
        (untouched.size, untouched.covered),
        (original.size, original.size)
    );

    let mut random = Random::new(SEED);
    for round in 0..ROUNDS {
        let kind = &KINDS[round % KINDS.len()];
        let copy = original.copy().await;
        let expected = (kind.tamper)(&copy, &mut random).await;
        let verdict = copy.verify().await;
        assert!(
            is_found(&expected, &verdict),
            "round {round} of seed {SEED:x}: {}: {expected:?}, found {:?}",
            kind.name,
            verdict.first_bad
        );
        copy.drop().await;
    }
}

fn is_found(expected: &Where, verdict: &Verdict) -> bool {
    let Some(bad) = &verdict.first_bad else {
        return false;
    };
    match expected {
        Where::At(position) => (bad.first, bad.last) == (*position, *position),
        Where::Between(position) => (bad.first..=bad.last).contains(position),
        Where::Checkpoint => true,
    }
}
