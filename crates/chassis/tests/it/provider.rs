//! An identity provider of our own.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::identity::Verifier;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

pub fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
        .try_into()
        .unwrap()
}

/// It signs with one key, whose id is `a`.
pub struct Provider {
    pub pair: Ed25519KeyPair,
}

impl Provider {
    pub fn new() -> Self {
        Self {
            pair: Ed25519KeyPair::generate().unwrap(),
        }
    }

    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref())
    }

    pub fn verifier(&self) -> Verifier {
        let set = json!({"keys": [
            {"kty": "OKP", "crv": "Ed25519", "kid": "a", "use": "sig", "x": self.public()},
            {"kty": "RSA", "use": "enc", "n": "AQAB", "e": "AQAB"},
        ]});
        Verifier::of_jwks(&set.to_string(), "tidings", "tidings").unwrap()
    }

    pub fn sign(&self, header: &Header, claims: &Value) -> String {
        encode(
            header,
            claims,
            &EncodingKey::from_ed_der(self.pair.to_pkcs8v1().unwrap().as_ref()),
        )
        .unwrap()
    }
}

pub fn header() -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some("a".to_owned());
    header
}

pub fn claims(changes: &Value) -> Value {
    let mut claims = json!({"sub": "ann", "role": "team", "iss": "tidings", "aud": "tidings", "exp": now() + 600});
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => claims.as_object_mut().unwrap().remove(name),
            value => claims
                .as_object_mut()
                .unwrap()
                .insert(name.clone(), value.clone()),
        };
    }
    claims
}
