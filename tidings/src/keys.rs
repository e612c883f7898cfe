//! The keys that tokens are signed and checked with.

use chassis::config::Checked;
use chassis::identity::{DevelopmentKey, TokenRequest, Verifier};

use crate::cli::Token;
use crate::trouble::Trouble;

/// What checks bearer tokens: the configured key set, or the development key.
pub fn verifier(settings: &Checked) -> Result<Verifier, Trouble> {
    let given = settings.settings();
    let (issuer, audience) = (&given.jwt_issuer, &given.jwt_audience);
    match &given.jwks {
        Some(jwks) => Verifier::of_jwks_file(jwks, issuer, audience)
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
