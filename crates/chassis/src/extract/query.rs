use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::de::value::{BorrowedStrDeserializer, Error as ValueError};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use crate::problem::Problem;

/// The query string. Unknown, repeated and unparsable parameters are refused by name. `T` is a struct
/// with `deny_unknown_fields`; numbers and booleans are parsed from their text, an absent parameter is
/// `None` or the field's default.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned,
    S: Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parse_query(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

/// Parses a query string; see [`Query`].
pub fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let mut values = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decode(name)
            .ok_or_else(|| Problem::invalid_parameter(name, "is not percent-encoded UTF-8"))?;
        let value = decode(value)
            .ok_or_else(|| Problem::invalid_parameter(&name, "is not percent-encoded UTF-8"))?;
        if values.insert(name.clone(), value).is_some() {
            return Err(Problem::invalid_parameter(name, "is there more than once"));
        }
    }
    let read = Parameters { values: &values };
    serde_path_to_error::deserialize(read).map_err(|error| {
        let path = error.path().to_string();
        let message = error.into_inner().to_string();
        // An unknown or missing parameter is reported for the whole struct, and named in the message alone.
        let name = if path == "." {
            quoted(&message).unwrap_or(path)
        } else {
            path
        };
        Problem::invalid_parameter(name, message)
    })
}

fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let is_escaped = spaced.match_indices('%').all(|(at, _)| {
        spaced
            .as_bytes()
            .get(at + 1..at + 3)
            .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    });
    if !is_escaped {
        return None;
    }
    percent_decode_str(&spaced)
        .decode_utf8()
        .ok()
        .map(|text| text.into_owned())
}

fn quoted(message: &str) -> Option<String> {
    message.split('`').nth(1).map(str::to_owned)
}

struct Parameters<'de> {
    values: &'de BTreeMap<String, String>,
}

impl<'de> Deserializer<'de> for Parameters<'de> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_map(Pairs {
            rest: self.values.iter(),
            value: None,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Pairs<'de> {
    rest: std::collections::btree_map::Iter<'de, String, String>,
    value: Option<&'de str>,
}

impl<'de> MapAccess<'de> for Pairs<'de> {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ValueError> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, ValueError> {
        let value = self
            .value
            .take()
            .ok_or_else(|| ValueError::custom("a value was asked for before its name"))?;
        seed.deserialize(Text(value))
    }
}

/// One value: text that becomes a number or a boolean where the field is one.
struct Text<'de>(&'de str);

macro_rules! parsed {
    ($($deserialize:ident $visit:ident $what:literal)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            visitor.$visit(self.0.parse().map_err(|_| ValueError::custom(concat!("must be ", $what)))?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = ValueError;

    parsed! {
        deserialize_bool visit_bool "true or false"
        deserialize_i8 visit_i8 "a whole number" deserialize_i16 visit_i16 "a whole number"
        deserialize_i32 visit_i32 "a whole number" deserialize_i64 visit_i64 "a whole number"
        deserialize_u8 visit_u8 "a whole number" deserialize_u16 visit_u16 "a whole number"
        deserialize_u32 visit_u32 "a whole number" deserialize_u64 visit_u64 "a whole number"
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
