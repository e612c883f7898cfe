//! What is built in: from one registry, under licences we may use, one of each where it matters.

use std::path::Path;

use cargo_metadata::{Metadata, MetadataCommand, Package};

/// The same list as deny.toml.
const LICENSES: &[&str] = &[
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Two of one of these would be two pools, two clocks, two ideas of a certificate.
const ONE_OF_EACH: &[&str] = &["sqlx", "rustls", "tokio", "http", "hyper", "axum"];

fn packages() -> Metadata {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let platform = ["--locked", "--filter-platform", "x86_64-unknown-linux-gnu"];
    MetadataCommand::new()
        .manifest_path(manifest)
        .other_options(platform.map(str::to_owned))
        .exec()
        .unwrap()
}

/// Every part of a licence that joins parts has to be allowed, one of those it lets us choose from.
fn may_be_used(package: &Package) -> bool {
    let Some(license) = &package.license else {
        return false;
    };
    let license = license.replace(['(', ')'], "").replace('/', " OR ");
    license.split(" AND ").all(|part| {
        part.split(" OR ")
            .any(|choice| LICENSES.contains(&choice.trim()))
    })
}

#[test]
fn everything_comes_from_one_registry_under_a_licence_we_may_use() {
    let metadata = packages();
    let foreign: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| {
            package
                .source
                .as_ref()
                .is_some_and(|source| !source.is_crates_io())
        })
        .map(|package| package.name.to_string())
        .collect();
    assert_eq!(foreign, Vec::<String>::new());
    let unlicensed: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| !may_be_used(package))
        .map(|package| format!("{}: {:?}", package.name, package.license))
        .collect();
    assert_eq!(unlicensed, Vec::<String>::new());
}

#[test]
fn there_is_one_of_each_crate_whose_types_meet() {
    let metadata = packages();
    for name in ONE_OF_EACH {
        let versions: Vec<_> = metadata
            .packages
            .iter()
            .filter(|package| package.name.as_str() == *name)
            .map(|package| package.version.to_string())
            .collect();
        assert_eq!(versions.len(), 1, "{name}: {versions:?}");
    }
}
