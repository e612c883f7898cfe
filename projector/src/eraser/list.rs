//! The list of erasures outside of the database: a copy of the log that is put back may be older than
//! the last of them.

use std::io;
use std::path::PathBuf;

use domain::{LogId, Timestamp, UserId};
use event_store::erase::Erasure;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::lines;

/// One erasure. Nothing in it is personal: ids of ours, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// In which log.
    pub log_id: Uuid,
    /// In which life of it.
    pub incarnation: u32,
    /// Whose words went.
    pub user_id: UserId,
    /// Where the order was.
    pub position: u64,
    /// Who gave it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

impl Entry {
    /// The entry of an erasure of this log.
    #[must_use]
    pub const fn of(log: LogId, erasure: &Erasure) -> Self {
        Self {
            log_id: log.log_id,
            incarnation: log.incarnation,
            user_id: erasure.user,
            position: erasure.position,
            by: erasure.by,
            at: erasure.at,
        }
    }
}

/// The file that the entries are in, one line each.
#[derive(Clone, Debug)]
pub struct ErasureList(PathBuf);

impl ErasureList {
    /// The list at this path, which need not exist yet.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Every entry, of whatever log.
    ///
    /// # Errors
    /// The file cannot be read, or holds something else.
    pub fn read(&self) -> io::Result<Vec<Entry>> {
        let lines = lines::read(&self.0)?;
        let entries = lines.iter().map(|line| Ok(serde_json::from_str(line)?));
        entries.collect()
    }

    /// Adds an entry, unless this person's is there already. When this returns it is on disk.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn add(&self, entry: &Entry) -> io::Result<()> {
        let is_there =
            |known: &Entry| (known.log_id, known.user_id) == (entry.log_id, entry.user_id);
        if self.read()?.iter().any(is_there) {
            return Ok(());
        }
        lines::append(&self.0, std::slice::from_ref(entry))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn entry(user: u128) -> Entry {
        Entry {
            log_id: Uuid::from_u128(1),
            incarnation: 1,
            user_id: UserId::new(Uuid::from_u128(user)),
            position: 7,
            by: UserId::new(Uuid::from_u128(9)),
            at: Timestamp::from_millis(1_000),
        }
    }

    #[test]
    fn an_entry_is_kept_once_and_what_a_crash_left_half_written_does_not_count() {
        let path = std::env::temp_dir().join(format!("tidings-list-{}", Uuid::new_v4()));
        let list = ErasureList::new(path.clone());
        assert_eq!(list.read().unwrap(), []);
        list.add(&entry(1)).unwrap();
        list.add(&entry(1)).unwrap();
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap();
        file.write_all(b"{\"logId\": \"half").unwrap();
        assert_eq!(list.read().unwrap(), [entry(1)]);
        list.add(&entry(2)).unwrap();
        assert_eq!(list.read().unwrap(), [entry(1), entry(2)]);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_list_of_something_else_is_not_read() {
        let path = std::env::temp_dir().join(format!("tidings-list-{}", Uuid::new_v4()));
        std::fs::write(&path, "hello\n").unwrap();
        assert!(ErasureList::new(path.clone()).read().is_err());
        std::fs::remove_file(path).unwrap();
    }
}
