//! The cursors of lists: where a page ended, sealed for the person and the question it was for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::config::Secret;
use chassis::problem::Problem;
use domain::UserId;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

/// Half an HMAC-SHA-256: nobody guesses it, and the cursor stays short.
const SEAL_BYTES: usize = 16;

/// Seals and opens cursors.
#[derive(Clone)]
pub(crate) struct Cursors([u8; 32]);

/// What a cursor is good for: one list, one asker, one set of filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope(Vec<u8>);

impl Scope {
    pub(crate) fn new(list: &'static str, asker: UserId, filters: &impl Serialize) -> Self {
        // A tuple of texts, ids and lists always has a JSON form; without one, no cursor opens.
        Self(serde_json::to_vec(&(list, asker, filters)).unwrap_or_default())
    }
}

impl Cursors {
    pub(crate) fn new(secret: &Secret) -> Self {
        Self(secret.cursors_key())
    }

    /// The text of a cursor.
    pub(crate) fn seal(&self, scope: &Scope, place: &impl Serialize) -> Result<String, Problem> {
        let mut bytes = serde_json::to_vec(place).map_err(|_| Problem::internal())?;
        let seal = self.mac(scope, &bytes)?.finalize().into_bytes();
        bytes.extend(seal.iter().take(SEAL_BYTES));
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Where a cursor leads, if it was sealed for this scope.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        scope: &Scope,
        text: &str,
    ) -> Result<T, Problem> {
        let bad = || Problem::invalid_parameter("cursor", "not a cursor of this list");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
        let end = bytes.len().checked_sub(SEAL_BYTES).ok_or_else(bad)?;
        let (place, seal) = bytes.split_at_checked(end).ok_or_else(bad)?;
        self.mac(scope, place)?
            .verify_truncated_left(seal)
            .map_err(|_| bad())?;
        serde_json::from_slice(place).map_err(|_| bad())
    }

    fn mac(&self, scope: &Scope, place: &[u8]) -> Result<Hmac<Sha256>, Problem> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(|_| Problem::internal())?;
        mac.update(&(scope.0.len() as u64).to_be_bytes());
        mac.update(&scope.0);
        mac.update(place);
        Ok(mac)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn cursors() -> Cursors {
        Cursors::new(&Secret::of_bytes(vec![7; 32]).unwrap())
    }

    fn asker(n: u128) -> UserId {
        UserId::new(Uuid::from_u128(n))
    }

    #[test]
    fn a_cursor_opens_for_whom_it_was_sealed() {
        let scope = Scope::new("things", asker(1), &"active");
        let text = cursors().seal(&scope, &(3, "x")).unwrap();
        assert_eq!(
            cursors().open::<(u8, String)>(&scope, &text),
            Ok((3, "x".to_owned()))
        );
    }

    #[test]
    fn another_person_list_or_filter_cannot_open_it() {
        let text = cursors()
            .seal(&Scope::new("things", asker(1), &"active"), &3)
            .unwrap();
        for other in [
            Scope::new("things", asker(2), &"active"),
            Scope::new("others", asker(1), &"active"),
            Scope::new("things", asker(1), &"closed"),
        ] {
            assert!(cursors().open::<u8>(&other, &text).is_err(), "{other:?}");
        }
    }

    #[test]
    fn a_changed_character_or_junk_opens_nothing() {
        let scope = Scope::new("things", asker(1), &());
        let text = cursors().seal(&scope, &300).unwrap();
        for at in 0..text.len() - 1 {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(cursors().open::<u16>(&scope, &changed).is_err(), "at {at}");
        }
        for junk in ["", "AAAA", "%%%", "../../etc/passwd"] {
            assert!(cursors().open::<u16>(&scope, junk).is_err(), "{junk}");
        }
    }
}
