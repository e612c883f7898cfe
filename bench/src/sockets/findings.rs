//! What was found, with the goal beside it.

use serde_json::{Value, json};

use super::crowd::Counted;
use crate::report::{Bound, Promise, Report};

/// Rows of the table, as they come.
#[derive(Debug, Default)]
pub(super) struct Findings {
    rows: Vec<Vec<String>>,
    promises: Vec<Promise>,
}

impl Findings {
    /// A number that has a goal.
    pub(super) fn promise(&mut self, name: &'static str, measured: f64, bound: Bound) {
        let goal = match bound {
            Bound::Least(least) => format!("at least {least}"),
            Bound::Most(most) => format!("at most {most}"),
        };
        self.rows
            .push(vec![name.to_owned(), format!("{measured:.2}"), goal]);
        self.promises.push(Promise {
            name,
            measured,
            bound,
        });
        eprintln!("  {name}: {measured:.2}");
    }

    /// A number that explains others.
    pub(super) fn tell(&mut self, name: impl Into<String>, measured: impl Into<String>) {
        let (name, measured) = (name.into(), measured.into());
        eprintln!("  {name}: {measured}");
        self.rows.push(vec![name, measured, String::new()]);
    }

    /// That nothing is missing and nothing came twice.
    pub(super) fn whole(&mut self, name: &'static str, counted: Counted) {
        let wrong = counted.gaps + counted.repeats + counted.resyncs;
        self.promise(name, wrong as f64, Bound::Most(0.0));
    }

    pub(super) fn report(self, bench: &'static str, settings: Value) -> Report {
        let told: Vec<_> = self.rows.iter().map(|row| json!(row)).collect();
        Report {
            bench,
            header: vec!["", "measured", "goal"],
            rows: self.rows,
            promises: self.promises,
            details: json!({"settings": settings, "rows": told}),
        }
    }
}
