//! `tidings restore`: a backup becomes a log that goes on, in a database that has none.
//!
//! Everything is checked before anything is written, and the log again once it is in the database. It
//! goes on as another life of itself, so that cursors of the old one are told to fetch afresh. Erasures
//! that the copy is too old for are made again, from the lists outside of databases; then the read tables
//! are built from the log. What fails leaves the database as empty as it was.

mod erasures;
mod inspect;
mod load;

use chassis::config::Checked;
use event_store::{LogReader, Role};
use projector::{CheckpointFile, Checkpointer, Entry};

use super::backup::{CopyError, Folder, Manifest};
use crate::cli::Restore;
use crate::database::{self, Database};
use crate::keys::{CHECKPOINTS, checking_key, signing_key};
use crate::trouble::Trouble;

/// Puts it back, and says what came of it.
pub async fn run(ask: Restore) -> Result<(), Trouble> {
    let settings = ask.settings.check()?;
    let folder = Folder::of(ask.from);
    let manifest = folder.manifest().await?;
    inspect::check(&folder, &manifest).await?;
    // Before the secrets, so that a second try finds what the first one found.
    let listed = erasures::listed(&settings, &folder, ask.erasures.as_deref(), &manifest)?;
    inspect::bring_secrets(&settings, &folder, &manifest).await?;
    inspect::has_the_key(&settings, &manifest)?;
    let found = database::find(&settings).await?;
    let put_back = put_back(&settings, &found.owner_url, &folder, &manifest).await;
    if let Err(trouble) = put_back {
        if let Some(private) = found.private {
            let _ = private.stop().await;
        }
        return Err(trouble);
    }
    let database = found.open().await?;
    let finished = finish(&settings, &database, &listed).await;
    let log = database.log;
    super::close(database).await;
    let again = finished?;
    println!(
        "log {} goes on as incarnation {}, from position {}",
        log.log_id, log.incarnation, manifest.position
    );
    println!("root: {}, as backed up", manifest.root);
    println!("erasures made again: {again}");
    println!("the read tables were built anew; everybody signs in again");
    Ok(())
}

/// Files, tables, and whether they are what they were.
async fn put_back(
    settings: &Checked,
    url: &str,
    folder: &Folder,
    manifest: &Manifest,
) -> Result<(), Trouble> {
    load::is_empty(url, manifest).await?;
    load::files(settings, folder, manifest).await?;
    let loaded = async {
        load::tables(url, folder, manifest).await?;
        verify(settings, url, folder, manifest).await?;
        let lives = inspect::lives(settings, manifest)?;
        while event_store::adopt(url).await?.incarnation <= lives {}
        Ok(())
    }
    .await;
    if loaded.is_err() {
        load::undo(url).await;
    }
    loaded
}

/// The log against its own hashes, what was signed of it, and the root that was backed up.
async fn verify(
    settings: &Checked,
    url: &str,
    folder: &Folder,
    manifest: &Manifest,
) -> Result<(), Trouble> {
    let pool = event_store::pool(url, Role::Query, 2).await?;
    let reader = LogReader::open(pool.clone()).await?;
    let outside = CheckpointFile::new(folder.path(CHECKPOINTS)).read();
    let outside = outside.map_err(|error| Trouble::Other(error.to_string()))?;
    let known = event_store::Known {
        keys: checking_key(settings)?.into_iter().collect(),
        outside: outside.map_err(|error| Trouble::Other(error.to_string()))?,
    };
    let verdict = event_store::verify(&reader, &known).await?;
    let root = load::root(&reader).await?;
    pool.close().await;
    if let Some(bad) = verdict.first_bad {
        let what = format!("the log is broken at position {}: {}", bad.first, bad.what);
        return Err(CopyError::NotWhole(what).into());
    }
    if verdict.size != manifest.position || root != manifest.root {
        let what = "the log is not the one that was backed up: its root is another";
        return Err(CopyError::NotWhole(what.to_owned()).into());
    }
    Ok(())
}

/// Everything after the log is there: erasures, a signature of the new life, the tables.
async fn finish(
    settings: &Checked,
    database: &Database,
    listed: &[Entry],
) -> Result<usize, Trouble> {
    let again = erasures::make_again(settings, database, listed).await?;
    let project = event_store::pool(&database.url, Role::Project, 2).await?;
    let reader = LogReader::open(project.clone()).await?;
    let file = settings.data().join(CHECKPOINTS);
    Checkpointer::new(
        project.clone(),
        reader.clone(),
        signing_key(settings)?,
        file,
    )
    .sign_now()
    .await
    .map_err(|error| Trouble::Other(error.to_string()))?;
    projector::rebuild(&project, &reader)
        .await
        .map_err(|error| Trouble::Rebuild(error.to_string()))?;
    Ok(again)
}
