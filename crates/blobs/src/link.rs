use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{FileId, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::Variant;

/// How long a link is good: long enough to load a picture, too short to be passed on.
pub const LINK_SECONDS: i64 = 60;

/// Bytes of a link's time, in front of its signature.
const TIME_BYTES: usize = 8;

/// Makes and checks links that need no other identity: for `img` tags and CDNs.
#[derive(Clone)]
pub struct Links([u8; 32]);

/// A link's secret part, and when it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Text that stands in an address as it is.
    pub signature: String,
    /// From then on it is refused.
    pub expires_at: Timestamp,
}

/// A link that was not made by us, or for this file, or has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the link is not good, or not any more")]
pub struct BadLink;

impl Links {
    /// Links under a key that is kept for them alone.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// A link to a file, good from now on for [`LINK_SECONDS`].
    #[must_use]
    pub fn make(&self, file: FileId, variant: Variant, now: Timestamp) -> Link {
        let expires_at = Timestamp::from_millis(now.millis() + LINK_SECONDS * 1_000);
        let time = expires_at.millis().to_be_bytes();
        let mut signed = time.to_vec();
        if let Some(mac) = self.mac(file, variant, time) {
            signed.extend_from_slice(&mac.finalize().into_bytes());
        }
        Link {
            signature: URL_SAFE_NO_PAD.encode(signed),
            expires_at,
        }
    }

    /// Whether a link opens this file now.
    ///
    /// # Errors
    /// It does not.
    pub fn check(
        &self,
        file: FileId,
        variant: Variant,
        signature: &str,
        now: Timestamp,
    ) -> Result<(), BadLink> {
        let signed = URL_SAFE_NO_PAD.decode(signature).map_err(|_| BadLink)?;
        let (time, signature) = signed.split_first_chunk::<TIME_BYTES>().ok_or(BadLink)?;
        self.mac(file, variant, *time)
            .ok_or(BadLink)?
            .verify_slice(signature)
            .map_err(|_| BadLink)?;
        if now.millis() < i64::from_be_bytes(*time) {
            Ok(())
        } else {
            Err(BadLink)
        }
    }

    fn mac(&self, file: FileId, variant: Variant, time: [u8; TIME_BYTES]) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of every length: None is never seen.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(file.uuid().as_bytes());
        mac.update(&[match variant {
            Variant::Original => 0,
            Variant::Preview => 1,
        }]);
        mac.update(&time);
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: i64 = 1_800_000_000_000;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(NOW + millis)
    }

    fn file() -> FileId {
        FileId::new(Uuid::from_u128(7))
    }

    fn links() -> Links {
        Links::new([1; 32])
    }

    #[test]
    fn a_link_opens_its_file_until_it_ends() {
        let link = links().make(file(), Variant::Original, at(0));
        let check = |now| links().check(file(), Variant::Original, &link.signature, now);
        assert_eq!(link.expires_at, at(60_000));
        assert_eq!(check(at(59_999)), Ok(()));
        assert_eq!(check(at(60_000)), Err(BadLink));
    }

    #[test]
    fn a_link_opens_nothing_else() {
        let link = links().make(file(), Variant::Original, at(0)).signature;
        let other = FileId::new(Uuid::from_u128(8));
        let check = |file, variant| links().check(file, variant, &link, at(0));
        assert_eq!(check(other, Variant::Original), Err(BadLink));
        assert_eq!(check(file(), Variant::Preview), Err(BadLink));
        let foreign = Links::new([2; 32]);
        assert_eq!(
            foreign.check(file(), Variant::Original, &link, at(0)),
            Err(BadLink)
        );
    }

    #[test]
    fn no_part_of_a_link_can_be_changed() {
        let link = links().make(file(), Variant::Original, at(0)).signature;
        for at_char in 0..link.len() {
            let mut forged = link.clone().into_bytes();
            forged[at_char] = if forged[at_char] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            let check = links().check(file(), Variant::Original, &forged, at(0));
            assert_eq!(check, Err(BadLink), "{at_char}");
        }
    }

    #[test]
    fn what_is_no_link_is_refused() {
        for text in ["", "A", "!", "AAAAAAAAAAA", "é", &"A".repeat(10_000)] {
            let check = links().check(file(), Variant::Original, text, at(0));
            assert_eq!(check, Err(BadLink), "{text}");
        }
    }
}
