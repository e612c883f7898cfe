//! Root's checkout is closed to the database's account: its tools are copied where they can be read.

use super::Binaries;
use crate::StartError;
use crate::layout::{OPEN_PLACE, make_folder};
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

/// The same installation in an open place, copied there once for each version.
pub(super) fn to_open_place(closed: &Binaries) -> Result<Binaries, StartError> {
    let tools = Path::new(OPEN_PLACE).join("tools");
    let copy = tools.join(format!("postgres-{}", closed.version));
    let open = Binaries {
        folder: copy.join("bin"),
        is_closed: false,
        ..closed.clone()
    };
    if copy.is_dir() {
        return Ok(open);
    }
    let from = closed.folder.parent().unwrap_or(&closed.folder);
    tracing::warn!(
        "the database's user cannot reach {}: copying it to {}",
        from.display(),
        copy.display()
    );
    make_folder(&tools, 0o755)?;
    // Renamed when whole. Two that copy at once do not meet, and the second finds it done.
    let half = tools.join(format!(
        "postgres-{}.{}",
        closed.version,
        std::process::id()
    ));
    copy_all(from, &half).map_err(StartError::io("copy", from))?;
    match fs::rename(&half, &copy) {
        Err(reason) if !copy.is_dir() => return Err(StartError::io("make", &copy)(reason)),
        Err(_) => fs::remove_dir_all(&half).map_err(StartError::io("remove", &half))?,
        Ok(()) => {}
    }
    Ok(open)
}

/// A folder and all in it, links as links, readable by everybody.
fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(from)?;
    if kind.is_symlink() {
        return symlink(fs::read_link(from)?, to);
    }
    if !kind.is_dir() {
        fs::copy(from, to)?;
        let is_program = kind.permissions().mode() & 0o100 != 0;
        return fs::set_permissions(
            to,
            Permissions::from_mode(if is_program { 0o755 } else { 0o644 }),
        );
    }
    fs::create_dir(to)?;
    fs::set_permissions(to, Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
