//! The board and the alarms name numbers that there are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What Prometheus makes of a histogram or a summary.
const FORMS: [&str; 3] = ["_bucket", "_sum", "_count"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every name in a text that is one of our metrics.
fn metrics_in(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_lowercase() && c != '_')
        .filter(|word| word.starts_with("tidings_"))
        .map(|word| {
            let form = FORMS.iter().find_map(|form| word.strip_suffix(form));
            form.unwrap_or(word).to_owned()
        })
        .collect()
}

fn sources(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_number_on_the_board_and_in_the_alarms_is_one_that_is_counted() {
    let mut code = String::new();
    for folder in [
        "crates",
        "command-api",
        "query-api",
        "projector",
        "realtime",
        "tidings",
    ] {
        sources(&root().join(folder), &mut code);
    }
    for file in ["grafana/dashboards/tidings.json", "prometheus/alarms.yml"] {
        let text = std::fs::read_to_string(root().join("docker").join(file)).unwrap();
        let named = metrics_in(&text);
        assert!(named.len() > 5, "{file}: {named:?}");
        let unknown: Vec<_> = named
            .iter()
            .filter(|name| !code.contains(&format!("\"{name}\"")))
            .collect();
        assert_eq!(unknown, Vec::<&String>::new(), "{file}");
    }
}

#[test]
fn every_alarm_is_explained_to_who_is_woken_by_it() {
    let alarms = std::fs::read_to_string(root().join("docker/prometheus/alarms.yml")).unwrap();
    let manual = std::fs::read_to_string(root().join("docs/operation.md")).unwrap();
    let names = alarms
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "));
    let missing: Vec<_> = names
        .filter(|name| !manual.contains(&format!("`{name}`")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
