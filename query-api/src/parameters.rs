//! Query parameters that several routes have.

use serde::de::{Error as _, IntoDeserializer as _};
use serde::{Deserialize, Deserializer, Serialize};
use wire::LogPosition;

/// A page that a client can show and a connection can carry.
pub(crate) const LIMIT_MAX: u32 = 100;
const LIMIT_DEFAULT: u32 = 50;

/// More values of one parameter are not a filter.
const VALUES_MAX: usize = 100;

/// How many items a page has at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub(crate) struct Limit(u32);

impl Limit {
    pub(crate) const fn get(self) -> u32 {
        self.0
    }

    /// One more than the page has shows whether there is a next one.
    pub(crate) fn and_one(self) -> i64 {
        i64::from(self.0) + 1
    }

    /// Cuts off what was read beyond the page; true if there was something.
    pub(crate) fn cut<T>(self, items: &mut Vec<T>) -> bool {
        let limit = self.0 as usize;
        let is_more = items.len() > limit;
        items.truncate(limit);
        is_more
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(LIMIT_DEFAULT)
    }
}

impl TryFrom<u32> for Limit {
    type Error = &'static str;

    fn try_from(limit: u32) -> Result<Self, &'static str> {
        if (1..=LIMIT_MAX).contains(&limit) {
            Ok(Self(limit))
        } else {
            Err("must be 1 to 100")
        }
    }
}

/// A sequence of a conversation, as clients count: whole numbers that every language has exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub(crate) struct Sequence(u64);

/// 2^53 - 1.
pub(crate) const SEQUENCE_MAX: u64 = 9_007_199_254_740_991;

impl Sequence {
    /// As Postgres counts.
    pub(crate) const fn signed(self) -> i64 {
        self.0.cast_signed()
    }
}

impl TryFrom<u64> for Sequence {
    type Error = &'static str;

    fn try_from(sequence: u64) -> Result<Self, &'static str> {
        if sequence <= SEQUENCE_MAX {
            Ok(Self(sequence))
        } else {
            Err("must be at most 9007199254740991")
        }
    }
}

/// The position that the tables must have reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MinPosition(pub(crate) LogPosition);

impl<'de> Deserialize<'de> for MinPosition {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Self).map_err(D::Error::custom)
    }
}

/// Several values in one parameter, separated by commas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Several<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let values: Vec<T> = text
            .split(',')
            .take(VALUES_MAX + 1)
            .map(|value| T::deserialize(value.to_owned().into_deserializer()))
            .collect::<Result<_, D::Error>>()?;
        if values.len() > VALUES_MAX {
            return Err(D::Error::custom("has too many values"));
        }
        Ok(Self(values))
    }
}

#[cfg(test)]
mod tests {
    use chassis::extract::parse_query;
    use domain::Status;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Ask {
        #[serde(default)]
        limit: Limit,
        status: Option<Several<Status>>,
    }

    fn limit(query: &str) -> Option<u32> {
        parse_query::<Ask>(query).ok().map(|ask| ask.limit.get())
    }

    #[test]
    fn a_limit_is_1_to_100_and_50_unless_given() {
        assert_eq!(limit(""), Some(50));
        assert_eq!(limit("limit=1"), Some(1));
        assert_eq!(limit("limit=100"), Some(100));
        for wrong in [
            "-1",
            "0",
            "101",
            "1e9",
            "9223372036854775808",
            "NaN",
            "0x10",
            "",
        ] {
            assert_eq!(limit(&format!("limit={wrong}")), None, "{wrong}");
        }
    }

    #[test]
    fn several_values_are_separated_by_commas() {
        let several = parse_query::<Ask>("status=active,closed").unwrap().status;
        assert_eq!(several, Some(Several(vec![Status::Active, Status::Closed])));
        for wrong in ["open", "active,", ",", "active;closed"] {
            assert!(
                parse_query::<Ask>(&format!("status={wrong}")).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_page_shows_whether_there_was_more() {
        let mut items = vec![1, 2, 3];
        assert!(Limit(2).cut(&mut items));
        assert_eq!(items, [1, 2]);
        assert!(!Limit(2).cut(&mut items));
    }
}
