//! The tree against the test vectors of Certificate Transparency, and against the definitions of
//! RFC 6962 written out as they stand there.

use std::collections::HashMap;

use domain::to_hex;
use evidence::Hash;
use evidence::merkle::{
    Frontier, Node, Plan, empty, leaf, leaf_of, proves_consistency, proves_inclusion,
};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

/// Inputs and roots of certificate-transparency's own reference tests, for 1 to 8 leaves.
const INPUTS: [&[u8]; 8] = [
    b"",
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[
        0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
        0x6f,
    ],
];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// RFC 6962, 2.1: MTH.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        more => {
            let k = split(more.len());
            let (left, right) = (naive_root(&more[..k]), naive_root(&more[k..]));
            Sha256::digest([&[1], &left[..], &right[..]].concat()).into()
        }
    }
}

fn split(n: usize) -> usize {
    let mut k = 1;
    while 2 * k < n {
        k *= 2;
    }
    k
}

/// RFC 6962, 2.1.1: PATH.
fn naive_path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let k = split(leaves.len());
    let (mut path, sibling) = if m < k {
        (naive_path(m, &leaves[..k]), &leaves[k..])
    } else {
        (naive_path(m - k, &leaves[k..]), &leaves[..k])
    };
    path.push(naive_root(sibling));
    path
}

/// RFC 6962, 2.1.2: SUBPROOF.
fn naive_subproof(m: usize, leaves: &[Hash], is_whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if is_whole {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let k = split(leaves.len());
    let (mut proof, other) = if m <= k {
        (naive_subproof(m, &leaves[..k], is_whole), &leaves[k..])
    } else {
        (naive_subproof(m - k, &leaves[k..], false), &leaves[..k])
    };
    proof.push(naive_root(other));
    proof
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count)
        .map(|n| leaf_of(&(n as u64).to_be_bytes()))
        .collect()
}

/// The tree over these leaves, and every node of it that is whole.
fn grown(leaves: &[Hash]) -> (Frontier, HashMap<Node, Hash>) {
    let (mut frontier, mut nodes) = (Frontier::new(), HashMap::new());
    for leaf in leaves {
        frontier.push_telling(*leaf, |node, hash| {
            nodes.insert(node, hash);
        });
    }
    (frontier, nodes)
}

#[test]
fn the_roots_are_those_of_certificate_transparency() {
    let mut frontier = Frontier::new();
    for (input, root) in INPUTS.iter().zip(ROOTS) {
        frontier.push(leaf_of(input));
        assert_eq!(to_hex(&frontier.root()), root);
    }
    assert_eq!(Frontier::new().root(), empty());
}

#[test]
fn a_leaf_covers_position_and_hash() {
    let input = [&7_u64.to_be_bytes()[..], &[9; 32]].concat();
    assert_eq!(leaf(7, &[9; 32]), leaf_of(&input));
    assert_ne!(leaf(8, &[9; 32]), leaf_of(&input));
}

#[test]
fn a_frontier_goes_on_from_its_bytes() {
    let all = leaves(100);
    for cut in 0..100 {
        let (before, _) = grown(&all[..cut]);
        let mut read = Frontier::from_bytes(&before.to_bytes()).unwrap();
        assert_eq!(read, before);
        all[cut..].iter().for_each(|leaf| read.push(*leaf));
        assert_eq!(read.root(), naive_root(&all));
        let mut longer = before.to_bytes();
        longer.push(0);
        assert_eq!(Frontier::from_bytes(&longer), None);
    }
}

#[test]
fn every_proof_in_every_small_tree_is_the_definitions_and_proves() {
    let all = leaves(40);
    for n in 1..=all.len() {
        let (frontier, nodes) = grown(&all[..n]);
        let (root, size) = (frontier.root(), n as u64);
        assert_eq!(root, naive_root(&all[..n]));
        for m in 0..n {
            let index = m as u64;
            let path = Plan::inclusion(index, size)
                .unwrap()
                .hashes(&nodes)
                .unwrap();
            assert_eq!(path, naive_path(m, &all[..n]), "leaf {m} of {n}");
            assert!(proves_inclusion(all[m], index, size, &path, &root));
            let before = naive_root(&all[..m]);
            let path = Plan::consistency(index, size)
                .unwrap()
                .hashes(&nodes)
                .unwrap();
            if m > 0 {
                assert_eq!(path, naive_subproof(m, &all[..n], true), "{m} to {n}");
            }
            assert!(proves_consistency((index, &before), (size, &root), &path));
        }
        assert_eq!(Plan::inclusion(size, size), None);
        assert_eq!(Plan::consistency(size + 1, size), None);
        assert!(proves_consistency((size, &root), (size, &root), &[]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_proof_of_anything_else_proves_nothing(
        n in 2_usize..300, m in 0_usize..300, other in 0_usize..300, place in 0_usize..20, bit in 0_u32..8,
    ) {
        let all = leaves(n);
        let (m, other) = (m % n, other % n);
        let (frontier, nodes) = grown(&all);
        let (root, size, index) = (frontier.root(), n as u64, m as u64);
        let path = Plan::inclusion(index, size).unwrap().hashes(&nodes).unwrap();
        if other != m {
            prop_assert!(!proves_inclusion(all[other], index, size, &path, &root));
            prop_assert!(!proves_inclusion(all[m], other as u64, size, &path, &root));
        }
        let mut longer = path.clone();
        longer.push(root);
        prop_assert!(!proves_inclusion(all[m], index, size, &longer, &root));
        prop_assert!(!proves_inclusion(all[m], index, size, &path[1..], &root));
        let mut changed = path.clone();
        changed[place % path.len()][0] ^= 1 << bit;
        prop_assert!(!proves_inclusion(all[m], index, size, &changed, &root));
    }

    #[test]
    fn a_tree_that_was_changed_is_not_consistent(
        n in 2_usize..300, m in 1_usize..300, at in 0_usize..300,
    ) {
        let all = leaves(n);
        let m = 1 + m % (n - 1);
        let before = naive_root(&all[..m]);
        let mut rewritten = all.clone();
        let at = at % m;
        rewritten[at][0] ^= 1;
        let (frontier, nodes) = grown(&rewritten);
        let (first, second) = (m as u64, n as u64);
        let path = Plan::consistency(first, second).unwrap().hashes(&nodes).unwrap();
        prop_assert!(!proves_consistency((first, &before), (second, &frontier.root()), &path));
    }
}
