//! What a backup says of itself.

use std::path::PathBuf;

use chassis::config::Checked;
use domain::Timestamp;
use evidence::Signed;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::folder::Piece;

/// The name of this form of a backup.
pub const FORMAT: &str = "tidings-backup-1";
/// The file that says what a backup is.
pub const MANIFEST: &str = "manifest.json";

/// What is in a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The version of the program that made it.
    pub program: String,
    /// The schema's newest step.
    pub schema: i64,
    /// Which log.
    pub log_id: Uuid,
    /// In which life.
    pub incarnation: u32,
    /// Up to where.
    pub position: u64,
    /// The root of the tree over all of it, as hex.
    pub root: String,
    /// The newest that was signed of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<Signed>,
    /// When it was made.
    pub made_at: Timestamp,
    /// The tables.
    pub tables: Vec<Table>,
    /// Other files, in the folder itself.
    pub pieces: Vec<Piece>,
    /// How many uploaded files and previews.
    pub files: u64,
    /// The keys of those without bytes.
    pub missing_files: Vec<String>,
}

/// A table, in Postgres' own text form.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    /// Where it is.
    pub schema: String,
    /// What it is called.
    pub name: String,
    /// Its columns, in the order of the file.
    pub columns: Vec<String>,
    /// How many rows.
    pub rows: u64,
    /// The file.
    pub piece: Piece,
}

/// A line of `files.jsonl`.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptFile {
    /// The key of the bytes.
    pub key: String,
    /// The file.
    pub piece: Piece,
}

/// Where the secrets of a data folder are, and what they are called in a backup.
pub fn secrets(settings: &Checked) -> [(PathBuf, &'static str); 3] {
    [
        (settings.signing_key_path(), "signing-key.pem"),
        (settings.secret_path(), "secret"),
        (settings.development_key_path(), "development-key.pem"),
    ]
}
