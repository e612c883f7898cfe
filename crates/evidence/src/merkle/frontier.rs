//! The right edge of a growing tree: all that its next root needs.

use super::{Node, empty, joined, parent};
use crate::Hash;

/// The roots of the whole subtrees that the leaves so far make up: one for each binary digit 1 of
/// their number. Ten million leaves are eight of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Largest first, which is from left to right.
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// Before the first leaf.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Takes in the next leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_telling(leaf, |_, _| ());
    }

    /// The same, and tells of every node that this makes whole.
    pub fn push_telling(&mut self, leaf: Hash, mut tell: impl FnMut(Node, Hash)) {
        let mut node = Node {
            level: 0,
            index: self.size,
        };
        let mut hash = leaf;
        tell(node, hash);
        // As in adding one to a binary number: every 1 at the end carries.
        while node.index & 1 == 1 {
            let Some(left) = self.subtrees.pop() else {
                break;
            };
            hash = parent(&left, &hash);
            node = Node {
                level: node.level + 1,
                index: node.index >> 1,
            };
            tell(node, hash);
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// The root over all leaves so far.
    #[must_use]
    pub fn root(&self) -> Hash {
        joined(&self.subtrees).unwrap_or_else(empty)
    }

    /// The size as 8 bytes, big-endian, then the subtrees' roots.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.subtrees.iter().flatten());
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (size, rest) = bytes.split_first_chunk::<8>()?;
        let size = u64::from_be_bytes(*size);
        let (subtrees, left_over) = rest.as_chunks::<32>();
        let is_whole =
            left_over.is_empty() && subtrees.len() as u64 == u64::from(size.count_ones());
        is_whole.then(|| Self {
            size,
            subtrees: subtrees.to_vec(),
        })
    }
}
