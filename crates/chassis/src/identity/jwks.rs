use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey};

use super::verifier::Key;

/// A shared key shorter than its hash is guessable offline.
const SHARED_KEY_BYTES_MIN: usize = 32;

/// Why a set of keys cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the sentences say it")]
pub enum JwksError {
    #[error("keys behind a URL are not supported yet: download {url} and give --jwks the file")]
    Url { url: String },
    #[error("cannot read the keys in {path}: {source}")]
    File {
        path: String,
        source: std::io::Error,
    },
    #[error("the keys are not a JWKS document: {reason}")]
    NotJwks { reason: String },
    #[error("the JWKS document has no key that signs with EdDSA, ES256, RS256 or HS256")]
    Empty,
    #[error("a shared key of the JWKS document has {bytes} bytes, and needs at least 32")]
    ShortKey { bytes: usize },
    #[error("a key of the JWKS document cannot be used: {reason}")]
    Key { reason: String },
}

pub(super) fn read(path: &str) -> Result<String, JwksError> {
    if path.starts_with("http://") || path.starts_with("https://") {
        return Err(JwksError::Url {
            url: path.to_owned(),
        });
    }
    std::fs::read_to_string(path).map_err(|source| JwksError::File {
        path: path.to_owned(),
        source,
    })
}

/// Parses a document. Keys for encryption and of other algorithms are left out.
pub(super) fn parse(document: &str) -> Result<Vec<Key>, JwksError> {
    let set: JwkSet = serde_json::from_str(document).map_err(|error| JwksError::NotJwks {
        reason: error.to_string(),
    })?;
    let mut keys = Vec::new();
    for jwk in &set.keys {
        let is_for_signatures = jwk
            .common
            .public_key_use
            .as_ref()
            .is_none_or(|usage| *usage == PublicKeyUse::Signature);
        if let (true, Some(algorithm)) = (is_for_signatures, algorithm_of(jwk)) {
            keys.push(parse_key(jwk, algorithm)?);
        }
    }
    if keys.is_empty() {
        Err(JwksError::Empty)
    } else {
        Ok(keys)
    }
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
