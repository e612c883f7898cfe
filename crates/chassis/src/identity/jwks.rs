use std::fs::File;
use std::io::Read;
use std::path::Path;

use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;

use super::verifier::Key;

/// A set has a handful of keys of some hundred bytes; more is not a set of keys.
pub(super) const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

/// Each key may have to be tried on a token that names none.
const KEYS_MAX: usize = 64;

/// A shared key shorter than its hash is guessable offline.
const SHARED_KEY_BYTES_MIN: usize = 32;

/// Why a set of keys cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the sentences say it")]
pub enum JwksError {
    #[error("keys are fetched over https, or over http from this machine, and not from {url}")]
    Url { url: String },
    #[error("cannot read the keys in {path}: {source}")]
    File {
        path: String,
        source: std::io::Error,
    },
    #[error("the keys are not a JWKS document: {reason}")]
    NotJwks { reason: String },
    #[error("the JWKS document is larger than {} KiB or has more than {KEYS_MAX} keys", DOCUMENT_BYTES_MAX / 1024)]
    TooLarge,
    #[error("the JWKS document has no key that signs with EdDSA, ES256, RS256 or HS256")]
    Empty,
    #[error("a shared key of the JWKS document has {bytes} bytes, and needs at least 32")]
    ShortKey { bytes: usize },
    #[error("a key of the JWKS document cannot be used: {reason}")]
    Key { reason: String },
}

pub(super) fn read(path: &Path) -> Result<String, JwksError> {
    let failed = |source| JwksError::File {
        path: path.display().to_string(),
        source,
    };
    let mut document = String::new();
    let limit = DOCUMENT_BYTES_MAX as u64 + 1;
    File::open(path)
        .and_then(|file| file.take(limit).read_to_string(&mut document))
        .map_err(failed)?;
    Ok(document)
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<serde_json::Value>,
}

/// Parses a document. Keys of kinds we do not know, for encryption and of other algorithms are left
/// out, as RFC 7517 asks: a provider may publish them beside ours.
pub(super) fn parse(document: &str) -> Result<Vec<Key>, JwksError> {
    if document.len() > DOCUMENT_BYTES_MAX {
        return Err(JwksError::TooLarge);
    }
    let set: Document = serde_json::from_str(document).map_err(|error| JwksError::NotJwks {
        reason: error.to_string(),
    })?;
    if set.keys.len() > KEYS_MAX {
        return Err(JwksError::TooLarge);
    }
    let mut keys = Vec::new();
    for key in set.keys {
        let Ok(jwk) = serde_json::from_value::<Jwk>(key) else {
            tracing::debug!("a key of the JWKS document is of a kind that is not known here");
            continue;
        };
        if let (true, Some(algorithm)) = (is_for_signatures(&jwk), algorithm_of(&jwk)) {
            keys.push(parse_key(&jwk, algorithm)?);
        }
    }
    if keys.is_empty() {
        Err(JwksError::Empty)
    } else {
        Ok(keys)
    }
}

fn is_for_signatures(jwk: &Jwk) -> bool {
    let usage = jwk.common.public_key_use.as_ref();
    let operations = jwk.common.key_operations.as_ref();
    usage.is_none_or(|usage| *usage == PublicKeyUse::Signature)
        && operations.is_none_or(|all| all.contains(&KeyOperations::Verify))
}

fn parse_key(jwk: &Jwk, algorithm: Algorithm) -> Result<Key, JwksError> {
    let key = DecodingKey::from_jwk(jwk).map_err(|error| JwksError::Key {
        reason: error.to_string(),
    })?;
    if algorithm == Algorithm::HS256 {
        let bytes = key.try_get_as_bytes().map_or(0, <[u8]>::len);
        if bytes < SHARED_KEY_BYTES_MIN {
            return Err(JwksError::ShortKey { bytes });
        }
    }
    Ok(Key {
        id: jwk.common.key_id.clone(),
        algorithm,
        key,
    })
}

/// The one algorithm of a key. It follows from the key's kind; a declared one must agree with it.
fn algorithm_of(jwk: &Jwk) -> Option<Algorithm> {
    let (algorithm, name) = match &jwk.algorithm {
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::OctetKey(_) => (Algorithm::HS256, KeyAlgorithm::HS256),
        _ => return None,
    };
    jwk.common
        .key_algorithm
        .as_ref()
        .is_none_or(|declared| *declared == name)
        .then_some(algorithm)
}
