use std::sync::Arc;

use domain::Role;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::development::DevelopmentKey;
use super::jwks::{self, JwksError};
use super::keyring::Keyring;
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
    /// There are no keys to check it with: the identity provider is away.
    #[error("the keys of tokens cannot be had just now")]
    Unavailable,
}

/// Checks tokens against a set of keys, each with one algorithm: the token never chooses.
/// Keys that a token brings along or points at (`jwk`, `jku`, `x5u`) are not looked at.
///
/// The set may change while the process runs ([`Verifier::follow`]). Clones share it.
#[derive(Clone)]
pub struct Verifier {
    keyring: Arc<Keyring>,
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
    // Which kind of token it is: Amazon's word for it, and Keycloak's.
    token_use: Option<String>,
    typ: Option<String>,
}

/// What the keys at hand say of a token that they do not prove.
enum Unproven {
    Refused(Refused),
    /// It names a key that is not among them.
    UnknownKey,
}

impl Verifier {
    /// Believes the development key.
    pub fn of_development_key(key: &DevelopmentKey, issuer: &str, audience: &str) -> Self {
        Self::of(Keyring::fixed(vec![key.verifying()]), issuer, audience)
    }

    /// Believes the keys of a JWKS document.
    pub fn of_jwks(document: &str, issuer: &str, audience: &str) -> Result<Self, JwksError> {
        let keyring = Keyring::fixed(jwks::parse(document)?);
        Ok(Self::of(keyring, issuer, audience))
    }

    /// Believes the keys that a JWKS file or URL has. [`Verifier::follow`] keeps them fresh, and fetches
    /// those of a URL for the first time.
    pub fn of_jwks_at(place: &str, issuer: &str, audience: &str) -> Result<Self, JwksError> {
        Ok(Self::of(Keyring::open(place)?, issuer, audience))
    }

    fn of(keyring: Keyring, issuer: &str, audience: &str) -> Self {
        Self {
            keyring: Arc::new(keyring),
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
        }
    }

    /// Keeps the keys fresh until told to stop. Ends at once where they cannot change.
    pub async fn follow(self, stop: CancellationToken) {
        if self.keyring.changes() {
            self.keyring.follow(stop).await;
        }
    }

    /// Checks a token. One that names a key we do not know waits for newer keys, if it is time to look
    /// for some. The time is the machine's: `exp` and `nbf` mean nothing else.
    pub async fn verify(&self, token: &str) -> Result<Claims, Refused> {
        match self.verify_now(token) {
            Err(Unproven::UnknownKey | Unproven::Refused(Refused::Unavailable)) => {
                self.keyring.renew().await;
            }
            Err(Unproven::Refused(refused)) => return Err(refused),
            Ok(claims) => return Ok(claims),
        }
        self.verify_now(token).map_err(|unproven| match unproven {
            Unproven::Refused(refused) => refused,
            Unproven::UnknownKey => Refused::Invalid,
        })
    }

    /// Tells sets of keys apart: none where there are no keys to go by.
    pub(super) fn generation(&self) -> Option<u64> {
        self.keyring.present().map(|present| present.generation)
    }

    fn verify_now(&self, token: &str) -> Result<Claims, Unproven> {
        let invalid = Unproven::Refused(Refused::Invalid);
        if token.len() > TOKEN_BYTES_MAX {
            return Err(invalid);
        }
        let header = decode_header(token).map_err(|error| Unproven::Refused(refuse(error)))?;
        let is_other_type = header
            .typ
            .as_deref()
            .is_some_and(|name| !is_access_type(name));
        if is_other_type || header.crit.is_some() {
            return Err(invalid);
        }
        let Some(present) = self.keyring.present() else {
            return Err(Unproven::Refused(Refused::Unavailable));
        };
        let id = header.kid.as_deref();
        let mut verdict = Refused::Invalid;
        for key in candidates(&present.keys, header.alg, id) {
            match decode::<RawClaims>(token, &key.key, &self.validation(key.algorithm)) {
                Ok(data) => return accept(data.claims).map_err(Unproven::Refused),
                Err(error) => {
                    let refused = refuse(error);
                    if refused == Refused::Expired {
                        verdict = refused;
                    }
                }
            }
        }
        let is_known = |id: &str| present.keys.iter().any(|key| key.id.as_deref() == Some(id));
        Err(match id {
            Some(id) if verdict == Refused::Invalid && !is_known(id) => Unproven::UnknownKey,
            Some(_) | None => Unproven::Refused(verdict),
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

/// The keys that may have signed it: the one it names, or all of its algorithm where it names none.
fn candidates<'keys>(
    keys: &'keys [Key],
    algorithm: Algorithm,
    id: Option<&'keys str>,
) -> impl Iterator<Item = &'keys Key> {
    keys.iter().filter(move |key| {
        key.algorithm == algorithm && (id.is_none() || key.id.is_none() || key.id.as_deref() == id)
    })
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
        .is_none_or(|used_for| used_for == "access")
        && raw
            .typ
            .as_deref()
            .is_none_or(|kind| kind.eq_ignore_ascii_case("bearer") || is_access_type(kind));
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
