//! Moments as text and numbers.

use domain::{NotATime, Timestamp};
use proptest::prelude::*;

const FIRST: i64 = -62_135_596_800_000;
const LAST: i64 = 253_402_300_799_999;

fn parse(text: &str) -> Result<i64, NotATime> {
    text.parse().map(Timestamp::millis)
}

proptest! {
    #[test]
    fn every_moment_is_read_as_it_was_written(millis in FIRST..=LAST) {
        let moment = Timestamp::from_millis(millis);
        prop_assert_eq!(moment.millis(), millis);
        prop_assert_eq!(moment.to_string().parse(), Ok(moment));
        prop_assert_eq!(Timestamp::from(moment.to_offset()), moment);
        let json = serde_json::to_string(&moment).unwrap();
        prop_assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), moment);
    }

    #[test]
    fn the_order_of_the_text_is_the_order_of_the_moments(a in FIRST..=LAST, b in FIRST..=LAST) {
        let (one, other) = (Timestamp::from_millis(a), Timestamp::from_millis(b));
        prop_assert_eq!(one.cmp(&other), one.to_string().cmp(&other.to_string()));
    }

    #[test]
    fn no_text_breaks_the_parser(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})") {
        if let Ok(moment) = text.parse::<Timestamp>() {
            prop_assert_eq!(moment.to_string().parse(), Ok(moment));
        }
    }
}

#[test]
fn a_moment_is_written_with_three_decimals_in_utc() {
    for (millis, text) in [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1_769_851_800_007, "2026-01-31T09:30:00.007Z"),
        (FIRST, "0001-01-01T00:00:00.000Z"),
        (LAST, "9999-12-31T23:59:59.999Z"),
    ] {
        assert_eq!(Timestamp::from_millis(millis).to_string(), text);
        assert_eq!(parse(text), Ok(millis));
    }
}

#[test]
fn other_spellings_of_a_moment_are_read() {
    for text in [
        "2026-01-31T09:30:00Z",
        "2026-01-31t09:30:00z",
        "2026-01-31T09:30:00.0009Z",
        "2026-01-31T11:30:00+02:00",
        "2026-01-31T00:30:00-09:00",
    ] {
        assert_eq!(parse(text), Ok(1_769_851_800_000), "{text}");
    }
}

#[test]
fn what_is_no_moment_of_the_years_1_to_9999_is_refused() {
    for text in [
        "",
        "now",
        "1769851800",
        "2026-01-31",
        "2026-01-31T09:30:00",
        "2026-02-30T09:30:00Z",
        "2026-01-31T24:00:00Z",
        " 2026-01-31T09:30:00Z",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "9999-12-31T23:59:59-23:59",
    ] {
        assert_eq!(parse(text), Err(NotATime), "{text}");
    }
}

#[test]
fn numbers_outside_are_moved_to_the_nearest_moment() {
    assert_eq!(Timestamp::from_millis(i64::MIN).millis(), FIRST);
    assert_eq!(Timestamp::from_millis(i64::MAX).millis(), LAST);
}
