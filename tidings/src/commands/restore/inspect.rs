//! Before anything is written: whether the backup is whole, and whether it can go on here.

use std::io::ErrorKind;

use chassis::config::{Checked, private_file};
use domain::to_hex;
use projector::CheckpointFile;

use crate::commands::backup::{CopyError, FORMAT, Folder, Manifest, SECRETS, at, secrets};
use crate::keys::{CHECKPOINTS, checking_key};
use crate::seen::Seen;
use crate::trouble::Trouble;

/// Reads all of it, and compares it with what the manifest says.
pub(super) async fn check(folder: &Folder, manifest: &Manifest) -> Result<(), CopyError> {
    if manifest.format != FORMAT {
        let what = format!("this is {}, and not {FORMAT}", manifest.format);
        return Err(CopyError::NotWhole(what));
    }
    if manifest.schema > migrations::newest() {
        let what = format!(
            "the backup is of a newer program ({}): update tidings",
            manifest.program
        );
        return Err(CopyError::Refused(what));
    }
    let tables = manifest.tables.iter().map(|table| &table.piece);
    for piece in manifest.pieces.iter().chain(tables) {
        folder.check(piece).await?;
    }
    for kept in super::load::kept_files(folder, manifest).await? {
        folder.check(&kept.piece).await?;
    }
    Ok(())
}

/// Puts secrets where they belong, those that the backup has and that are not there.
pub(super) async fn bring_secrets(
    settings: &Checked,
    folder: &Folder,
    manifest: &Manifest,
) -> Result<(), Trouble> {
    for (path, name) in secrets(settings) {
        let name = format!("{SECRETS}/{name}");
        if !manifest.pieces.iter().any(|piece| piece.path == name) {
            continue;
        }
        let from = folder.path(&name);
        let bytes = match tokio::fs::read(&from).await {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(at(&from)(error).into()),
        };
        private_file(&path, || Ok(bytes))?;
    }
    Ok(())
}

/// The last life of this log that the data folder knows of: it may have been put back before, and two
/// lives of one number would be taken for one.
pub(super) fn lives(settings: &Checked, manifest: &Manifest) -> Result<u32, Trouble> {
    let path = settings.data().join(CHECKPOINTS);
    let unreadable = |error: String| Trouble::Other(format!("{}: {error}", path.display()));
    let signed = CheckpointFile::new(path.clone()).read();
    let signed = signed.map_err(|error| unreadable(error.to_string()))?;
    let signed = signed.map_err(|error| unreadable(error.to_string()))?;
    let signed = signed.iter().map(|signed| signed.checkpoint);
    let signed = signed.map(|checkpoint| (checkpoint.log_id, checkpoint.incarnation));
    let seen = Seen::of(settings.data()).read();
    let seen = seen.map(|note| (note.log.log_id, note.log.incarnation));
    let of_this_log = |(log_id, life)| (log_id == manifest.log_id).then_some(life);
    let lives = signed.chain(seen).filter_map(of_this_log);
    Ok(lives.max().unwrap_or(0))
}

/// A log that was signed is signed on with the same key, and by nobody else.
pub(super) fn has_the_key(settings: &Checked, manifest: &Manifest) -> Result<(), Trouble> {
    let Some(signed) = &manifest.checkpoint else {
        return Ok(());
    };
    let key = checking_key(settings)?;
    if key.is_some_and(|key| key.id() == signed.key_id) {
        return Ok(());
    }
    Err(Trouble::Keys(format!(
        "this log was signed with the key {}, and {} is not it: put it there, or give it with \
         --signing-key; a backup with --secrets has it",
        to_hex(&signed.key_id),
        settings.signing_key_path().display()
    )))
}
