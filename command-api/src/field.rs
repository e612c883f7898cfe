//! Fields of a body on their way into the domain.

use chassis::problem::Problem;
use domain::{BadText, Body, Name, Private, SALT_BYTES, Salt, Subject};
use serde::{Deserialize, Deserializer};

use crate::api::bug;

/// A text whose value exists only within its limits.
pub(crate) trait Text: Sized {
    fn parse(text: String) -> Result<Self, BadText>;
}

macro_rules! text {
    ($($name:ident)*) => {$(
        impl Text for $name {
            fn parse(text: String) -> Result<Self, BadText> {
                Self::parse(text)
            }
        }
    )*};
}

text!(Body Subject Name);

/// Parses a text, or says where and why not.
pub(crate) fn text<T: Text>(pointer: &'static str, text: String) -> Result<T, Problem> {
    T::parse(text).map_err(|bad| Problem::invalid_field(pointer, bad.to_string()))
}

/// A personal value with a salt of its own.
pub(crate) fn private<T>(text: T) -> Result<Private<T>, Problem> {
    let mut bytes = [0; SALT_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| bug("a salt: the system has no randomness to give"))?;
    Ok(Private::new(text, Salt(bytes)))
}

/// An optional field is there or absent, never null.
pub(crate) fn present<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(from).map(Some)
}
