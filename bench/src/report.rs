//! A table for people and a line of JSON for programs.

use serde_json::{Value, json};

/// A number, and what it is promised to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Promise {
    pub(crate) name: &'static str,
    pub(crate) measured: f64,
    pub(crate) bound: Bound,
}

/// How large a number is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    Least(f64),
    Most(f64),
}

impl Promise {
    fn is_kept(&self) -> bool {
        match self.bound {
            Bound::Least(least) => self.measured >= least,
            Bound::Most(most) => self.measured <= most,
        }
    }
}

/// What a benchmark found.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) bench: &'static str,
    pub(crate) header: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) promises: Vec<Promise>,
    /// What else a program may want to know: settings and single rounds.
    pub(crate) details: Value,
}

impl Report {
    pub(crate) fn is_kept(&self) -> bool {
        self.promises.iter().all(Promise::is_kept)
    }

    pub(crate) fn print(&self, flush_ms: f64) {
        let header: Vec<_> = self.header.iter().map(|name| (*name).to_owned()).collect();
        let widths: Vec<_> = (0..header.len()).map(|n| self.width(&header, n)).collect();
        println!();
        for row in std::iter::once(&header).chain(&self.rows) {
            let cells: Vec<_> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(n, (cell, width))| match n {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                })
                .collect();
            println!("{}", cells.join("  "));
        }
        println!();
        for promise in &self.promises {
            let word = if promise.is_kept() { "kept" } else { "missed" };
            let bound = match promise.bound {
                Bound::Least(least) => format!("at least {least}"),
                Bound::Most(most) => format!("at most {most}"),
            };
            let Promise { name, measured, .. } = promise;
            println!("{name}: {measured:.2}, promised {bound}: {word}");
        }
        println!("the disk keeps a page in {flush_ms:.3} ms");
        println!("{}", self.to_json(flush_ms));
    }

    fn width(&self, header: &[String], column: usize) -> usize {
        let rows = std::iter::once(header).chain(self.rows.iter().map(Vec::as_slice));
        let cells = rows.filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }

    fn to_json(&self, flush_ms: f64) -> Value {
        let promises: Vec<_> = self
            .promises
            .iter()
            .map(|p| match p.bound {
                Bound::Least(n) => json!({"name": p.name, "measured": p.measured, "least": n}),
                Bound::Most(n) => json!({"name": p.name, "measured": p.measured, "most": n}),
            })
            .collect();
        json!({
            "bench": self.bench,
            "kept": self.is_kept(),
            "promises": promises,
            "flushMs": flush_ms,
            "details": self.details,
        })
    }
}

/// The middle one of several numbers; not a number for none.
pub(crate) fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.into_iter().collect();
    numbers.sort_unstable_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let at = |n: usize| numbers.get(n).copied().unwrap_or(f64::NAN);
    match numbers.len() % 2 {
        1 => at(middle),
        _ => f64::midpoint(at(middle.wrapping_sub(1)), at(middle)),
    }
}

/// The number that this share of the numbers keeps within; not a number for none.
pub(crate) fn within(numbers: &[f64], share: f64) -> f64 {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable_by(f64::total_cmp);
    let at = (numbers.len() as f64 * share) as usize;
    let at = at.min(numbers.len().saturating_sub(1));
    numbers.get(at).copied().unwrap_or(f64::NAN)
}

/// How much faster the one is than the other, over rounds that alternated.
pub(crate) fn ratio(one: &[f64], other: &[f64]) -> f64 {
    median(one.iter().zip(other).map(|(one, other)| one / other))
}

#[cfg(test)]
mod tests {
    use super::{Bound, Promise, median, ratio, within};

    #[test]
    fn a_promise_is_kept_up_to_its_bound() {
        let kept = |measured, bound| {
            let name = "a number";
            Promise {
                name,
                measured,
                bound,
            }
            .is_kept()
        };
        assert!(kept(5.0, Bound::Least(5.0)));
        assert!(!kept(4.9, Bound::Least(5.0)));
        assert!(kept(5.0, Bound::Most(5.0)));
        assert!(!kept(5.1, Bound::Most(5.0)));
        assert!(!kept(f64::NAN, Bound::Most(5.0)));
    }

    #[test]
    fn a_share_of_the_numbers_keeps_within() {
        let numbers: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(within(&numbers, 0.95), 96.0);
        assert_eq!(within(&[3.0], 0.95), 3.0);
        assert!(within(&[], 0.95).is_nan());
    }

    #[test]
    fn the_median_is_the_middle_one_or_between_the_middle_two() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median([]).is_nan());
    }

    #[test]
    fn a_ratio_compares_neighbouring_rounds() {
        // The machine halves its speed in the middle: both slow down, the ratio does not.
        assert_eq!(ratio(&[80.0, 40.0, 40.0], &[10.0, 5.0, 5.0]), 8.0);
    }
}
