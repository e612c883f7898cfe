use domain::Role;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use super::development::DevelopmentKey;
use super::jwks::{self, JwksError};
use super::{LEEWAY_SECONDS, TOKEN_BYTES_MAX};

/// Subjects are keys in a table; OpenID Connect allows 255 characters.
const SUBJECT_BYTES_MAX: usize = 1_024;

/// What a valid token says about its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The identity provider's name for the person; never enters the log.
    pub sub: String,
    /// The identity provider.
    pub iss: String,
    /// The role the token gives.
    pub role: Role,
    /// What the person is called.
    pub name: Option<String>,
    /// Where mail reaches the person.
    pub email: Option<String>,
    /// When the token ends, seconds since 1970.
    pub exp: i64,
}

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was good once.
    #[error("the token has expired")]
    Expired,
    /// It is not one of ours. Which check failed is for the log, not for whoever tries.
    #[error("the token is not valid")]
    Invalid,
}

/// Checks tokens against a fixed set of keys, each with one algorithm: the token never chooses.
/// Keys that a token brings along or points at (`jwk`, `jku`, `x5u`) are not looked at.
///
/// The set is read once, from a file or from the development key. A set behind a URL, fetched again
/// as keys rotate, replaces `keys` by something that changes; nothing else here would.
#[derive(Clone)]
pub struct Verifier {
    keys: Vec<Key>,
    issuer: String,
    audience: String,
}

#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

#[derive(Deserialize)]
struct RawClaims {
    sub: String,
    iss: String,
    // Providers send whole numbers and fractions alike.
    exp: f64,
    role: Option<Role>,
    name: Option<String>,
    email: Option<String>,
    token_use: Option<String>,
}

impl Verifier {
    /// Believes the development key.
    pub fn of_development_key(key: &DevelopmentKey, issuer: &str, audience: &str) -> Self {
        Self::of_keys(vec![key.verifying()], issuer, audience)
    }

    /// Believes the keys of a JWKS document.
    pub fn of_jwks(document: &str, issuer: &str, audience: &str) -> Result<Self, JwksError> {
        Ok(Self::of_keys(jwks::parse(document)?, issuer, audience))
    }

    /// Believes the keys of a JWKS file.
    pub fn of_jwks_file(path: &str, issuer: &str, audience: &str) -> Result<Self, JwksError> {
        Self::of_jwks(&jwks::read(path)?, issuer, audience)
    }

    fn of_keys(keys: Vec<Key>, issuer: &str, audience: &str) -> Self {
        Self {
            keys,
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
        }
    }

    /// Checks a token. The time is the machine's: `exp` and `nbf` mean nothing else.
    pub fn verify(&self, token: &str) -> Result<Claims, Refused> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(Refused::Invalid);
        }
        let header = decode_header(token).map_err(refuse)?;
        if header
            .typ
            .as_deref()
            .is_some_and(|name| !is_access_type(name))
            || header.crit.is_some()
        {
            return Err(Refused::Invalid);
        }
        let mut verdict = Refused::Invalid;
        for key in self.candidates(header.alg, header.kid.as_deref()) {
            match decode::<RawClaims>(token, &key.key, &self.validation(key.algorithm)) {
                Ok(data) => return accept(data.claims),
                Err(error) => {
                    let refused = refuse(error);
                    if refused == Refused::Expired {
                        verdict = refused;
                    }
                }
            }
        }
        Err(verdict)
    }

    /// The keys that may have signed it: the one it names, or all of its algorithm where it names none.
    fn candidates<'keys>(
        &'keys self,
        algorithm: Algorithm,
        id: Option<&'keys str>,
    ) -> impl Iterator<Item = &'keys Key> {
        self.keys.iter().filter(move |key| {
            key.algorithm == algorithm
                && (id.is_none() || key.id.is_none() || key.id.as_deref() == id)
        })
    }

    fn validation(&self, algorithm: Algorithm) -> Validation {
        let mut validation = Validation::new(algorithm);
        validation.leeway = LEEWAY_SECONDS;
        validation.validate_nbf = true;
        validation.set_audience(&[&self.audience]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation
    }
}

/// Refresh, id and logout tokens are signed by the same keys and must not open anything.
fn is_access_type(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.strip_prefix("application/").unwrap_or(&name),
        "jwt" | "at+jwt"
    )
}

fn accept(raw: RawClaims) -> Result<Claims, Refused> {
    let is_access = raw
        .token_use
        .as_deref()
        .is_none_or(|used_for| used_for == "access");
    let is_name = (1..=SUBJECT_BYTES_MAX).contains(&raw.sub.len()) && !raw.sub.contains('\0');
    let (true, true, Some(role)) = (is_access, is_name, raw.role) else {
        return Err(Refused::Invalid);
    };
    // A float to integer cast saturates, so a far future stays a far future.
    let exp = raw.exp as i64;
    Ok(Claims {
        sub: raw.sub,
        iss: raw.iss,
        role,
        name: raw.name,
        email: raw.email,
        exp,
    })
}

fn refuse(error: jsonwebtoken::errors::Error) -> Refused {
    tracing::debug!(%error, "a token was refused");
    match error.kind() {
        ErrorKind::ExpiredSignature => Refused::Expired,
        _ => Refused::Invalid,
    }
}
