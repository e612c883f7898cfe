//! Personal values in events: committed to by a salted digest, so that they can be erased
//! without breaking any proof.

use std::fmt::Write as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};

/// The salt's length in bytes. 128 bits make a guess at a short text hopeless.
pub const SALT_BYTES: usize = 16;

/// Random bytes that come in with a command, one per personal value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; SALT_BYTES]);

/// A personal value inside an event: the text while it exists, its digest once erased.
///
/// In JSON `{"text": "...", "salt": "<32 hex>"}` or `{"digest": "<64 hex>"}`. No other object
/// in a payload has these keys, so a verifier needs no knowledge of event types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Private<T> {
    /// The value and the salt of its commitment.
    Kept {
        /// The value itself.
        text: T,
        /// What makes its digest unguessable.
        salt: Salt,
    },
    /// What is left after an erasure, or in a redacted copy.
    Erased {
        /// [`digest`] of the salt and text that were here.
        digest: [u8; 32],
    },
}

impl<T> Private<T> {
    /// A value with the salt that came with the command.
    pub const fn new(text: T, salt: Salt) -> Self {
        Self::Kept { text, salt }
    }

    /// The value, unless it was erased.
    pub const fn kept(&self) -> Option<&T> {
        match self {
            Self::Kept { text, .. } => Some(text),
            Self::Erased { .. } => None,
        }
    }
}

impl<T: AsRef<str>> Private<T> {
    /// The value, or "" once erased: what users are shown.
    pub fn shown(&self) -> &str {
        self.kept().map_or("", AsRef::as_ref)
    }

    /// The commitment that the hash chain holds.
    pub fn digest(&self) -> [u8; 32] {
        match self {
            Self::Kept { text, salt } => digest(&salt.0, text.as_ref()),
            Self::Erased { digest } => *digest,
        }
    }

    /// The same value with its text taken away.
    #[must_use]
    pub fn erased(&self) -> Self {
        Self::Erased {
            digest: self.digest(),
        }
    }
}

/// SHA-256 over salt and text, each led by its length in bytes as a 64-bit big-endian number.
#[must_use]
pub fn digest(salt: &[u8], text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [salt, text.as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Lower-case hex.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Reads exactly `N` bytes of lower-case hex.
#[must_use]
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 2 * N || !text.bytes().all(is_hex) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// Nothing beside its keys: the canonical form knows a personal value by having exactly these.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<T> {
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    text: Option<T>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

const fn none<T>() -> Option<T> {
    None
}

impl<T: Serialize> Serialize for Private<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Kept { text, salt } => Wire {
                text: Some(text),
                salt: Some(to_hex(&salt.0)),
                digest: None,
            },
            Self::Erased { digest } => Wire {
                text: None,
                salt: None,
                digest: Some(to_hex(digest)),
            },
        }
        .serialize(to)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Private<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bad = || de::Error::custom("a personal value is {text, salt} or {digest}");
        let wire = Wire::<T>::deserialize(from)?;
        match (wire.text, wire.salt, wire.digest) {
            (Some(text), Some(salt), None) => {
                let salt = from_hex(&salt).map(Salt).ok_or_else(bad)?;
                Ok(Self::Kept { text, salt })
            }
            (None, None, Some(digest)) => {
                let digest = from_hex(&digest).ok_or_else(bad)?;
                Ok(Self::Erased { digest })
            }
            (_, _, _) => Err(bad()),
        }
    }
}
