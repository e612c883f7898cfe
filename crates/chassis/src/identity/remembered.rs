use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::LEEWAY_SECONDS;
use super::verifier::{Claims, Refused, Verifier};

/// How long a signature is taken for good without looking again.
const AGE_MAX: Duration = Duration::from_secs(60);
/// Tokens kept; a token is about 300 bytes.
const TOKENS_MAX: usize = 10_000;

/// A verifier that remembers the tokens it found valid: to check a signature costs as much as all
/// the rest of a short request. When a token ends is looked at each time, and what was proven by keys
/// that have changed since counts for nothing.
pub struct Remembered {
    verifier: Verifier,
    /// Valid tokens, whole. Held for look-ups only.
    tokens: Mutex<HashMap<Box<str>, Proven>>,
}

struct Proven {
    claims: Claims,
    checked: Instant,
    generation: u64,
}

impl Remembered {
    /// Remembers nothing yet.
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            tokens: Mutex::new(HashMap::new()),
        }
    }

    /// Checks a token as [`Verifier::verify`] does.
    pub async fn verify(&self, token: &str) -> Result<Claims, Refused> {
        // Asked before the token is checked: what keys prove that change meanwhile is checked again.
        let generation = self.verifier.generation();
        if let Some(claims) = self.find(token, generation) {
            return match has_ended(&claims) {
                true => Err(Refused::Expired),
                false => Ok(claims),
            };
        }
        let claims = self.verifier.verify(token).await?;
        if let Some(generation) = generation {
            self.remember(
                token,
                Proven {
                    claims: claims.clone(),
                    checked: Instant::now(),
                    generation,
                },
            );
        }
        Ok(claims)
    }

    fn remember(&self, token: &str, proven: Proven) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= TOKENS_MAX {
            tokens.retain(|_, proven| proven.checked.elapsed() < AGE_MAX);
        }
        if tokens.len() < TOKENS_MAX {
            tokens.insert(token.into(), proven);
        }
    }

    fn find(&self, token: &str, generation: Option<u64>) -> Option<Claims> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let proven = tokens.get(token)?;
        let is_good = Some(proven.generation) == generation && proven.checked.elapsed() < AGE_MAX;
        is_good.then(|| proven.claims.clone())
    }
}

fn has_ended(claims: &Claims) -> bool {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let now = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    claims.exp.saturating_add_unsigned(LEEWAY_SECONDS) < now
}

#[cfg(test)]
mod tests {
    use domain::Role;

    use super::*;
    use crate::identity::{DevelopmentKey, TokenRequest};

    #[tokio::test]
    async fn a_token_that_is_remembered_ends_all_the_same() {
        let folder = std::env::temp_dir().join(format!("tidings-key-{}", uuid::Uuid::new_v4()));
        let key = DevelopmentKey::load_or_make(&folder.join("key.pem")).unwrap();
        let remembered = Remembered::new(Verifier::of_development_key(&key, "us", "us"));
        let request = TokenRequest {
            sub: "clara".to_owned(),
            role: Role::Client,
            name: None,
            email: None,
            ttl: Duration::from_secs(600),
        };
        let token = key.mint(&request, "us", "us").unwrap();
        let claims = remembered.verify(&token).await.unwrap();
        assert_eq!(remembered.verify(&token).await, Ok(claims.clone()));

        // As if it had been minted long ago.
        let ended = Claims { exp: 1, ..claims };
        let proven = Proven {
            claims: ended,
            checked: Instant::now(),
            generation: 0,
        };
        remembered.remember(&token, proven);
        assert_eq!(remembered.verify(&token).await, Err(Refused::Expired));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn a_refused_token_is_not_remembered() {
        let folder = std::env::temp_dir().join(format!("tidings-key-{}", uuid::Uuid::new_v4()));
        let key = DevelopmentKey::load_or_make(&folder.join("key.pem")).unwrap();
        let remembered = Remembered::new(Verifier::of_development_key(&key, "us", "us"));
        assert_eq!(
            remembered.verify("no.token.this").await,
            Err(Refused::Invalid)
        );
        assert!(remembered.tokens.lock().unwrap().is_empty());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
