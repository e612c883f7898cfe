//! Bytes as lower-case hex in JSON: `#[serde(with = "crate::hex")]`.

use serde::{Deserialize as _, Deserializer, Serializer, de};

pub(crate) fn serialize<S: Serializer, const N: usize>(
    bytes: &[u8; N],
    to: S,
) -> Result<S::Ok, S::Error> {
    to.serialize_str(&domain::to_hex(bytes))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
    from: D,
) -> Result<[u8; N], D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
    domain::from_hex(&text)
        .ok_or_else(|| de::Error::custom(format!("{} lower-case hex digits are wanted", 2 * N)))
}

/// A list of hashes.
pub(crate) mod list {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::Hash;

    #[derive(Serialize, Deserialize)]
    struct One(#[serde(with = "crate::hex")] Hash);

    pub(crate) fn serialize<S: Serializer>(hashes: &[Hash], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(hashes.iter().copied().map(One))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Hash>, D::Error> {
        let hashes = Vec::<One>::deserialize(from)?;
        Ok(hashes.into_iter().map(|One(hash)| hash).collect())
    }
}
