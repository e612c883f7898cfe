use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::Role;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode};
use serde_json::json;

use super::verifier::Key;
use crate::config::{ConfigError, private_file};

const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_END: &str = "-----END PRIVATE KEY-----";

/// The key that signs tokens where no identity provider is configured. It lies in the data folder, so
/// whoever can read that can be anybody; a real deployment has `--jwks`.
pub struct DevelopmentKey {
    id: String,
    signing: EncodingKey,
    public: Vec<u8>,
}

/// What `tidings token` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// The subject.
    pub sub: String,
    /// The role.
    pub role: Role,
    /// What the person is called.
    pub name: Option<String>,
    /// Where mail reaches the person.
    pub email: Option<String>,
    /// How long the token is good.
    pub ttl: Duration,
}

impl DevelopmentKey {
    /// Reads the key, or makes it.
    pub fn load_or_make(path: &Path) -> Result<Self, ConfigError> {
        let pkcs8 = ed25519_key(path)?;
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| not_a_key(path))?;
        let public = pair.public_key().as_ref().to_vec();
        Ok(Self {
            id: URL_SAFE_NO_PAD.encode(public.get(..8).unwrap_or_default()),
            signing: EncodingKey::from_ed_der(&pkcs8),
            public,
        })
    }

    /// Signs a token.
    pub fn mint(
        &self,
        request: &TokenRequest,
        issuer: &str,
        audience: &str,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let mut claims = json!({
            "sub": request.sub,
            "role": request.role,
            "iss": issuer,
            "aud": audience,
            "iat": now.as_secs(),
            "exp": now.saturating_add(request.ttl).as_secs(),
        });
        if let Some(members) = claims.as_object_mut() {
            let optional = [("name", &request.name), ("email", &request.email)];
            members.extend(
                optional
                    .into_iter()
                    .filter_map(|(key, text)| Some((key.to_owned(), json!(text.as_ref()?)))),
            );
        }
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.id.clone());
        encode(&header, &claims, &self.signing)
    }

    pub(super) fn verifying(&self) -> Key {
        Key {
            id: Some(self.id.clone()),
            algorithm: Algorithm::EdDSA,
            key: DecodingKey::from_ed_der(&self.public),
        }
    }
}

/// Reads an Ed25519 private key (PKCS #8 in PEM), or makes it, readable by its owner alone.
pub fn ed25519_key(path: &Path) -> Result<Vec<u8>, ConfigError> {
    let pem = private_file(path, || {
        let pair = Ed25519KeyPair::generate()
            .and_then(|pair| pair.to_pkcs8v1())
            .map_err(|error| ConfigError::Randomness {
                reason: error.to_string(),
            })?;
        Ok(format!(
            "{PEM_BEGIN}\n{}\n{PEM_END}\n",
            STANDARD.encode(pair.as_ref())
        )
        .into_bytes())
    })?;
    parse_pem(&pem).ok_or_else(|| not_a_key(path))
}

fn parse_pem(pem: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(pem).ok()?;
    let body = text.split_once(PEM_BEGIN)?.1.split_once(PEM_END)?.0;
    STANDARD
        .decode(body.split_whitespace().collect::<String>())
        .ok()
}

fn not_a_key(path: &Path) -> ConfigError {
    let reason = "it is not an Ed25519 private key in PKCS #8 PEM";
    ConfigError::File {
        path: path.to_owned(),
        source: std::io::Error::new(std::io::ErrorKind::InvalidData, reason),
    }
}
