//! What a backup has, into places that have nothing.

use std::pin::pin;

use blobs::Key;
use chassis::config::Checked;
use domain::to_hex;
use event_store::{LogReader, checkpoints};
use evidence::merkle::Frontier;
use futures_util::TryStreamExt as _;
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use tokio::io::AsyncWriteExt as _;

use crate::commands::backup::{
    CopyError, FILES, Folder, KeptFile, Manifest, at, columns_of, open_blobs,
};

/// Refuses a database that has a log, or a schema that the backup does not fit into.
pub(super) async fn is_empty(url: &str, manifest: &Manifest) -> Result<(), CopyError> {
    let mut connection = PgConnection::connect(url).await?;
    let has_schema: bool = sqlx::query_scalar("select to_regclass('log.identity') is not null")
        .fetch_one(&mut connection)
        .await?;
    let refused = |what: &str| Err(CopyError::Refused(what.to_owned()));
    if has_schema {
        let has_log: bool = sqlx::query_scalar(
            "select exists (select from log.identity) or exists (select from log.events)",
        )
        .fetch_one(&mut connection)
        .await?;
        if has_log {
            return refused(
                "there is a log in this database already: a backup goes into an empty one",
            );
        }
        if manifest.schema != migrations::newest() {
            return refused(
                "this database has a newer schema than the backup: give an empty database",
            );
        }
    }
    connection.close().await?;
    Ok(())
}

/// Every table, in one transaction.
pub(super) async fn tables(
    url: &str,
    folder: &Folder,
    manifest: &Manifest,
) -> Result<(), CopyError> {
    let schema = |failure: migrations::Failure| CopyError::Refused(failure.to_string());
    // As it was then: what later steps do to rows, they do to these too.
    migrations::apply_up_to(url, manifest.schema)
        .await
        .map_err(schema)?;
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(
        "begin;
         set local role tidings_owner;
         set local timezone = 'UTC';
         set local datestyle = 'ISO'",
    )
    .execute(&mut connection)
    .await?;
    for table in &manifest.tables {
        let place = columns_of(&table.schema, &table.name, &table.columns);
        let mut copy = connection
            .copy_in_raw(&format!("copy {place} from stdin"))
            .await?;
        let mut content = pin!(folder.open(&table.piece).await?);
        while let Some(part) = content.try_next().await? {
            copy.send(part).await?;
        }
        let rows = copy.finish().await?;
        if rows != table.rows {
            let what = format!("{place} took {rows} rows of {}", table.rows);
            return Err(CopyError::NotWhole(what));
        }
    }
    sqlx::raw_sql("commit").execute(&mut connection).await?;
    connection.close().await?;
    migrations::apply(url).await.map_err(schema)
}

/// What was half put back goes, so that another try finds nothing.
pub(super) async fn undo(url: &str) {
    let undone = async {
        let mut connection = PgConnection::connect(url).await?;
        sqlx::raw_sql(
            "drop schema if exists log, app, read cascade; drop table if exists _sqlx_migrations",
        )
        .execute(&mut connection)
        .await?;
        connection.close().await
    };
    if let Err(error) = undone.await {
        tracing::error!(%error, "what was half put back is still in the database");
    }
}

/// The root of all that is in the log.
pub(super) async fn root(reader: &LogReader) -> Result<String, CopyError> {
    let mut frontier = Frontier::new();
    while checkpoints::grow(reader, &mut frontier, u64::MAX, |_, _| ()).await? {}
    Ok(to_hex(&frontier.root()))
}

/// The files that a backup has.
pub(super) async fn kept_files(
    folder: &Folder,
    manifest: &Manifest,
) -> Result<Vec<KeptFile>, CopyError> {
    let path = folder.path(FILES);
    let text = tokio::fs::read_to_string(&path).await.map_err(at(&path))?;
    let lines = text.lines().map(serde_json::from_str);
    let kept: Vec<KeptFile> = lines
        .collect::<Result<_, _>>()
        .map_err(|error| CopyError::NotWhole(format!("{}: {error}", path.display())))?;
    if kept.len() as u64 != manifest.files {
        let what = format!("{} lists other files than were backed up", path.display());
        return Err(CopyError::NotWhole(what));
    }
    Ok(kept)
}

/// Puts the bytes of files where files are. What is there already is put there again.
pub(super) async fn files(
    settings: &Checked,
    folder: &Folder,
    manifest: &Manifest,
) -> Result<(), CopyError> {
    let blobs = open_blobs(settings).await?;
    for kept in kept_files(folder, manifest).await? {
        let Some(key) = Key::parse(&kept.key) else {
            let what = format!("{} is no key of a file", kept.key);
            return Err(CopyError::NotWhole(what));
        };
        let (draft, file) = blobs.drafts().create().await?;
        let mut file = tokio::fs::File::from_std(file);
        let mut content = pin!(folder.open(&kept.piece).await?);
        while let Some(part) = content.try_next().await? {
            file.write_all(&part).await.map_err(at(draft.path()))?;
        }
        file.flush().await.map_err(at(draft.path()))?;
        drop(file);
        blobs.put(draft, &key).await?;
    }
    Ok(())
}
