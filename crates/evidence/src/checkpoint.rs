//! Checkpoints: the root of the tree over the log at one size, signed.
//!
//! What is signed (Ed25519, RFC 8032) is the text `tidings-checkpoint-1`, a line feed, and the JCS
//! of `{"incarnation", "logId", "root", "size", "time"}`. The text form is one JSON object in one
//! line, with `keyId` (SHA-256 of the 32 bytes of the public key) and `signature` beside these.

use std::fmt;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use domain::{Timestamp, from_hex, to_hex};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Hash, Uncanonical};

/// What the signature is for: the same key never signs these bytes meaning something else.
const PURPOSE: &str = "tidings-checkpoint-1\n";

/// The log as a whole, at one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checkpoint {
    /// Which log.
    pub log_id: Uuid,
    /// Which life of it.
    pub incarnation: u32,
    /// How many events it covers: positions 1 to this one.
    pub size: u64,
    /// The root of the tree over them.
    #[serde(with = "crate::hex")]
    pub root: Hash,
    /// When it was signed, by the signer's clock.
    pub time: Timestamp,
}

impl Checkpoint {
    fn to_bytes(self) -> Result<Vec<u8>, Uncanonical> {
        let mut bytes = PURPOSE.as_bytes().to_vec();
        bytes.extend(serde_json_canonicalizer::to_vec(&self)?);
        Ok(bytes)
    }
}

/// A checkpoint with a signature. That it is a good one, [`PublicKey::signed`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Line", into = "Line")]
pub struct Signed {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// The key that is said to have signed.
    pub key_id: Hash,
    /// The signature.
    pub signature: [u8; 64],
}

/// The text form.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    log_id: Uuid,
    incarnation: u32,
    size: u64,
    #[serde(with = "crate::hex")]
    root: Hash,
    time: Timestamp,
    #[serde(with = "crate::hex")]
    key_id: Hash,
    #[serde(with = "crate::hex")]
    signature: [u8; 64],
}

impl From<Line> for Signed {
    fn from(line: Line) -> Self {
        Self {
            checkpoint: Checkpoint {
                log_id: line.log_id,
                incarnation: line.incarnation,
                size: line.size,
                root: line.root,
                time: line.time,
            },
            key_id: line.key_id,
            signature: line.signature,
        }
    }
}

impl From<Signed> for Line {
    fn from(signed: Signed) -> Self {
        let of = signed.checkpoint;
        Self {
            log_id: of.log_id,
            incarnation: of.incarnation,
            size: of.size,
            root: of.root,
            time: of.time,
            key_id: signed.key_id,
            signature: signed.signature,
        }
    }
}

/// A line that is no checkpoint.
#[derive(Debug, thiserror::Error)]
#[error("line {number} is no checkpoint: {source}")]
pub struct BadLine {
    /// Which line, from 1.
    pub number: usize,
    /// What the parser says.
    pub source: serde_json::Error,
}

/// Reads checkpoints, one in a line. What follows the last line feed was being written when the
/// writer died, and does not count.
///
/// # Errors
/// A whole line is no checkpoint.
pub fn read_lines(text: &str) -> Result<Vec<Signed>, BadLine> {
    let (whole, _torn) = text.rsplit_once('\n').unwrap_or_default();
    let lines = whole.lines().enumerate();
    lines
        .map(|(n, line)| {
            serde_json::from_str(line).map_err(|source| BadLine {
                number: n + 1,
                source,
            })
        })
        .collect()
}

/// The key that signs.
pub struct SigningKey(Ed25519KeyPair);

/// Bytes that are no Ed25519 key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no Ed25519 key")]
pub struct NotAKey;

impl SigningKey {
    /// Reads a key in PKCS #8.
    ///
    /// # Errors
    /// It is none.
    pub fn from_pkcs8(bytes: &[u8]) -> Result<Self, NotAKey> {
        Ed25519KeyPair::from_pkcs8(bytes)
            .map(Self)
            .map_err(|_| NotAKey)
    }

    /// The half that others may know.
    ///
    /// # Errors
    /// Never for an Ed25519 key.
    pub fn public(&self) -> Result<PublicKey, NotAKey> {
        let bytes = self.0.public_key().as_ref();
        bytes.try_into().map(PublicKey).map_err(|_| NotAKey)
    }

    /// Signs.
    ///
    /// # Errors
    /// Never for an Ed25519 key; the serialiser's and the library's signatures say it might.
    pub fn sign(&self, checkpoint: Checkpoint) -> Result<Signed, Uncanonical> {
        let signature = self.0.sign(&checkpoint.to_bytes()?);
        let wrong = |_| serde::ser::Error::custom("a signature has 64 bytes");
        Ok(Signed {
            checkpoint,
            key_id: Sha256::digest(self.0.public_key()).into(),
            signature: signature.as_ref().try_into().map_err(
                |error: std::array::TryFromSliceError| -> serde_json::Error { wrong(error) },
            )?,
        })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// The key that signatures are checked with. In text: 64 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// What checkpoints call it.
    #[must_use]
    pub fn id(&self) -> Hash {
        Sha256::digest(self.0).into()
    }

    /// Whether this key signed it.
    #[must_use]
    pub fn signed(&self, signed: &Signed) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, &self.0);
        signed.key_id == self.id()
            && signed
                .checkpoint
                .to_bytes()
                .is_ok_and(|bytes| key.verify(&bytes, &signed.signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl std::str::FromStr for PublicKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        from_hex(text).map(Self).ok_or(NotAKey)
    }
}
