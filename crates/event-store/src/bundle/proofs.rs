//! The proofs of a bundle, all from one pass over the log: first it is said which nodes of the tree
//! they need, and as the tree grows these are kept.

use std::collections::HashMap;

use evidence::merkle::{Frontier, Node, Plan};
use evidence::{Hash, Signed};

use crate::{Failure, LogReader, checkpoints};

/// Rows read at once.
const PAGE: u32 = 5_000;

pub(super) struct Proofs {
    /// Every checkpoint up to the newest, oldest first.
    pub(super) checkpoints: Vec<Signed>,
    size: u64,
    nodes: HashMap<Node, Hash>,
}

impl Proofs {
    /// Gathers what proves these positions by the newest checkpoint.
    pub(super) async fn gather(
        reader: &LogReader,
        positions: &[u64],
        newest: &Signed,
    ) -> Result<Self, Failure> {
        let size = newest.checkpoint.size;
        let mut proofs = Self {
            checkpoints: checkpoints_until(reader, newest).await?,
            size,
            nodes: HashMap::new(),
        };
        let inclusions = positions
            .iter()
            .filter_map(|at| Plan::inclusion(at.saturating_sub(1), size));
        let steps = proofs
            .checkpoints
            .iter()
            .zip(proofs.checkpoints.iter().skip(1));
        let steps =
            steps.filter_map(|(a, b)| Plan::consistency(a.checkpoint.size, b.checkpoint.size));
        let mut nodes = HashMap::new();
        for plan in inclusions.chain(steps) {
            nodes.extend(plan.nodes().map(|node| (node, [0; 32])));
        }
        let mut frontier = Frontier::new();
        while checkpoints::grow(reader, &mut frontier, size, |node, hash| {
            if let Some(place) = nodes.get_mut(&node) {
                *place = hash;
            }
        })
        .await?
        {}
        if frontier.size() != size || frontier.root() != newest.checkpoint.root {
            return Err(Failure::Malformed {
                position: size,
                what: "the log is not what was signed of it: run `tidings verify`".to_owned(),
            });
        }
        proofs.nodes = nodes;
        Ok(proofs)
    }

    /// That the event at a position is under the newest checkpoint.
    pub(super) fn inclusion(&self, position: u64) -> Option<Vec<Hash>> {
        Plan::inclusion(position.checked_sub(1)?, self.size)?.hashes(&self.nodes)
    }

    /// That one checkpoint is how another begins.
    pub(super) fn consistency(&self, first: &Signed, second: &Signed) -> Option<Vec<Hash>> {
        let plan = Plan::consistency(first.checkpoint.size, second.checkpoint.size)?;
        plan.hashes(&self.nodes)
    }
}

async fn checkpoints_until(reader: &LogReader, newest: &Signed) -> Result<Vec<Signed>, Failure> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = checkpoints::read(reader, after, PAGE).await?;
        if page.is_empty() {
            // It was there a moment ago.
            let what = "the newest checkpoint is gone: run `tidings verify`".to_owned();
            let position = newest.checkpoint.size;
            return Err(Failure::Malformed { position, what });
        }
        for stored in page {
            after = stored.number;
            all.push(stored.signed);
            if stored.signed == *newest {
                return Ok(all);
            }
        }
    }
}
