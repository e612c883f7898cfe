//! Arrows go down only: tidings, services, crates, domain.

use std::collections::BTreeMap;
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Where a package stands in the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Floor {
    Domain,
    /// Pure, and so for every crate to use.
    Evidence,
    Crate,
    Service,
    Binary,
    Tests,
}

fn floor(package: &Package, root: &Path) -> Floor {
    let folder = package.manifest_path.parent().unwrap();
    let folder = folder.strip_prefix(root).unwrap().as_str();
    match folder {
        "domain" => Floor::Domain,
        "crates/crash" | "crates/evidence" => Floor::Evidence,
        "migrations" => Floor::Crate,
        "tidings" => Floor::Binary,
        "command-api" | "query-api" | "projector" | "realtime" => Floor::Service,
        "bench" => Floor::Tests,
        _ if folder.starts_with("crates/") => Floor::Crate,
        _ if folder.starts_with("tests/") => Floor::Tests,
        _ => panic!("{folder} has no place in the house: give it one here"),
    }
}

#[test]
fn every_arrow_points_down() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let metadata = MetadataCommand::new()
        .manifest_path(manifest)
        .no_deps()
        .exec()
        .unwrap();
    let root = metadata.workspace_root.as_std_path();
    let floors: BTreeMap<_, _> = metadata
        .packages
        .iter()
        .map(|package| (package.name.to_string(), floor(package, root)))
        .collect();
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let from = floors[package.name.as_str()];
        for dependency in &package.dependencies {
            let Some(to) = floors.get(&dependency.name) else {
                continue;
            };
            let is_free = dependency.kind == DependencyKind::Development || from == Floor::Tests;
            if !is_free && *to >= from {
                wrong.push(format!("{} -> {}", package.name, dependency.name));
            }
        }
    }
    assert_eq!(
        wrong,
        Vec::<String>::new(),
        "these arrows point sideways or up"
    );
}
