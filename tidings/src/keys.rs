//! The keys that tokens and checkpoints are signed and checked with.

use chassis::config::Checked;
use chassis::identity::{DevelopmentKey, TokenRequest, Verifier, ed25519_key};
use evidence::{PublicKey, SigningKey};

use crate::cli::Token;
use crate::trouble::Trouble;

/// What checks bearer tokens: the configured key set, or the development key. A set behind a URL is
/// fetched by [`Verifier::follow`], which whoever checks tokens runs.
pub fn verifier(settings: &Checked) -> Result<Verifier, Trouble> {
    let given = settings.settings();
    let (issuer, audience) = (&given.jwt_issuer, &given.jwt_audience);
    match &given.jwks {
        Some(jwks) => Verifier::of_jwks_at(jwks, issuer, audience)
            .map_err(|error| Trouble::Keys(error.to_string())),
        None => {
            let key = DevelopmentKey::load_or_make(&settings.development_key_path())?;
            Ok(Verifier::of_development_key(&key, issuer, audience))
        }
    }
}

/// A token signed with the development key.
pub fn token(token: Token) -> Result<String, Trouble> {
    let settings = token.settings.check()?;
    if settings.settings().jwks.is_some() {
        let why = "tokens are signed elsewhere: with --jwks the development key is not believed";
        return Err(Trouble::Keys(why.to_owned()));
    }
    let key = DevelopmentKey::load_or_make(&settings.development_key_path())?;
    let request = TokenRequest {
        sub: token.user,
        role: token.role,
        name: token.name,
        email: None,
        ttl: token.ttl,
    };
    let given = settings.settings();
    key.mint(&request, &given.jwt_issuer, &given.jwt_audience)
        .map_err(|error| Trouble::Keys(error.to_string()))
}

/// The file of checkpoints in the data folder.
pub const CHECKPOINTS: &str = "checkpoints.jsonl";

/// The key that signs checkpoints. Made where there is none.
pub fn signing_key(settings: &Checked) -> Result<SigningKey, Trouble> {
    let path = settings.signing_key_path();
    let wrong = |error| Trouble::Keys(format!("{}: {error}", path.display()));
    SigningKey::from_pkcs8(&ed25519_key(&path)?).map_err(wrong)
}

/// The public half of the key that signs checkpoints, if there is one: a check makes no key.
pub fn checking_key(settings: &Checked) -> Result<Option<PublicKey>, Trouble> {
    if !settings.signing_key_path().exists() {
        return Ok(None);
    }
    let public = signing_key(settings)?.public();
    public
        .map(Some)
        .map_err(|error| Trouble::Keys(error.to_string()))
}
