//! Bearer tokens: checked here, made here for development.

mod development;
mod fetch;
mod jwks;
mod keyring;
mod remembered;
mod verifier;

pub use development::{DevelopmentKey, TokenRequest, ed25519_key};
pub use jwks::JwksError;
pub use remembered::Remembered;
pub use verifier::{Claims, Refused, Verifier};

/// Longer tokens are refused before they are looked at: no honest issuer needs more.
pub const TOKEN_BYTES_MAX: usize = 8 * 1024;

/// Clocks differ; a token counts this much longer, and this much earlier.
pub const LEEWAY_SECONDS: u64 = 30;
