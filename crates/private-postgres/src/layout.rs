//! Where everything lies.

use crate::StartError;
use crate::account::Account;
use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Where root keeps data and tools that the database's account could not reach otherwise.
pub(crate) const OPEN_PLACE: &str = "/var/lib/tidings";

/// The folders and files of one data folder, and who owns the database in it.
///
/// The folder `postgres` belongs to the launcher, and only what lies in it to the account: so an
/// account that was broken into cannot lay links for root to follow.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The data folder, without links, as `/proc` would show it.
    pub(crate) data: PathBuf,
    /// Whom root runs Postgres as; none where an ordinary user runs it.
    pub(crate) account: Option<Account>,
}

impl Layout {
    /// Makes the data folder where it is missing, and moves to an open place where the database's
    /// account could not reach it.
    pub(crate) fn open(data: &Path) -> Result<Layout, StartError> {
        let (place, account, is_new) = Self::at(data)?;
        let layout = match &account {
            Some(closed_to) if !closed_to.reaches(&place) => {
                if is_new {
                    // Empty, and nobody would look for anything there: a failure leaves it empty.
                    fs::remove_dir(&place).ok();
                }
                let open = Path::new(OPEN_PLACE).join(place.strip_prefix("/").unwrap_or(&place));
                tracing::warn!(
                    "the user {} cannot reach {}: the data lives in {}",
                    closed_to.name,
                    place.display(),
                    open.display()
                );
                let (data, account, _) = Self::at(&open)?;
                Layout { data, account }
            }
            _ => Layout {
                data: place,
                account,
            },
        };
        if layout.data.to_str().is_none() {
            return Err(StartError::NotUtf8 { data: layout.data });
        }
        make_folder(&layout.base(), layout.mode())?;
        Ok(layout)
    }

    fn at(data: &Path) -> Result<(PathBuf, Option<Account>, bool), StartError> {
        let account = Account::for_database(&data.join("postgres/pgdata"))?;
        let is_new = !data.exists();
        make_folder(data, if account.is_some() { 0o711 } else { 0o700 })?;
        let place = fs::canonicalize(data).map_err(StartError::io("open", data))?;
        Ok((place, account, is_new))
    }

    /// Folders of the launcher: an account may go through them and see nothing.
    fn mode(&self) -> u32 {
        if self.account.is_some() { 0o711 } else { 0o700 }
    }

    pub(crate) fn base(&self) -> PathBuf {
        self.data.join("postgres")
    }

    pub(crate) fn pgdata(&self) -> PathBuf {
        self.base().join("pgdata")
    }

    /// Where a database is made before it takes its name.
    pub(crate) fn pgdata_new(&self) -> PathBuf {
        self.base().join("pgdata.new")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.base().join("launcher.lock")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.base().join("postgres.log")
    }

    pub(crate) fn password(&self) -> PathBuf {
        self.base().join("password")
    }

    /// Makes a folder of the account's own, that nobody else may enter.
    pub(crate) fn make_private(&self, folder: &Path) -> Result<(), StartError> {
        make_folder(folder, 0o700)?;
        self.account
            .as_ref()
            .map_or(Ok(()), |account| account.own(folder))
    }
}

/// Makes a folder and what is missing above it, with this mode whatever the umask says.
pub(crate) fn make_folder(folder: &Path, mode: u32) -> Result<(), StartError> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent()
        && !above.as_os_str().is_empty()
    {
        make_folder(above, mode)?;
    }
    let made = DirBuilder::new()
        .mode(mode)
        .create(folder)
        .and_then(|()| fs::set_permissions(folder, Permissions::from_mode(mode)));
    match made {
        // Another process made it in between.
        Err(_) if folder.is_dir() => Ok(()),
        made => made.map_err(StartError::io("make the folder", folder)),
    }
}
