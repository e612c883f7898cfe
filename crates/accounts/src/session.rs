use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Timestamp, UserId};
use sha2::{Digest, Sha256};

use crate::AccountsError;

/// Random bytes of a cookie: nobody guesses one, so nothing has to be signed.
const COOKIE_BYTES: usize = 32;

/// Length of a cookie's value.
pub const COOKIE_CHARS: usize = 43;

/// A signed-in browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Names the session without opening it.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// When it ends, unless used again.
    pub expires_at: Timestamp,
}

/// The hash of a session's cookie: what is stored, notified and logged.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionId([u8; 32]);

impl SessionId {
    /// The id of a cookie's value. None for what no cookie of ours looks like.
    pub fn of_cookie(cookie: &str) -> Option<Self> {
        (cookie.len() == COOKIE_CHARS).then(|| Self(Sha256::digest(cookie.as_bytes()).into()))
    }

    pub(crate) fn of_bytes(bytes: Vec<u8>) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SessionId({self})")
    }
}

/// Text that is no session's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session's id is 64 hexadecimal digits")]
pub struct NotASessionId;

impl FromStr for SessionId {
    type Err = NotASessionId;

    fn from_str(text: &str) -> Result<Self, NotASessionId> {
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return Err(NotASessionId);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digits = text.get(at * 2..at * 2 + 2).ok_or(NotASessionId)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NotASessionId)?;
        }
        Ok(Self(bytes))
    }
}

/// A cookie's value nobody has seen before.
pub(crate) fn new_cookie() -> Result<String, AccountsError> {
    let mut bytes = [0; COOKIE_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| AccountsError::Randomness(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back() {
        let id = SessionId::of_cookie(&new_cookie().unwrap()).unwrap();
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn what_is_not_hex_is_no_id() {
        for text in [
            "",
            "00",
            &"zz".repeat(32),
            &"é".repeat(32),
            &"00".repeat(33),
        ] {
            assert_eq!(text.parse::<SessionId>(), Err(NotASessionId), "{text}");
        }
    }
}
