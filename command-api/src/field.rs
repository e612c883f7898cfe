//! Fields of a body, and the reason in a header, on their way into the domain.

use chassis::problem::Problem;
use domain::{BadText, Body, Name, Note, Private, Reason, SALT_BYTES, Salt, Subject};
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

text!(Body Subject Name Note Reason);

/// Parses a text, or says where and why not.
pub(crate) fn text<T: Text>(pointer: &'static str, text: String) -> Result<T, Problem> {
    T::parse(text).map_err(|bad| Problem::invalid_field(pointer, bad.to_string()))
}

/// Parses a personal text and gives it a salt of its own.
pub(crate) fn private_text<T: Text>(
    pointer: &'static str,
    given: String,
) -> Result<Private<T>, Problem> {
    private(text(pointer, given)?)
}

/// What a message says; whether "" is enough depends on its files, and is the domain's to say.
pub(crate) fn body(given: String) -> Result<Private<Body>, Problem> {
    private(match given.is_empty() {
        true => Body::empty(),
        false => text("/body", given)?,
    })
}

/// Why somebody does what they must give a reason for, from the header.
pub(crate) fn reason(given: chassis::extract::Reason) -> Result<Private<Reason>, Problem> {
    let reason = Reason::parse(given.required()?)
        .map_err(|bad| Problem::invalid_header("Tidings-Reason", bad.to_string()))?;
    private(reason)
}

/// A personal value with a salt of its own.
pub(crate) fn private<T>(text: T) -> Result<Private<T>, Problem> {
    Ok(Private::new(text, salt()?))
}

fn salt() -> Result<Salt, Problem> {
    let mut bytes = [0; SALT_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| bug("a salt: the system has no randomness to give"))?;
    Ok(Salt(bytes))
}

/// An optional field is there or absent; null only where its type knows null.
pub(crate) fn present<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(from).map(Some)
}
