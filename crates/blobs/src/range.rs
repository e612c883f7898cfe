//! What part of a file a request asks for (RFC 9110, 13 and 14), of one file that never changes.

use std::ops::Range;

use domain::FileId;

use crate::Variant;

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// 304: the client has it.
    NotModified,
    /// 200: all of it.
    Whole,
    /// 206: these bytes, at least one.
    Part(Range<u64>),
    /// 416.
    Unsatisfiable,
}

/// The conditions of a request, as they stand in its headers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conditions<'a> {
    /// `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// `If-Range`.
    pub if_range: Option<&'a str>,
    /// `Range`.
    pub range: Option<&'a str>,
}

/// The ETag of a file. Of its id and not of its content: nobody learns from it who else has the same.
#[must_use]
pub fn etag(file: FileId, variant: Variant) -> String {
    match variant {
        Variant::Original => format!("\"{file}\""),
        Variant::Preview => format!("\"{file}-preview\""),
    }
}

/// The value of `Content-Range` for a part.
#[must_use]
pub fn content_range(part: &Range<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1))
}

/// The value of `Content-Range` beside a 416.
#[must_use]
pub fn unsatisfied_range(size: u64) -> String {
    format!("bytes */{size}")
}

impl Conditions<'_> {
    /// What to answer of a file with this ETag and size.
    #[must_use]
    pub fn answer(&self, etag: &str, size: u64) -> Wanted {
        if self.if_none_match.is_some_and(|held| names(held, etag)) {
            return Wanted::NotModified;
        }
        let Some(range) = self.range else {
            return Wanted::Whole;
        };
        // What the client has a part of is something else: it gets this one whole. A date is no ETag.
        if self.if_range.is_some_and(|held| held.trim() != etag) {
            return Wanted::Whole;
        }
        part(range, size)
    }
}

/// Weak comparison, as the RFC wants it here.
fn names(list: &str, etag: &str) -> bool {
    list.split(',').map(str::trim).any(|held| {
        held == "*" || held == etag || held.strip_prefix("W/").is_some_and(|held| held == etag)
    })
}

/// One range of bytes. Several are refused: a thousand of one byte each would cost more than the file.
/// Another unit is none of ours and left aside.
fn part(range: &str, size: u64) -> Wanted {
    let Some((unit, set)) = range.split_once('=') else {
        return Wanted::Unsatisfiable;
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    bounds(set.trim(), size)
        .filter(|part| part.start < part.end)
        .map_or(Wanted::Unsatisfiable, Wanted::Part)
}

fn bounds(set: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = set.split_once('-')?;
    if first.is_empty() {
        let count = number(last)?;
        return Some(size.saturating_sub(count)..size);
    }
    let first = number(first)?;
    let end = match last {
        "" => size,
        last => {
            let last = number(last)?;
            if last < first {
                return None;
            }
            last.saturating_add(1).min(size)
        }
    };
    Some(first..end)
}

/// Digits only: `parse` alone takes a plus sign too. What is beyond every file stands for just that.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETAG: &str = "\"e\"";

    fn ranged(range: &str) -> Wanted {
        let conditions = Conditions {
            range: Some(range),
            ..Conditions::default()
        };
        conditions.answer(ETAG, 100)
    }

    #[test]
    fn one_range_within_the_file_is_a_part() {
        for (range, part) in [
            ("bytes=0-0", 0..1),
            ("bytes=0-99", 0..100),
            ("bytes=10-", 10..100),
            ("bytes=99-", 99..100),
            ("bytes=-1", 99..100),
            ("bytes=-100", 0..100),
            ("bytes=-1000", 0..100),
            ("bytes=50-1000", 50..100),
            ("BYTES=50-99999999999999999999999", 50..100),
        ] {
            assert_eq!(ranged(range), Wanted::Part(part), "{range}");
        }
    }

    #[test]
    fn beyond_the_end_several_and_nonsense_are_unsatisfiable() {
        let many = format!("bytes=0-0{}", ",1-1".repeat(1_000));
        for range in [
            "bytes=100-",
            "bytes=100-200",
            "bytes=-0",
            "bytes=0-0,1-1",
            &many,
            "bytes=2-1",
            "bytes=-",
            "bytes=",
            "bytes=+1-2",
            "bytes=a-b",
            "bytes=1 - 2",
            "bytes=--1",
            "bytes",
            "bytes=99999999999999999999999-",
        ] {
            assert_eq!(ranged(range), Wanted::Unsatisfiable, "{range}");
        }
    }

    #[test]
    fn another_unit_is_left_aside() {
        assert_eq!(ranged("lines=1-2"), Wanted::Whole);
    }

    #[test]
    fn a_client_that_has_the_file_gets_nothing() {
        for (held, answer) in [
            (ETAG, Wanted::NotModified),
            ("W/\"e\"", Wanted::NotModified),
            ("\"x\", \"e\"", Wanted::NotModified),
            ("*", Wanted::NotModified),
            ("\"x\"", Wanted::Whole),
            ("e", Wanted::Whole),
        ] {
            let conditions = Conditions {
                if_none_match: Some(held),
                ..Conditions::default()
            };
            assert_eq!(conditions.answer(ETAG, 100), answer, "{held}");
        }
    }

    #[test]
    fn a_part_of_something_else_is_not_continued() {
        for (held, answer) in [
            (ETAG, Wanted::Part(10..100)),
            ("\"x\"", Wanted::Whole),
            ("W/\"e\"", Wanted::Whole),
            ("Tue, 24 Nov 2026 10:00:00 GMT", Wanted::Whole),
        ] {
            let conditions = Conditions {
                if_range: Some(held),
                range: Some("bytes=10-"),
                ..Conditions::default()
            };
            assert_eq!(conditions.answer(ETAG, 100), answer, "{held}");
        }
    }

    #[test]
    fn a_part_says_where_it_stands() {
        assert_eq!(content_range(&(10..100), 100), "bytes 10-99/100");
        assert_eq!(unsatisfied_range(100), "bytes */100");
    }
}
