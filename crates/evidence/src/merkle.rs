//! The tree over the log: RFC 6962 with SHA-256.
//!
//! The leaf of position `p` is number `p - 1`, and its input is 40 bytes: `p` as a 64-bit
//! big-endian number, then the event's hash. So a leaf is `SHA-256(0x00 || u64be(p) || hash)`, an
//! inner node `SHA-256(0x01 || left || right)`, and the empty tree `SHA-256("")`.
//!
//! Ours, because a log of millions of events is never in memory: a root needs only the roots of the
//! whole subtrees so far (the [`Frontier`]), and a proof only the nodes it names ([`Plan`]), which
//! one pass over the log gathers for any number of proofs.

mod frontier;
mod proof;

use sha2::{Digest as _, Sha256};

use crate::Hash;

pub use frontier::Frontier;
pub use proof::{Plan, proves_consistency, proves_inclusion};

/// A node over 2^level leaves, the `index`th of its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u32,
    /// Counted from the left, from 0.
    pub index: u64,
}

/// The leaf of an event.
#[must_use]
pub fn leaf(position: u64, hash: &Hash) -> Hash {
    let mut input = [0; 40];
    let (place, rest) = input.split_at_mut(8);
    place.copy_from_slice(&position.to_be_bytes());
    rest.copy_from_slice(hash);
    leaf_of(&input)
}

/// The leaf of any bytes.
#[must_use]
pub fn leaf_of(input: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(input);
    hash.finalize().into()
}

/// The root of no leaves.
#[must_use]
pub fn empty() -> Hash {
    Sha256::digest([]).into()
}

fn parent(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// The root over neighbouring subtrees of falling size, given from left to right.
fn joined(subtrees: &[Hash]) -> Option<Hash> {
    subtrees
        .iter()
        .rev()
        .copied()
        .reduce(|right, left| parent(&left, &right))
}
