//! What the benchmark's people say: a text as long as messages are.

use domain::{Body, Private, SALT_BYTES, Salt};

/// As many characters as the row of pgbench holds.
pub(crate) const CHARS: usize = 200;

const WORDS: &str = "The new logo looks good on the letter paper, but on the website it is too \
     small to read; could we try it once more with the darker green and a little more room? ";

/// The text itself.
pub(crate) fn body() -> String {
    WORDS.chars().cycle().take(CHARS).collect()
}

/// A body with a salt of its own, as it comes in from the edge.
pub(crate) fn private_body() -> anyhow::Result<Private<Body>> {
    Ok(Private::new(Body::parse(body())?, salt()?))
}

pub(crate) fn salt() -> anyhow::Result<Salt> {
    let mut bytes = [0; SALT_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("random bytes: {error}"))?;
    Ok(Salt(bytes))
}
