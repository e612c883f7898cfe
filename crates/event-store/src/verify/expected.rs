//! What was signed of the log: the table's checkpoints and those kept elsewhere, made one list.

use std::collections::BTreeMap;

use evidence::merkle::empty;
use evidence::{Hash, PublicKey, Signed};
use uuid::Uuid;

use super::{Bad, Known};
use crate::checkpoints::{self, Stored};
use crate::{Failure, LogReader};

/// Rows read at once.
const PAGE: u32 = 5_000;

/// The roots that the log must have.
#[derive(Default)]
pub(super) struct Expected {
    /// By size: the root, and how many checkpoints say so.
    pub(super) roots: BTreeMap<u64, (Hash, u64)>,
    /// What is wrong with the checkpoints themselves, first in the log.
    pub(super) bad: Option<Bad>,
    /// How many from outside are of a life that a later one did not go on from.
    pub(super) given_up: u64,
    /// What the table has: life and size.
    table: BTreeMap<(u32, u64), Signed>,
}

impl Expected {
    pub(super) async fn gather(reader: &LogReader, known: &Known) -> Result<Self, Failure> {
        let log_id = reader.log().log_id;
        let mut expected = Self::default();
        let mut before: Option<Stored> = None;
        loop {
            let after = before.as_ref().map_or(0, |stored| stored.number);
            let page = checkpoints::read(reader, after, PAGE).await?;
            if page.is_empty() {
                break;
            }
            for stored in page {
                expected.row(log_id, &known.keys, before.as_ref(), &stored);
                before = Some(stored);
            }
        }
        expected.outside(log_id, known);
        Ok(expected)
    }

    fn note(&mut self, bad: Bad) {
        if self
            .bad
            .as_ref()
            .is_none_or(|known| bad.first < known.first)
        {
            self.bad = Some(bad);
        }
    }

    /// One of the table.
    fn row(&mut self, log_id: Uuid, keys: &[PublicKey], before: Option<&Stored>, row: &Stored) {
        let of = row.signed.checkpoint;
        let (number, life, size) = before.map_or((0, 0, 0), |stored| {
            let of = stored.signed.checkpoint;
            (stored.number, of.incarnation, of.size)
        });
        if row.number != number + 1 {
            self.note(Bad {
                first: size + 1,
                last: of.size.max(size + 1),
                what: format!("checkpoint {} was taken out of the table", number + 1),
            });
        }
        if of.incarnation < life || of.size < size {
            self.note(Bad::at(of.size, "a checkpoint goes back"));
        }
        self.table.insert((of.incarnation, of.size), row.signed);
        self.must_have(log_id, keys, &row.signed);
    }

    /// Those kept elsewhere: each one is in the table too, unless the life it is of ended before.
    fn outside(&mut self, log_id: Uuid, known: &Known) {
        for signed in &known.outside {
            let of = signed.checkpoint;
            if of.log_id != log_id {
                continue;
            }
            // The first checkpoint of a later life says from where on it went.
            let later = self.table.range((of.incarnation.saturating_add(1), 0)..);
            let went_on = later.map(|((_, size), _)| *size).min();
            if went_on.is_some_and(|size| of.size > size) {
                self.given_up += 1;
                continue;
            }
            if self.table.get(&(of.incarnation, of.size)) != Some(signed) {
                let what = "a checkpoint kept outside of the database is not in its table";
                self.note(Bad::at(of.size, what));
                self.must_have(log_id, &known.keys, signed);
            }
        }
    }

    /// A root that a good signature stands under.
    fn must_have(&mut self, log_id: Uuid, keys: &[PublicKey], signed: &Signed) {
        let of = signed.checkpoint;
        if of.log_id != log_id || !keys.iter().any(|key| key.signed(signed)) {
            let what = "a checkpoint is not signed by a key that is known";
            return self.note(Bad::at(of.size, what));
        }
        if of.size == 0 && of.root != empty() {
            return self.note(Bad::at(
                0,
                "a checkpoint of nothing has a root of something",
            ));
        }
        let (root, count) = self.roots.entry(of.size).or_insert((of.root, 0));
        if *root == of.root {
            *count += 1;
        } else {
            self.note(Bad::at(of.size, "two checkpoints of one size differ"));
        }
    }
}
