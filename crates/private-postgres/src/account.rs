//! Whom root runs Postgres as.

use crate::StartError;
use std::fs;
use std::os::unix::fs::{MetadataExt, lchown};
use std::path::Path;

/// The uid `nobody` has on Linux.
const NOBODY: u32 = 65_534;

/// An ordinary account that root hands the database to.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) name: String,
}

impl Account {
    /// Nobody for ordinary users, who run Postgres themselves. For root the owner of the database,
    /// where there is one, else `postgres`, else nobody.
    pub(crate) fn for_database(pgdata: &Path) -> Result<Option<Account>, StartError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        if let Ok(owner) = fs::metadata(pgdata)
            && owner.uid() != 0
        {
            let known = Account::find(|account| account.uid == owner.uid());
            return Ok(Some(known.unwrap_or_else(|| Account {
                uid: owner.uid(),
                gid: owner.gid(),
                name: owner.uid().to_string(),
            })));
        }
        // initdb looks the uid up, so it must have a line in /etc/passwd.
        Account::find(|account| account.name == "postgres")
            .or_else(|| Account::find(|account| account.uid == NOBODY))
            .map(Some)
            .ok_or(StartError::NoAccount)
    }

    fn find(is_meant: impl Fn(&Account) -> bool) -> Option<Account> {
        let passwd = fs::read_to_string("/etc/passwd").ok()?;
        passwd.lines().filter_map(Account::parse).find(is_meant)
    }

    fn parse(line: &str) -> Option<Account> {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account { uid, gid, name })
    }

    /// Whether this account may go through the folder and all above it; `/root` is closed to it.
    pub(crate) fn reaches(&self, folder: &Path) -> bool {
        folder.ancestors().all(|folder| {
            fs::metadata(folder).is_ok_and(|folder| {
                let pass = if folder.uid() == self.uid {
                    0o100
                } else if folder.gid() == self.gid {
                    0o010
                } else {
                    0o001
                };
                folder.mode() & pass != 0
            })
        })
    }

    /// Gives a file or folder to this account.
    pub(crate) fn own(&self, path: &Path) -> Result<(), StartError> {
        lchown(path, Some(self.uid), Some(self.gid))
            .map_err(StartError::io("change the owner of", path))
    }
}
