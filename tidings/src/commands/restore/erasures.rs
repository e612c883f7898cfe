//! Erasures that a copy is too old to know of.

use std::collections::BTreeMap;
use std::path::Path;

use accounts::Accounts;
use blobs::{Files, Ledger};
use chassis::config::Checked;
use domain::{Command, Metadata, Private, Reason, Refusal, SALT_BYTES, Salt, UserCommand, UserId};
use event_store::{Role, Submission, SubmitError, Writer, erase};
use projector::{Entry, Eraser, ErasureList};

use crate::commands::backup::{CopyError, Folder, Manifest, at, open_blobs};
use crate::database::Database;
use crate::roles::{ERASURES, Kept};
use crate::trouble::Trouble;

/// Why: the first reason went with the log that was lost.
const REASON: &str = "made again after the log was put back from an older copy";

/// Every erasure of this log that is known outside of databases: in the backup, in the data folder, and
/// in the file that was given.
pub(super) fn listed(
    settings: &Checked,
    folder: &Folder,
    given: Option<&Path>,
    manifest: &Manifest,
) -> Result<Vec<Entry>, CopyError> {
    let mut listed: BTreeMap<UserId, Entry> = BTreeMap::new();
    let paths = [folder.path(ERASURES), settings.data().join(ERASURES)];
    let given = given.map(Path::to_owned);
    for path in paths.into_iter().chain(given) {
        let entries = ErasureList::new(path.clone()).read().map_err(at(&path))?;
        let entries = entries.into_iter();
        for entry in entries.filter(|entry| entry.log_id == manifest.log_id) {
            listed.entry(entry.user_id).or_insert(entry);
        }
    }
    Ok(listed.into_values().collect())
}

/// Orders those that the log lacks, in the name of whoever ordered them first, and carries out all that
/// are not done. Gives how many were ordered.
pub(super) async fn make_again(
    settings: &Checked,
    database: &Database,
    listed: &[Entry],
) -> Result<usize, Trouble> {
    let list = settings.data().join(ERASURES);
    for entry in listed {
        ErasureList::new(list.clone())
            .add(entry)
            .map_err(at(&list))?;
    }
    let pool = event_store::pool(&database.url, Role::Erase, 2).await?;
    let known = erase::all(&pool).await?;
    let lacks = |entry: &&Entry| !known.iter().any(|erasure| erasure.user == entry.user_id);
    let append = event_store::pool(&database.url, Role::Append, 2).await?;
    let writer = Writer::start(append, true).await?;
    let mut again = 0;
    for entry in listed.iter().filter(lacks) {
        again += usize::from(order(&writer, entry).await?);
    }
    writer.close().await;
    let kept = Kept {
        files: Files::new(
            open_blobs(settings).await.map_err(CopyError::from)?,
            Ledger::new(pool.clone()),
        ),
        accounts: Accounts::new(pool.clone())
            .with_tombstone_key(settings.secret()?.key(crate::people::TOMBSTONES)),
        data: settings.data().to_owned(),
    };
    Eraser::new(pool, database.log, list, kept)
        .erase_all()
        .await
        .map_err(|error| Trouble::Other(error.to_string()))?;
    Ok(again)
}

/// False where the copy is from before the person came: then there is nothing to erase.
async fn order(writer: &Writer, entry: &Entry) -> Result<bool, Trouble> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(|error| Trouble::Other(error.to_string()))?;
    let reason = Reason::parse(REASON).map_err(|error| Trouble::Other(error.to_string()))?;
    let reason = Private::new(reason, Salt(salt));
    let submission = Submission {
        by: entry.by,
        command: Command::User(entry.user_id, UserCommand::EraseAgain { reason }),
        key: None,
        metadata: Metadata::new(),
    };
    match writer.submit(submission).await {
        Ok(_) => Ok(true),
        Err(SubmitError::Refused(Refusal::NoSuchPerson)) => Ok(false),
        Err(error) => Err(Trouble::Other(error.to_string())),
    }
}
