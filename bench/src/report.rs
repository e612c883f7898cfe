//! A table for people and a line of JSON for programs.

use serde_json::{Value, json};

/// A ratio, and the least that it is promised to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Promise {
    pub(crate) name: &'static str,
    pub(crate) measured: f64,
    pub(crate) least: f64,
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
        let kept = |promise: &Promise| promise.measured >= promise.least;
        self.promises.iter().all(kept)
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
        for Promise {
            name,
            measured,
            least,
        } in &self.promises
        {
            let word = if measured >= least { "kept" } else { "missed" };
            println!("{name}: {measured:.2}, promised {least}: {word}");
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
            .map(|p| json!({"name": p.name, "measured": p.measured, "least": p.least}))
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

/// How much faster the one is than the other, over rounds that alternated.
pub(crate) fn ratio(one: &[f64], other: &[f64]) -> f64 {
    median(one.iter().zip(other).map(|(one, other)| one / other))
}

#[cfg(test)]
mod tests {
    use super::{median, ratio};

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
