//! Where in which log: the text behind `position`, `resume` and `cursor`.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::LogId;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A position that also says of which log it is. Opaque outside, so that a deployment can later
/// hold several logs.
///
/// The text is base64url of: version 1 (1 byte), log id (16), incarnation (4, big-endian),
/// position (8, big-endian), and the first 4 bytes of the SHA-256 of these, so that a mistyped
/// cursor is told from a foreign one. It grants nothing: what is read by it is checked each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogPosition {
    /// The log.
    pub log: LogId,
    /// Place in it; 0 is before the first event.
    pub position: u64,
}

/// Text that is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a position or cursor of this service")]
pub struct BadPosition;

const VERSION: u8 = 1;
const CHECKED: usize = 1 + 16 + 4 + 8;

impl LogPosition {
    /// A position in a log.
    #[must_use]
    pub const fn new(log: LogId, position: u64) -> Self {
        Self { log, position }
    }
}

impl fmt::Display for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(CHECKED + 4);
        bytes.push(VERSION);
        bytes.extend_from_slice(self.log.log_id.as_bytes());
        bytes.extend_from_slice(&self.log.incarnation.to_be_bytes());
        bytes.extend_from_slice(&self.position.to_be_bytes());
        let sum = Sha256::digest(&bytes);
        bytes.extend(sum.iter().take(4));
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for LogPosition {
    type Err = BadPosition;

    fn from_str(text: &str) -> Result<Self, BadPosition> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadPosition)?;
        let (checked, sum) = bytes.split_at_checked(CHECKED).ok_or(BadPosition)?;
        if sum.len() != 4 || Sha256::digest(checked).get(..4) != Some(sum) {
            return Err(BadPosition);
        }
        let (version, rest) = checked.split_first().ok_or(BadPosition)?;
        let (log_id, rest) = rest.split_first_chunk::<16>().ok_or(BadPosition)?;
        let (incarnation, rest) = rest.split_first_chunk::<4>().ok_or(BadPosition)?;
        let position = rest.first_chunk::<8>().ok_or(BadPosition)?;
        if *version != VERSION {
            return Err(BadPosition);
        }
        let log = LogId {
            log_id: Uuid::from_bytes(*log_id),
            incarnation: u32::from_be_bytes(*incarnation),
        };
        Ok(Self::new(log, u64::from_be_bytes(*position)))
    }
}

impl serde::Serialize for LogPosition {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somewhere() -> LogPosition {
        let log_id = Uuid::from_u128(0x018f_3c1e_7b1a_7000_8000_0000_0000_0001);
        let log = LogId {
            log_id,
            incarnation: 2,
        };
        LogPosition::new(log, 1_234_567)
    }

    #[test]
    fn a_position_is_read_as_it_was_written() {
        assert_eq!(somewhere().to_string().parse(), Ok(somewhere()));
    }

    #[test]
    fn any_changed_character_is_noticed() {
        let text = somewhere().to_string();
        for (at, _) in text.char_indices() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(changed.parse::<LogPosition>(), Err(BadPosition), "at {at}");
        }
    }

    #[test]
    fn junk_is_no_position() {
        for junk in ["", "1", "%%%", "AAAA", "../../etc/passwd"] {
            assert_eq!(junk.parse::<LogPosition>(), Err(BadPosition), "{junk}");
        }
    }
}
