//! Proofs: that a leaf is in a tree, and that one tree is the beginning of another.

use std::collections::HashMap;

use super::{Node, joined, parent};
use crate::Hash;

/// Leaves `from..to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    from: u64,
    to: u64,
}

/// What a proof is made of, before any hash is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan(Vec<Range>);

impl Plan {
    /// The proof that leaf number `index` (the event at position `index + 1`) is in the tree of
    /// `size` leaves: RFC 6962's `PATH(index, D[size])`.
    #[must_use]
    pub fn inclusion(index: u64, size: u64) -> Option<Self> {
        if index >= size {
            return None;
        }
        let mut all = Range { from: 0, to: size };
        let mut siblings = Vec::new();
        while all.to - all.from > 1 {
            let (left, right) = all.halves();
            if index < left.to {
                siblings.push(right);
                all = left;
            } else {
                siblings.push(left);
                all = right;
            }
        }
        siblings.reverse();
        Some(Self(siblings))
    }

    /// The proof that the tree of `first` leaves is how the tree of `second` leaves begins: RFC
    /// 6962's `PROOF(first, D[second])`. From no leaves, or to the same tree, nothing is needed.
    #[must_use]
    pub fn consistency(first: u64, second: u64) -> Option<Self> {
        if first > second {
            return None;
        }
        if first == 0 || first == second {
            return Some(Self(Vec::new()));
        }
        let mut all = Range {
            from: 0,
            to: second,
        };
        let mut parts = Vec::new();
        while first != all.to {
            let (left, right) = all.halves();
            if first <= left.to {
                parts.push(right);
                all = left;
            } else {
                parts.push(left);
                all = right;
            }
        }
        // The first tree itself is known to whoever checks.
        if all.from != 0 {
            parts.push(all);
        }
        parts.reverse();
        Some(Self(parts))
    }

    /// The nodes whose hashes it needs. Each is over a power of two of leaves, and so never changes
    /// once the tree has it.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.0.iter().flat_map(|range| range.nodes())
    }

    /// The proof, once the hashes of its nodes are known.
    #[must_use]
    pub fn hashes(&self, known: &HashMap<Node, Hash>) -> Option<Vec<Hash>> {
        self.0
            .iter()
            .map(|range| {
                let parts: Option<Vec<_>> = range.nodes().map(|n| known.get(&n).copied()).collect();
                joined(&parts?)
            })
            .collect()
    }
}

impl Range {
    /// Split at the largest power of two below its length, as the RFC does.
    const fn halves(self) -> (Self, Self) {
        let length = self.to - self.from;
        let at = self.from + (1 << (u64::BITS - 1 - (length - 1).leading_zeros()));
        let left = Self {
            from: self.from,
            to: at,
        };
        let right = Self {
            from: at,
            to: self.to,
        };
        (left, right)
    }

    /// The whole subtrees that make it up, from left to right.
    fn nodes(self) -> impl Iterator<Item = Node> {
        let mut from = self.from;
        std::iter::from_fn(move || {
            let left = self.to.checked_sub(from).filter(|left| *left > 0)?;
            let level = from.trailing_zeros().min(left.ilog2());
            let node = Node {
                level,
                index: from >> level,
            };
            from += 1 << level;
            Some(node)
        })
    }
}

/// Where a proof is, on its way up: RFC 9162, 2.1.3.2 and 2.1.4.2.
struct Climb {
    /// The node's index in its level, and the last index there.
    at: u64,
    last: u64,
}

impl Climb {
    const fn up(&mut self) {
        self.at >>= 1;
        self.last >>= 1;
    }

    /// Whether the next hash of the proof stands to the left.
    const fn is_right(&self) -> bool {
        self.at & 1 == 1 || self.at == self.last
    }

    /// A right edge that has no sibling for some levels.
    const fn skip(&mut self) {
        while self.at & 1 == 0 && self.at != 0 {
            self.up();
        }
    }
}

/// Whether the proof shows that `leaf` is number `index` in the tree of `size` leaves with `root`.
#[must_use]
pub fn proves_inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let mut climb = Climb {
        at: index,
        last: size - 1,
    };
    let mut hash = leaf;
    for sibling in path {
        if climb.last == 0 {
            return false;
        }
        if climb.is_right() {
            hash = parent(sibling, &hash);
            climb.skip();
        } else {
            hash = parent(&hash, sibling);
        }
        climb.up();
    }
    climb.last == 0 && hash == *root
}

/// Whether the proof shows that the first tree is how the second one begins. Both are given as
/// size and root.
#[must_use]
pub fn proves_consistency(first: (u64, &Hash), second: (u64, &Hash), path: &[Hash]) -> bool {
    let ((first, first_root), (second, second_root)) = (first, second);
    if first == second {
        return path.is_empty() && first_root == second_root;
    }
    if first == 0 {
        return path.is_empty() && *first_root == super::empty();
    }
    if first > second {
        return false;
    }
    let (start, rest) = match path.split_first() {
        _ if first.is_power_of_two() => (first_root, path),
        Some((start, rest)) => (start, rest),
        None => return false,
    };
    let mut climb = Climb {
        at: first - 1,
        last: second - 1,
    };
    while climb.at & 1 == 1 {
        climb.up();
    }
    let (mut old, mut new) = (*start, *start);
    for sibling in rest {
        if climb.last == 0 {
            return false;
        }
        if climb.is_right() {
            old = parent(sibling, &old);
            new = parent(sibling, &new);
            climb.skip();
        } else {
            new = parent(&new, sibling);
        }
        climb.up();
    }
    climb.last == 0 && old == *first_root && new == *second_root
}
